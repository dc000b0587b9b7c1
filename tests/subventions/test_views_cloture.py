"""Closing a statement on the screen, replacing it, keeping its signed copies."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from conseiller.journal.models import Ligne
from conseiller.travaux.models import EtatTravail, Travail
from subventions.models import Cloture, Decompte, DocumentArrete, ExemplaireSigne, Titre
from subventions.selectors.cloture import RENDU_ARRETE
from subventions.services.documents import render_arrete
from tests.envois import fill
from tests.fabrique import make_agent, make_convention
from tests.subventions.arretes import close, transmit
from tests.subventions.decomptes import SEMESTRE, compute

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]
DONNEES = "donnees"
PDF = b"%PDF-1.7 signe\n%%EOF"


@pytest.fixture
def convention():
    return make_convention(("400", "200", "100"))


@pytest.fixture
def transmis(convention):
    return transmit(convention, now=timezone.now())


@pytest.fixture
def cloture(convention):
    return close(convention, now=timezone.now())


def locate(nom, decompte, *reste):
    return reverse(nom, args=[decompte.convention_id, decompte.pk, *reste])


def draw(cloture, rate=()):
    """Render the documents as the worker does; `rate`: codes whose rendering fails."""

    def render(instantane, resultat, code, **mentions):
        if code in rate:
            raise ValueError(code)
        return f"%PDF-1.7 {code} {mentions['arret'].numero}\n%%EOF".encode()

    travail = Travail.objects.get(tache=RENDU_ARRETE, objet=cloture.decompte_id)
    Travail.objects.filter(pk=travail.pk).update(etat=EtatTravail.EN_COURS)
    travail.refresh_from_db()
    render_arrete(travail, render=render)


def test_closing_tells_that_it_is_for_ever_then_gives_the_number(client, denis, transmis):
    adresse = locate("decompte_arreter", transmis)
    page = client.get(adresse).content.decode()
    assert "Arrêter ce décompte lui donne un numéro. Il ne changera plus" in page
    assert "2\u00a0communes n’ont pas répondu" in page
    reponse = client.post(adresse, fill(client, adresse, motif="Le budget se vote demain."), follow=True)
    assert "Décompte n°\u00a02021-001" in reponse.content.decode().replace("&nbsp;", "\u00a0")
    assert Cloture.objects.get().motif == "Le budget se vote demain."
    assert Ligne.objects.filter(action="arrêter le décompte").count() == 1


def test_a_disagreement_is_reasoned(client, denis, transmis):
    adresse = locate("decompte_arreter", transmis)
    reponse = client.post(adresse, fill(client, adresse, motif=" "))
    assert reponse.status_code == 422
    assert "Écrivez pourquoi vous arrêtez ce décompte" in reponse.content.decode()
    assert not Cloture.objects.exists()


def test_nothing_is_asked_once_everybody_has_accepted_by_silence(client, denis, convention):
    decompte = transmit(convention, now=timezone.now() - timedelta(days=90))
    adresse = locate("decompte_arreter", decompte)
    assert "Pourquoi l’arrêter" not in client.get(adresse).content.decode()
    assert client.post(adresse, fill(client, adresse)).status_code == 302


def test_a_double_click_closes_once(client, denis, transmis):
    adresse = locate("decompte_arreter", transmis)
    envoi = fill(client, adresse, motif="Urgent")
    assert [client.post(adresse, envoi).status_code for _ in range(2)] == [302, 302]
    assert Cloture.objects.count() == 1


def test_a_statement_that_changed_since_it_was_read_is_read_again(client, denis, transmis):
    adresse = locate("decompte_arreter", transmis)
    envoi = fill(client, adresse, motif="Urgent")
    compute(transmis)
    reponse = client.post(adresse, envoi)
    assert reponse.status_code == 422
    assert "a changé depuis que vous l’avez lu" in reponse.content.decode()


@pytest.mark.parametrize("rang", [2, 3])
def test_a_partner_closes_nothing(client, convention, transmis, rang):
    client.force_login(make_agent(convention, rang))
    for nom in ("decompte_arreter", "decompte_remplacer"):
        assert client.get(locate(nom, transmis)).status_code == 404
    assert "Arrêter le décompte" not in client.get(locate("decompte", transmis)).content.decode()


def test_documents_of_a_closed_statement_are_the_frozen_ones(client, denis, cloture):
    draw(cloture)
    reponse = client.get(locate("decompte_document", cloture.decompte, "99000"))
    assert reponse.getvalue() == b"%PDF-1.7 99000 2021-001\n%%EOF"
    assert "decompte-2021-001-commune-fictive-1.pdf" in reponse.headers["Content-Disposition"]
    assert DocumentArrete.objects.exclude(nature=DONNEES).count() == 4


def test_a_rendering_that_failed_is_asked_again_and_keeps_what_is_done(client, denis, cloture):
    with pytest.raises(ValueError, match="99002"):
        draw(cloture, rate={"99002"})
    faits = set(DocumentArrete.objects.values_list("pk", flat=True))
    Travail.objects.filter(tache=RENDU_ARRETE).update(etat=EtatTravail.ECHOUE, erreur="Plus de place.")
    page = client.get(locate("decompte", cloture.decompte)).content.decode()
    assert ("Relancer la mise en page" in page, "Plus de place." in page) == (True, True)
    assert client.post(locate("decompte_remettre_en_page", cloture.decompte)).status_code == 302
    Travail.objects.filter(etat=EtatTravail.ECHOUE).delete()
    draw(cloture)
    assert faits < set(DocumentArrete.objects.values_list("pk", flat=True))
    assert DocumentArrete.objects.exclude(nature=DONNEES).count() == 4
    assert "Relancer la mise en page" not in client.get(locate("decompte", cloture.decompte)).content.decode()


def test_rendering_twice_stores_once(cloture):
    draw(cloture)
    draw(cloture)
    assert DocumentArrete.objects.exclude(nature=DONNEES).count() == 4


def test_a_partner_takes_their_own_frozen_document_only(client, convention, cloture):
    draw(cloture)
    client.force_login(make_agent(convention, 2))
    assert client.get(locate("decompte_document", cloture.decompte, "99001")).getvalue()
    for autre in ("99000", "99002", "synthese"):
        assert client.get(locate("decompte_document", cloture.decompte, autre)).status_code == 404


def test_a_signed_copy_is_kept_beside_the_pdf(client, denis, convention, cloture):
    adresse = locate("exemplaire_ajouter", cloture.decompte, "99001")
    fichier = SimpleUploadedFile("signe.pdf", PDF, "application/pdf")
    jour = timezone.localdate().isoformat()
    reponse = client.post(adresse, {**fill(client, adresse, signe_le=jour), "piece": fichier})
    assert reponse.status_code == 302
    exemplaire = ExemplaireSigne.objects.get()
    copie = locate("decompte_exemplaire", cloture.decompte, exemplaire.pk)
    assert client.get(copie).getvalue() == PDF
    client.force_login(make_agent(convention, 2))
    assert client.get(copie).getvalue() == PDF
    client.force_login(make_agent(convention, 3))
    assert client.get(copie).status_code == 404


@pytest.mark.parametrize(("jours", "dit"), [(-1, "le jour où le décompte est arrêté"), (1, "pas encore venu")])
def test_a_copy_is_signed_after_the_closing_and_before_today(client, denis, cloture, jours, dit):
    adresse = locate("exemplaire_ajouter", cloture.decompte, "99001")
    fichier = SimpleUploadedFile("signe.pdf", PDF, "application/pdf")
    jour = (timezone.localdate() + timedelta(days=jours)).isoformat()
    reponse = client.post(adresse, {**fill(client, adresse, signe_le=jour), "piece": fichier})
    assert (reponse.status_code, dit in reponse.content.decode()) == (422, True)
    assert not ExemplaireSigne.objects.exists()


def test_a_closed_statement_is_replaced_by_another_closed_one(client, denis, convention, cloture):
    adresse = locate("decompte_remplacer", cloture.decompte)
    envoi = fill(client, adresse)
    assert [client.post(adresse, envoi).status_code for _ in range(2)] == [302, 302]
    brouillon = Decompte.objects.get(remplace=cloture.decompte)
    assert "est en préparation" in client.get(locate("decompte", cloture.decompte)).content.decode()
    brouillon.delete()
    nouvelle = close(convention, now=timezone.now(), remplace=cloture.decompte)
    cloture.decompte.refresh_from_db()
    assert (nouvelle.numero, nouvelle.remplace, cloture.decompte.etat) == ("2021-002", cloture, "remplace")
    page = client.get(locate("decompte", cloture.decompte)).content.decode().replace("&nbsp;", "\u00a0")
    assert "décompte n°\u00a02021-002" in page
    assert "Remplacer ce décompte" not in page


def test_a_statement_with_a_titre_is_not_replaced(client, denis, cloture):
    Titre.objects.create(part=cloture.parts.last(), numero="12", emis_le=date(2022, 3, 1))
    adresse = locate("decompte_remplacer", cloture.decompte)
    page = client.get(adresse).content.decode()
    assert "Un titre est déjà émis" in page
    assert client.post(adresse, fill(client, adresse)).status_code == 422
    assert not Decompte.objects.filter(remplace=cloture.decompte).exists()


def test_only_the_last_closed_statement_is_replaced(client, denis, convention):
    premiere = close(convention, *SEMESTRE, now=timezone.now())
    close(convention, date(2022, 1, 1), date(2022, 12, 31), now=timezone.now())
    page = client.get(locate("decompte_remplacer", premiere.decompte)).content.decode()
    assert "Seul le dernier décompte arrêté se remplace" in page
