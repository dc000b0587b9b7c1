"""Stored files: named by their content, whole or absent, gone once nobody wants them."""

from __future__ import annotations

import hashlib
import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from communes.enums import TypeActe
from conseiller.pieces.calculs import PieceRefusee
from conseiller.pieces.models import Piece
from conseiller.pieces.services import accept_piece, keep_piece, purge_pieces, store_piece
from conseiller.pieces.tasks import purge
from subventions.models import Document
from tests.conseiller.pieces.fichiers import PDF, SVG, make_photo
from tests.fabrique import make_convention
from tests.subventions.decomptes import make_decompte

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

LUNDI = datetime(2022, 3, 7, 9, 0, tzinfo=UTC)
MARDI = LUNDI + timedelta(days=1, seconds=1)


@pytest.fixture(autouse=True)
def dossier(settings, tmp_path):
    settings.PIECES_DIR = tmp_path / "pieces"
    return settings.PIECES_DIR


def list_files(dossier):
    return [chemin for chemin in dossier.rglob("*") if chemin.is_file()]


def store_on_monday(contenu: bytes = PDF) -> Piece:
    with time_machine.travel(LUNDI, tick=False):
        return store_piece(contenu, "application/pdf")


def attach(piece: Piece) -> None:
    convention = make_convention()
    organisme = convention.parties.first().organisme
    convention.actes.create(organisme=organisme, type=next(iter(TypeActe)), piece=piece)


def test_the_same_bytes_are_stored_once(dossier):
    premiere, seconde = store_piece(b"fictif", "application/pdf"), store_piece(b"fictif", "application/pdf")
    assert premiere == seconde
    assert list_files(dossier) == [premiere.chemin]
    assert premiere.chemin.read_bytes() == b"fictif"
    assert (premiere.empreinte, premiere.taille) == (hashlib.sha256(b"fictif").hexdigest(), 6)


def test_a_file_lost_from_the_disk_comes_back(dossier):
    piece = store_piece(b"fictif", "application/pdf")
    piece.chemin.unlink()
    assert store_piece(b"fictif", "application/pdf").chemin.read_bytes() == b"fictif"
    assert Piece.objects.count() == 1


def test_the_name_tells_the_type():
    noms = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}
    assert {mime: store_piece(mime.encode(), mime).chemin.suffix for mime in noms} == noms


def test_a_proof_is_kept_as_it_was_received():
    photo = make_photo("JPEG")
    piece = accept_piece(photo, "justificatif.jpg")
    assert piece.chemin.read_bytes() == photo
    assert (piece.empreinte, piece.type_mime) == (hashlib.sha256(photo).hexdigest(), "image/jpeg")
    assert piece.description.startswith("JPEG, ")


def test_a_refused_file_leaves_nothing(dossier):
    with pytest.raises(PieceRefusee):
        accept_piece(SVG, "dessin.svg")
    assert (Piece.objects.count(), dossier.exists()) == (0, False)


def test_what_nothing_refers_to_goes_after_a_day(dossier):
    piece = store_on_monday()
    assert purge_pieces(now=LUNDI + timedelta(days=1)) == 0
    assert list_files(dossier) == [piece.chemin]
    assert purge_pieces(now=MARDI) == 1
    assert (Piece.objects.count(), list_files(dossier)) == (0, [])


def test_the_hourly_task_deletes_row_and_file(dossier):
    assert settings.CELERY_BEAT_SCHEDULE["purge-pieces"]["task"] == purge.name
    store_on_monday()
    purge()
    assert (Piece.objects.count(), list_files(dossier)) == (0, [])


def test_a_file_already_lost_does_not_stop_the_purge():
    store_on_monday().chemin.unlink()
    store_on_monday(PDF + b"\n")
    assert purge_pieces(now=MARDI) == 2


def test_what_an_object_refers_to_stays(dossier):
    actee, documentee = store_on_monday(), store_on_monday(PDF + b"\n")
    attach(actee)
    decompte = make_decompte(make_convention(base=100))
    Document.objects.create(decompte=decompte, version=99, partie=None, piece=documentee)
    assert purge_pieces(now=MARDI) == 0
    assert {actee.chemin, documentee.chemin} <= set(list_files(dossier))


def test_a_model_added_later_is_looked_at_without_being_named():
    attach(store_on_monday())
    with CaptureQueriesContext(connection) as requetes:
        purge_pieces(now=MARDI)
    lues = re.findall(r'EXISTS\(SELECT 1 AS "a" FROM "(\w+)"', requetes[0]["sql"])
    cles = [relation.field for relation in Piece._meta.get_fields(include_hidden=True) if relation.one_to_many]
    assert sorted(lues) == sorted(cle.model._meta.db_table for cle in cles)


def test_what_is_given_again_waits_for_another_day():
    store_on_monday()
    with time_machine.travel(MARDI, tick=False):
        store_piece(PDF, "application/pdf")
    assert purge_pieces(now=MARDI + timedelta(hours=1)) == 0


def test_what_a_form_brings_back_waits_for_another_day():
    piece = store_on_monday()
    assert keep_piece(piece.pk, now=MARDI) == piece
    assert purge_pieces(now=MARDI + timedelta(hours=1)) == 0
    assert keep_piece(piece.pk + 1, now=MARDI) is None


def wait_for_a_blocked_query() -> None:
    fin = time.monotonic() + 10
    while time.monotonic() < fin:
        with connection.cursor() as curseur:
            curseur.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if curseur.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("nothing waits")


def in_a_thread(service, *arguments, **options):
    try:
        return service(*arguments, **options)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
class TestOnPostgreSQL:
    def test_a_purge_waits_for_the_form_that_takes_up_the_file(self):
        piece = store_on_monday()
        with ThreadPoolExecutor() as fils:
            with transaction.atomic():
                keep_piece(piece.pk, now=MARDI)
                attach(piece)
                menage = fils.submit(in_a_thread, purge_pieces, now=MARDI)
                wait_for_a_blocked_query()
            assert menage.result() == 0
        assert piece.chemin.read_bytes() == PDF

    def test_bytes_given_again_during_their_purge_are_written_anew(self):
        ancienne = store_on_monday()
        with ThreadPoolExecutor() as fils:
            with transaction.atomic():
                assert purge_pieces(now=MARDI) == 1
                depot = fils.submit(in_a_thread, store_piece, PDF, "application/pdf")
                wait_for_a_blocked_query()
            nouvelle = depot.result()
        assert nouvelle.pk != ancienne.pk
        assert (Piece.objects.get(), nouvelle.chemin.read_bytes()) == (nouvelle, PDF)
