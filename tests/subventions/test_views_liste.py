"""The list of statements, and asking for one."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from communes.models import Convention
from conseiller.travaux.models import EtatTravail, Travail
from subventions.enums import Sens
from subventions.models import Decompte
from subventions.selectors import CALCUL
from subventions.services.reponses import answer
from tests.fabrique import import_cas, make_agent, make_convention
from tests.subventions.arretes import close, transmit
from tests.subventions.decomptes import SEMESTRE, add_travail, ask, make_decompte

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]

PERIODE = {"du": "01/07/2021", "au": "31/12/2021"}


@pytest.fixture
def convention() -> Convention:
    return make_convention()


@pytest.fixture
def denis(convention, client):
    """Finance officer of the employing body, signed in."""
    agent = make_agent(convention, 1, prenom="Denis")
    client.force_login(agent)
    return agent


def adresse(convention: Convention) -> str:
    return reverse("decomptes", args=[convention.pk])


def test_an_empty_list_says_what_to_do_and_proposes_the_first_period(client, convention, denis):
    page = client.get(adresse(convention)).content.decode()
    assert "Aucun décompte pour l’instant." in page
    assert "Choisissez une période, puis demandez le premier." in page
    assert 'name="du" value="2021-07-01"' in page
    assert 'name="au" value="2021-12-31"' in page


def test_the_next_period_is_proposed_once_the_first_has_its_statement(client, convention, denis):
    make_decompte(convention)
    page = client.get(adresse(convention)).content.decode()
    assert 'name="du" value="2022-01-01"' in page
    assert 'name="au" value="2022-12-31"' in page


def test_a_partner_reads_the_list_without_the_form_and_may_not_ask(client, convention):
    make_decompte(convention)
    client.force_login(make_agent(convention, 2))
    page = client.get(adresse(convention)).content.decode()
    assert "2e semestre 2021" in page
    assert "Demander" not in page
    assert client.post(adresse(convention), PERIODE).status_code == 404
    assert Decompte.objects.count() == 1


def test_another_agreement_does_not_exist(client, convention):
    client.force_login(make_agent(make_convention(base=100), 1))
    assert client.get(adresse(convention)).status_code == 404
    assert client.post(adresse(convention), PERIODE).status_code == 404


@pytest.mark.parametrize("saisie", [PERIODE, {"du": "2021-07-01", "au": "2021-12-31"}])
def test_asking_leads_to_the_statement_and_wakes_a_worker(client, convention, denis, saisie):
    reponse = client.post(adresse(convention), saisie)
    decompte = Decompte.objects.get()
    assert (reponse.status_code, reponse.url) == (302, reverse("decompte", args=[convention.pk, decompte.pk]))
    assert (decompte.du, decompte.au, decompte.exercice) == (*SEMESTRE, 2021)
    travail = Travail.objects.get()
    assert (travail.tache, travail.objet, travail.demande_par) == (CALCUL, decompte.pk, denis)


def test_asking_twice_makes_one_statement(client, convention, denis):
    urls = {client.post(adresse(convention), PERIODE).url for _ in range(2)}
    assert len(urls) == 1
    assert (Decompte.objects.count(), Travail.objects.count()) == (1, 1)


def test_asking_for_what_is_up_to_date_says_so_and_computes_nothing(client, convention, denis):
    make_decompte(convention)
    page = client.post(adresse(convention), PERIODE, follow=True).content.decode()
    assert "ce décompte est à jour." in page
    assert not Travail.objects.filter(etat=EtatTravail.ATTENTE).exists()


def test_a_period_across_31_december_offers_a_button_per_year(client, convention, denis):
    reponse = client.post(adresse(convention), {"du": "01/10/2021", "au": "31/03/2022"})
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert "cette période en touche 2." in page
    assert "Demander du 1er\u00a0octobre au 31\u00a0décembre 2021" in page
    assert '<input type="hidden" name="au" value="2022-03-31">' in page
    assert 'name="du" value="2021-10-01"' in page
    assert not Decompte.objects.exists()
    moitie = client.post(adresse(convention), {"du": "2021-10-01", "au": "2021-12-31"})
    assert moitie.status_code == 302


def test_what_was_typed_is_kept_with_the_error_beside_it_and_at_the_top(client, convention, denis):
    reponse = client.post(adresse(convention), {"du": "31/02/2021", "au": "31/12/2021"})
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert 'name="du" value="31/02/2021"' in page
    assert '<a href="#id_du">' in page
    assert page.count("Écrivez une date qui existe") == 2
    assert page.index("</h1>") < page.index("data-erreurs") < page.index("Période par période")


def test_the_list_tells_where_each_statement_stands(client, convention, denis):
    make_decompte(convention)
    ask(convention, date(2022, 1, 1), date(2022, 12, 31))
    echoue = ask(convention, date(2023, 1, 1), date(2023, 6, 30))
    Travail.objects.filter(objet=echoue.pk).delete()
    add_travail(echoue, CALCUL, EtatTravail.ECHOUE, "Motif.")
    page = client.get(adresse(convention)).content.decode()
    lignes = {mot: page.index(mot) for mot in ("Échec, à relancer", "En attente", "Brouillon")}
    assert sorted(lignes, key=lignes.__getitem__) == ["Échec, à relancer", "En attente", "Brouillon"]
    assert '<data value="1834.88">1\u202f834,88\u00a0€</data>' in page


def test_the_list_tells_the_number_and_the_answers(client, denis):
    convention = import_cas("heures-egales-prorata")
    client.force_login(make_agent(convention, 1, courriel="hote@exemple.example"))
    numero = close(convention).numero
    transmis = transmit(convention, date(2022, 1, 1), date(2022, 12, 31), now=timezone.now())
    partie = convention.parties.get(ordre=2)
    answer(transmis.pk, partie, Sens.ACCEPTE, version=1, agent=None, now=timezone.now())
    page = client.get(adresse(convention)).content.decode()
    precisions = re.findall(r'<span class="precision">([^<]*(?:accept|n°)[^<]*)</span>', page)
    assert precisions == ["2\u00a0à répondre, 1\u00a0accepté", f"n°&nbsp;{numero}", "3\u00a0acceptés tacitement"]


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(client, convention, denis, django_assert_num_queries, nombre):
    periodes = [SEMESTRE, (date(2022, 1, 1), date(2022, 12, 31)), (date(2023, 1, 1), date(2023, 6, 30))]
    for du, au in periodes[:nombre]:
        make_decompte(convention, du, au)
    with django_assert_num_queries(19):
        assert client.get(adresse(convention)).status_code == 200


def test_what_no_statement_takes_is_listed_until_one_does(client, convention, denis):
    page = client.get(adresse(convention)).content.decode()
    assert "ces 7 dépenses constatées" in page
    assert "Ordinateur et téléphone" in page
    make_decompte(convention)
    assert "Toutes les dépenses constatées sont dans un décompte." in client.get(adresse(convention)).content.decode()


def test_a_partner_does_not_read_the_expenses_one_by_one(client, convention):
    client.force_login(make_agent(convention, 2))
    assert "Dépenses jamais réparties" not in client.get(adresse(convention)).content.decode()


def test_a_period_across_an_exit_is_cut_there_unless_asked_whole(client, convention, denis):
    convention.parties.filter(ordre=3).update(sortie_le=date(2021, 9, 30))
    page = client.get(adresse(convention)).content.decode()
    assert 'name="au" value="2021-09-30"' in page
    reponse = client.post(adresse(convention), PERIODE)
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert "Commune fictive 3 sort le 30\u00a0septembre 2021. Demandez 2\u00a0décomptes, coupés ce jour-là" in page
    assert "Demander du 1er\u00a0juillet au 30\u00a0septembre 2021" in page
    assert "Demander du 1er\u00a0octobre au 31\u00a0décembre 2021" in page
    assert not Decompte.objects.exists()
    assert client.post(adresse(convention), {"du": "2021-07-01", "au": "2021-09-30"}).status_code == 302
    assert client.post(adresse(convention), {"du": "2021-10-01", "au": "2021-12-31"}).status_code == 302
    assert client.post(adresse(convention), {**PERIODE, "entiere": "on"}).status_code == 302
    assert Decompte.objects.count() == 3
