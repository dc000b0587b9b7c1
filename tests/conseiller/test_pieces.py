"""Stored files: named by their content, whole or absent."""

import hashlib

import pytest

from conseiller.pieces.models import Piece
from conseiller.pieces.services import store_piece

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture(autouse=True)
def dossier(settings, tmp_path):
    settings.PIECES_DIR = tmp_path
    return tmp_path


def test_the_same_bytes_are_stored_once(dossier):
    premiere, seconde = store_piece(b"fictif", "application/pdf"), store_piece(b"fictif", "application/pdf")
    assert premiere == seconde
    assert [chemin for chemin in dossier.rglob("*") if chemin.is_file()] == [premiere.chemin]
    assert premiere.chemin.read_bytes() == b"fictif"
    assert (premiere.empreinte, premiere.taille) == (hashlib.sha256(b"fictif").hexdigest(), 6)


def test_a_file_lost_from_the_disk_comes_back(dossier):
    piece = store_piece(b"fictif", "application/pdf")
    piece.chemin.unlink()
    assert store_piece(b"fictif", "application/pdf").chemin.read_bytes() == b"fictif"
    assert Piece.objects.count() == 1


def test_the_name_tells_the_type():
    assert store_piece(b"fictif", "application/pdf").chemin.suffix == ".pdf"
