"""A stored file as an answer: what it is, a download unless a PDF is to be read in place, nothing that runs."""

from __future__ import annotations

import logging

import pytest

from communes.enums import TypeActe
from conseiller.pieces.services import accept_piece
from tests.conseiller.pieces.fichiers import PDF, make_photo
from tests.fabrique import make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def acte(settings, tmp_path):
    settings.PIECES_DIR = tmp_path
    settings.ROOT_URLCONF = "tests.conseiller.pieces.adresses"
    convention = make_convention()
    organisme = convention.parties.first().organisme
    return convention.actes.create(organisme=organisme, type=next(iter(TypeActe)), piece=accept_piece(PDF, "a.pdf"))


def read(client, adresse: str) -> tuple[str, str, bytes]:
    reponse = client.get(adresse)
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
    return reponse["Content-Type"], reponse["Content-Disposition"], b"".join(reponse.streaming_content)


def test_a_pdf_is_downloaded_or_read_in_place(client, acte):
    nom = "; filename*=utf-8''d%C3%A9lib%C3%A9ration%2012.pdf"
    assert read(client, f"/piece/{acte.pk}/") == ("application/pdf", f"attachment{nom}", PDF)
    assert read(client, f"/piece/{acte.pk}/?lire") == ("application/pdf", f"inline{nom}", PDF)


def test_a_photo_is_always_downloaded(client, acte):
    photo = make_photo("WEBP")
    acte.piece = accept_piece(photo, "a.webp")
    acte.save()
    nom = "attachment; filename*=utf-8''d%C3%A9lib%C3%A9ration%2012.webp"
    assert read(client, f"/piece/{acte.pk}/?lire") == ("image/webp", nom, photo)


def test_a_lost_file_does_not_exist_and_is_told_in_the_log(client, acte, caplog):
    acte.piece.chemin.unlink()
    assert client.get(f"/piece/{acte.pk}/").status_code == 404
    perdues = [ligne.message for ligne in caplog.records if ligne.levelno == logging.ERROR]
    assert perdues == [f"Fichier perdu, pièce {acte.piece.pk}\u00a0: {acte.piece.chemin}"]
