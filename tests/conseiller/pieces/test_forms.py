"""A file in a form: received, kept while the rest is corrected, replaced, removed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.utils import timezone

from communes.enums import TypeActe
from communes.models import Acte
from conseiller.pieces.calculs import TAILLE_MAX
from conseiller.pieces.forms import Depot, PieceField
from conseiller.pieces.models import Piece
from conseiller.pieces.services import accept_piece, purge_pieces
from tests.conseiller.pieces.adresses import ActeForm
from tests.conseiller.pieces.fichiers import PDF, SVG, make_photo
from tests.fabrique import make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

PERIME = "Le fichier que vous aviez joint n’est plus gardé\u00a0: choisissez-le à nouveau."
JETON = re.compile(r'<input type="hidden" name="piece-depot" value="([^"]+)">')
JOINT = "<b>Fichier joint</b>\u00a0: PDF, "


class ObligatoireForm(ActeForm):
    piece = PieceField(label="Délibération signée")


@pytest.fixture
def acte(settings, tmp_path) -> Acte:
    settings.PIECES_DIR = tmp_path
    settings.ROOT_URLCONF = "tests.conseiller.pieces.adresses"
    convention = make_convention()
    organisme = convention.parties.first().organisme
    return convention.actes.create(organisme=organisme, type=next(iter(TypeActe)))


@pytest.fixture
def envoyer(client, acte):
    """POST the form in multipart; returns the status, the page and what the act then holds."""

    def send(**champs) -> tuple[int, str, Piece | None]:
        reponse = client.post(f"/acte/{acte.pk}/", champs)
        acte.refresh_from_db()
        return reponse.status_code, reponse.content.decode(), acte.piece

    return send


def make_pdf(nom: str = "facture.pdf", contenu: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(nom, contenu, "text/html")


def test_a_file_is_attached(envoyer):
    assert envoyer(objet="Avenant", piece=make_pdf()) == (204, "", Piece.objects.get())


def test_a_received_file_comes_back_with_a_form_in_error(envoyer):
    statut, page, piece = envoyer(objet="", piece=make_pdf("Été <2022>.pdf"))
    assert (statut, piece) == (422, None)
    assert "<b>Été &lt;2022&gt;.pdf</b>, 69\u00a0octets\u00a0: gardé." in page
    (jeton,) = JETON.findall(page)
    assert envoyer(**{"objet": "Avenant", "piece-depot": jeton}) == (204, "", Piece.objects.get())


def test_it_comes_back_as_often_as_the_form_is_in_error(envoyer):
    (jeton,) = JETON.findall(envoyer(objet="", piece=make_pdf())[1])
    (jeton,) = JETON.findall(envoyer(**{"objet": "", "piece-depot": jeton})[1])
    assert envoyer(**{"objet": "Avenant", "piece-depot": jeton})[2] == Piece.objects.get()


def test_a_new_file_replaces_the_one_that_was_kept(envoyer):
    (jeton,) = JETON.findall(envoyer(objet="", piece=make_pdf())[1])
    photo = SimpleUploadedFile("photo.png", make_photo("PNG"))
    assert envoyer(**{"objet": "Avenant", "piece-depot": jeton, "piece": photo})[2].type_mime == "image/png"


def test_a_refused_file_leaves_the_one_that_was_kept(envoyer):
    (jeton,) = JETON.findall(envoyer(objet="", piece=make_pdf())[1])
    statut, page, _ = envoyer(**{"objet": "Avenant", "piece-depot": jeton, "piece": make_pdf("dessin.pdf", SVG)})
    assert (statut, page.count("«\u00a0dessin.pdf\u00a0» est un dessin SVG")) == (422, 2)
    assert "<b>facture.pdf</b>" in page


def test_the_kept_file_can_be_left_out(envoyer, acte):
    (jeton,) = JETON.findall(envoyer(objet="", piece=make_pdf())[1])
    page = envoyer(**{"objet": "", "piece-depot": jeton, "piece-retirer": "on"})[1]
    assert JETON.findall(page) == []
    assert envoyer(**{"objet": "Avenant", "piece-depot": jeton, "piece-retirer": "on"}) == (204, "", None)


def test_a_forged_or_old_value_asks_for_the_file_again(envoyer):
    (jeton,) = JETON.findall(envoyer(objet="", piece=make_pdf())[1])
    for faux in (f"{jeton}x", "x", jeton.replace(":", "")):
        statut, page, _ = envoyer(**{"objet": "Avenant", "piece-depot": faux})
        assert (statut, page.count(PERIME), JETON.findall(page)) == (422, 2, [])
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        assert envoyer(**{"objet": "Avenant", "piece-depot": jeton})[1].count(PERIME) == 2
        assert envoyer(**{"objet": "Avenant", "piece-depot": jeton, "piece": make_pdf()})[0] == 204


def test_a_value_whose_file_is_gone_asks_for_it_again(envoyer):
    (jeton,) = JETON.findall(envoyer(objet="", piece=make_pdf())[1])
    assert purge_pieces(now=timezone.now() + timedelta(days=2)) == 1
    assert envoyer(**{"objet": "Avenant", "piece-depot": jeton})[1].count(PERIME) == 2


def test_the_attached_file_stays_until_it_is_replaced_or_removed(envoyer, client, acte):
    piece = envoyer(objet="Avenant", piece=make_pdf())[2]
    assert JOINT in client.get(f"/acte/{acte.pk}/").content.decode()
    assert envoyer(objet="Avenant") == (204, "", piece)
    assert JOINT in envoyer(objet="")[1]
    autre = envoyer(objet="Avenant", piece=make_pdf(contenu=PDF + b"\n"))[2]
    assert autre.taille == piece.taille + 1
    assert envoyer(**{"objet": "Avenant", "piece-retirer": "on"}) == (204, "", None)


def test_a_ticked_box_stays_ticked_while_the_rest_is_corrected(envoyer):
    envoyer(objet="Avenant", piece=make_pdf())
    page = envoyer(**{"objet": "", "piece-retirer": "on"})[1]
    assert 'name="piece-retirer" id="id_piece_retirer" checked' in page


def test_a_required_file_is_asked_for_and_cannot_be_removed(acte):
    assert ObligatoireForm({"objet": "Avenant"}, {}, instance=acte).errors == {
        "piece": ["Joignez un fichier, PDF ou photo."]
    }
    acte.piece = accept_piece(PDF, "a.pdf")
    form = ObligatoireForm({"objet": "Avenant"}, {}, instance=acte)
    assert (form.is_valid(), form.cleaned_data["piece"]) == (True, acte.piece)
    assert "piece-retirer" not in str(ObligatoireForm(instance=acte)["piece"])
    assert not ObligatoireForm({"objet": "Avenant", "piece-retirer": "on"}, {}, instance=acte).is_valid()


def test_only_an_empty_required_choice_is_marked_required(acte):
    assert " required" in str(ObligatoireForm(instance=acte)["piece"])
    form = ObligatoireForm({"objet": ""}, {"piece": make_pdf()}, instance=acte)
    assert (form.is_valid(), " required" in str(form["piece"])) == (False, False)


def test_a_disabled_field_keeps_the_attached_file(acte):
    acte.piece = accept_piece(PDF, "a.pdf")
    form = ActeForm({"objet": "Avenant"}, {"piece": make_pdf(contenu=PDF + b"\n")}, instance=acte)
    form.fields["piece"].disabled = True
    assert (form.is_valid(), form.cleaned_data["piece"], form.changed_data) == (True, acte.piece, ["objet"])


def test_what_changed_is_known(acte):
    jeton = Depot(accept_piece(PDF, "a.pdf"), "a.pdf").sign()
    donnees = [{}, {"piece-depot": jeton}, {"piece-retirer": "on"}]
    assert [ActeForm(envoi, {}, instance=acte).changed_data for envoi in donnees] == [[], ["piece"], ["piece"]]


def test_the_choice_tells_its_help_its_error_and_its_file(envoyer):
    (jeton,) = JETON.findall(envoyer(objet="", piece=make_pdf())[1])
    page = envoyer(**{"objet": "", "piece-depot": jeton, "piece": make_pdf(contenu=b"")})[1]
    (choix,) = re.findall(r'<input type="file"[^>]*>', page)
    decrit = re.search(r'aria-describedby="([^"]*)"', choix).group(1)
    assert decrit == "id_piece_helptext id_piece_error id_piece_piece"
    assert [page.count(f'id="{cible}"') for cible in decrit.split()] == [1, 1, 1]
    assert 'accept="application/pdf,image/jpeg,image/png,image/webp"' in choix
    assert 'aria-invalid="true"' in choix
    assert '<label for="id_piece">Délibération signée</label>' in page


def test_a_huge_file_is_cut_as_it_comes_then_refused(envoyer):
    enorme = SimpleUploadedFile("film.pdf", PDF + b"\0" * 3 * TAILLE_MAX)
    recu = RequestFactory().post("/", {"piece": enorme}).FILES["piece"]
    assert TAILLE_MAX < recu.size <= TAILLE_MAX + 64 * 1024
    recu.close()
    enorme.seek(0)
    statut, page, _ = envoyer(objet="Avenant", piece=enorme)
    assert (statut, page.count("«\u00a0film.pdf\u00a0» dépasse 10\u00a0Mo.")) == (422, 2)
