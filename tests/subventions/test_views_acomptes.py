"""Part payments on screen and on paper: called from the forecast, deducted by statements, cancelled in time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial

import pytest
import time_machine
from django.urls import reverse

from communes.enums import Fonction
from communes.models import Convention
from conseiller.journal.models import Ligne
from conseiller.travaux.models import EtatTravail, Travail
from conseiller.travaux.services import run_travail
from subventions.documents.acompte import prepare_acompte, render_acompte
from subventions.models import Acompte, AppelAcompte, Depense, Titre
from subventions.selectors.acomptes import RENDU_ACOMPTES
from subventions.selectors.previsions import read_prevision
from subventions.services import acomptes
from tests.envois import adresse, fill, read
from tests.fabrique import make_agent, make_convention
from tests.subventions.arretes import close, transmit
from tests.subventions.impressions import extract_solid, solid

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]

JANVIER = datetime(2022, 1, 10, 9, 0, tzinfo=UTC)
ANNEE = date(2022, 1, 1), date(2022, 12, 31)


@pytest.fixture(autouse=True)
def janvier():
    with time_machine.travel(JANVIER, tick=False):
        yield


@pytest.fixture
def convention() -> Convention:
    convention = make_convention()
    convention.acompte_taux = 30_00
    convention.save()
    add_prevue(convention, 200_000_00)
    return convention


def add_prevue(convention: Convention, montant: int) -> None:
    span = {"debut": convention.debut, "fin": convention.fin}
    Depense.objects.create(
        convention=convention, libelle="Bureau", nature="autre", montant=montant, etat="prevu", **span
    )


def call(client, convention: Convention, annee: int = 2022, **champs: object):
    page = adresse("acomptes_appeler", convention, annee)
    return client.post(page, fill(client, page, **champs), follow=True)


def work() -> None:
    for travail in Travail.objects.filter(tache=RENDU_ACOMPTES, etat=EtatTravail.ATTENTE):
        run_travail(travail.pk, partial(acomptes.render_acomptes, render=render_acompte))


def open_pdf(client, page: str) -> int:
    reponse = client.get(page)
    if reponse.streaming:
        assert b"".join(reponse.streaming_content).startswith(b"%PDF")
    return reponse.status_code


def test_the_rate_of_each_forecast_share_is_called_floored(client, convention):
    client.force_login(make_agent(convention, 1))
    assert "Les acomptes 2022 sont appelés. Leurs documents se préparent." in read(call(client, convention))
    parts = {part.insee: part for part in read_prevision(convention, 2022, jour=JANVIER.date()).prevision.parts}
    appeles = {acompte.partie.organisme.code: acompte.montant for acompte in Acompte.objects.all()}
    assert appeles == {code: part.montant * 30 // 100 for code, part in parts.items() if code != "99000"}
    ligne = Ligne.objects.get(action="appeler les acomptes")
    assert (ligne.convention, ligne.details) == (convention.pk, {"exercice": 2022})


def test_a_double_click_calls_once(client, convention):
    client.force_login(make_agent(convention, 1))
    page = adresse("acomptes_appeler", convention, 2022)
    envoi = fill(client, page)
    assert [client.post(page, envoi).status_code for _ in range(2)] == [302, 302]
    assert AppelAcompte.objects.count() == 1
    assert client.post(page, fill(client, page)).status_code == 422


def test_a_forecast_that_changed_meanwhile_is_read_again_then_called(client, convention):
    client.force_login(make_agent(convention, 1))
    page = adresse("acomptes_appeler", convention, 2022)
    envoi = fill(client, page)
    Depense.objects.create(
        convention=convention,
        libelle="Bureau",
        nature="autre",
        montant=900_00,
        etat="prevu",
        debut=ANNEE[0],
        fin=ANNEE[0],
    )
    reponse = client.post(page, envoi)
    assert reponse.status_code == 422
    assert "La prévision a changé depuis que vous l’avez lue" in read(reponse)
    envoi["lu"] = reponse.context["form"]["lu"].value()
    assert client.post(page, envoi).status_code == 302


def test_without_a_rate_nothing_can_be_called(client, convention):
    client.force_login(make_agent(convention, 1))
    Convention.objects.update(acompte_taux=0)
    page = adresse("acomptes_appeler", convention, 2022)
    assert "Appeler ces acomptes" not in client.get(page).content.decode()
    assert "indiquez d’abord son taux" in read(client.post(page, fill(client, page)))
    assert "La convention ne prévoit pas d’acompte." in read(client.get(adresse("acomptes", convention)))


def test_what_stays_under_the_threshold_is_not_called(client, convention):
    client.force_login(make_agent(convention, 1))
    Convention.objects.update(seuil_appel=10**9)
    reponse = call(client, convention)
    assert reponse.status_code == 422
    assert "Aucun acompte n’est à appeler pour 2022" in read(reponse)
    assert AppelAcompte.objects.count() == 0


def test_a_year_that_is_closed_to_its_end_is_not_called(client, convention):
    close(convention, now=JANVIER)
    client.force_login(make_agent(convention, 1))
    assert "termine l’exercice" in read(call(client, convention, 2021))


def test_while_the_parties_read_a_statement_of_the_year_nothing_is_called_or_cancelled(client, convention):
    client.force_login(make_agent(convention, 1))
    call(client, convention)
    transmit(convention, *ANNEE, now=JANVIER)
    page = adresse("acomptes_annuler", convention, 2022)
    assert "est transmis aux communes avec ses acomptes" in read(client.post(page, fill(client, page)))
    AppelAcompte.objects.all().delete()
    assert "est transmis aux communes avec ses acomptes" in read(call(client, convention))


def test_a_statement_deducts_what_was_called_and_the_call_stays(client, convention):
    client.force_login(make_agent(convention, 1))
    call(client, convention)
    cloture = close(convention, *ANNEE, now=datetime(2023, 1, 20, tzinfo=UTC))
    attendus = dict(Acompte.objects.values_list("partie", "montant"))
    assert {part.partie_id: part.acompte for part in cloture.parts.exclude(acompte=0)} == attendus
    vu = client.get(adresse("acomptes", convention)).context["appels"][0]
    assert [ligne.reste for ligne in vu.acomptes] == [0, 0, 0]
    page = adresse("acomptes_annuler", convention, 2022)
    assert "Un décompte arrêté a déduit ces acomptes" in read(client.post(page, fill(client, page)))


def test_a_call_is_cancelled_while_no_titre_claims_it(client, convention):
    client.force_login(make_agent(convention, 1))
    call(client, convention)
    page = adresse("acomptes_annuler", convention, 2022)
    titre = Titre.objects.create(acompte=Acompte.objects.first(), numero="12", emis_le=JANVIER.date())
    assert "Un titre est émis pour un de ces acomptes" in read(client.post(page, fill(client, page)))
    titre.delete()
    assert "Les acomptes 2022 sont annulés." in read(client.post(page, fill(client, page), follow=True))
    assert Acompte.objects.count() == 0
    assert Ligne.objects.filter(action="annuler les acomptes").count() == 1


def test_each_party_opens_its_own_document_and_the_employing_body_all_of_them(client, convention):
    client.force_login(make_agent(convention, 1))
    call(client, convention)
    assert "PDF en préparation : 0 document prêt sur 3." in read(client.get(adresse("acomptes", convention)))
    work()
    adresses = [adresse("acompte_document", convention, pk) for pk in Acompte.objects.values_list("pk", flat=True)]
    assert [open_pdf(client, page) for page in adresses] == [200, 200, 200]
    client.force_login(make_agent(convention, 2))
    assert [open_pdf(client, page) for page in adresses] == [200, 404, 404]
    assert read(client.get(adresse("acomptes", convention))).count(".pdf") == 1


def test_the_paper_says_the_sum_where_it_comes_from_and_that_it_is_no_titre(client, convention):
    client.force_login(make_agent(convention, 1))
    call(client, convention)
    work()
    acompte = Acompte.objects.select_related("appel", "piece").first()
    texte = extract_solid(acompte.piece.chemin.read_bytes())
    part = read_prevision(convention, 2022, jour=JANVIER.date()).prevision.parts[1]
    assert part.acompte == acompte.montant
    for attendu in ("Appel d’acompte 2022", "Commune fictive 2", "n’est pas un titre", acompte.appel.empreinte[:8]):
        assert solid(attendu) in texte


def test_a_failed_document_is_asked_for_again(client, convention):
    client.force_login(make_agent(convention, 1))
    call(client, convention)
    Travail.objects.filter(tache=RENDU_ACOMPTES).update(etat=EtatTravail.ECHOUE, erreur="La mise en page a échoué.")
    page = read(client.get(adresse("acomptes", convention)))
    assert "La mise en page a échoué." in page
    assert "Relancer la mise en page" in page
    assert client.post(adresse("acomptes_relancer", convention, 2022)).status_code == 302
    work()
    assert Acompte.objects.filter(piece=None).count() == 0


def test_a_job_whose_call_was_cancelled_ends_with_its_sentence(client, convention):
    client.force_login(make_agent(convention, 1))
    call(client, convention)
    AppelAcompte.objects.all().delete()
    work()
    assert Travail.objects.get(tache=RENDU_ACOMPTES).erreur == "Ces acomptes ont été annulés."


@pytest.mark.parametrize("annees", [(2021,), (2021, 2022, 2023)])
def test_the_page_reads_as_much_whatever_the_number_of_years(client, convention, annees, django_assert_num_queries):
    agent = make_agent(convention, 1, Fonction.FINANCES)
    for annee in annees:
        lecture = read_prevision(convention, annee, jour=JANVIER.date())
        acomptes.call_acomptes(convention, annee, lu=lecture.empreinte, agent=agent, now=JANVIER)
    client.force_login(agent)
    with django_assert_num_queries(19):
        client.get(reverse("acomptes", args=[convention.pk]))


def test_the_employing_body_s_name_and_the_bases_are_on_the_page(convention):
    lecture = read_prevision(convention, 2022, jour=JANVIER.date())
    montant = lecture.prevision.parts[1].acompte
    contexte = prepare_acompte(lecture.previsionnel, "99001", montant, empreinte="a" * 64, appele_le=JANVIER)
    assert contexte["auteur"] == "Commune fictive 1"
    assert contexte["etat"].faits[0].nom == "Bases de la somme"
    assert "30 % de la part prévue" in contexte["etat"].faits[0].lignes[2].replace("\u00a0", " ")
