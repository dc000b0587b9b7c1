"""What the page asks for while the statement is being made."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse

from communes.models import Convention
from conseiller.travaux.models import EtatTravail, Travail
from subventions.models import Decompte
from subventions.selectors import CALCUL, RENDU
from tests.fabrique import make_agent, make_convention
from tests.subventions.decomptes import SEMESTRE, add_documents, add_travail, ask, compute, finish, make_decompte

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]

SUITE = re.compile(r'data-hx-get="([^"]+)"')
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def convention(client) -> Convention:
    convention = make_convention()
    client.force_login(make_agent(convention, 1))
    return convention


def read_suite(client, decompte: Decompte) -> str:
    """The address that the page asks every two seconds."""
    page = client.get(reverse("decompte", args=[decompte.convention_id, decompte.pk])).content.decode()
    return unescape(SUITE.search(page)[1])


def test_nothing_new_swaps_nothing(client, convention):
    suite = read_suite(client, ask(convention, *SEMESTRE))
    reponse = client.get(suite, **HTMX)
    assert (reponse.status_code, reponse.content) == (204, b"")


def test_the_start_of_the_calculation_changes_the_panel_only(client, convention):
    decompte = ask(convention, *SEMESTRE)
    suite = read_suite(client, decompte)
    Travail.objects.filter(objet=decompte.pk).update(etat=EtatTravail.EN_COURS)
    reponse = client.get(suite, **HTMX)
    assert reponse.status_code == 200
    assert "HX-Retarget" not in reponse.headers
    texte = unescape(reponse.content.decode())
    assert "Calcul des parts\u00a0: en cours" in texte
    assert '<div data-hx-swap-oob="innerHTML:#annonce">Calcul en cours.' in texte


def test_the_figures_replace_the_whole_statement_when_they_come(client, convention):
    decompte = ask(convention, *SEMESTRE)
    suite = read_suite(client, decompte)
    compute(decompte)
    reponse = client.get(suite, **HTMX)
    assert (reponse["HX-Retarget"], reponse["HX-Reswap"]) == ("#decompte", "outerHTML")
    texte = reponse.content.decode()
    assert texte.count('id="decompte"') == 1
    assert '<data value="458.72">' in texte
    assert "0 document prêt sur 5" in texte
    assert "<html" not in texte


def test_each_document_is_announced_then_the_page_stops_asking(client, convention):
    decompte = compute(ask(convention, *SEMESTRE))
    suite = read_suite(client, decompte)
    add_documents(decompte, ["99000", "99001"])
    texte = unescape(client.get(suite, **HTMX).content.decode())
    assert texte.count("2 documents prêts sur 5") == 2
    assert "Commune fictive 3\u00a0: mise en page" in texte
    suite = unescape(SUITE.search(texte)[1])
    assert client.get(suite, **HTMX).status_code == 204
    add_documents(decompte, ["99002", "99003", "synthese"])
    finish(decompte, RENDU)
    texte = client.get(suite, **HTMX).content.decode()
    assert "Les documents sont prêts." in texte
    assert SUITE.search(texte) is None


def test_a_failure_is_told_and_stops_the_asking(client, convention):
    decompte = ask(convention, *SEMESTRE)
    suite = read_suite(client, decompte)
    Travail.objects.filter(objet=decompte.pk).update(etat=EtatTravail.ECHOUE, erreur="Aucune tranche d’heures.")
    texte = client.get(suite, **HTMX).content.decode()
    assert "Aucune tranche d’heures." in texte
    assert "Relancer" in texte
    assert SUITE.search(texte) is None


def test_an_interruption_that_is_being_mended_is_told(client, convention):
    decompte = ask(convention, *SEMESTRE)
    suite = read_suite(client, decompte)
    phrase = "Une erreur est survenue. Nous réessayons dans une minute."
    Travail.objects.filter(objet=decompte.pk).update(erreur=phrase)
    texte = client.get(suite, **HTMX).content.decode()
    assert phrase in texte
    assert SUITE.search(texte) is not None


def test_a_partner_waits_for_their_own_document_only(client, convention):
    decompte = compute(ask(convention, *SEMESTRE))
    client.force_login(make_agent(convention, 2))
    suite = read_suite(client, decompte)
    add_documents(decompte, ["99001"])
    texte = client.get(suite, **HTMX).content.decode()
    assert "PDF de Commune fictive 2" in texte
    assert "Commune fictive 3" not in texte
    assert SUITE.search(texte) is None


def test_a_new_calculation_keeps_the_old_figures_in_sight(client, convention):
    decompte = make_decompte(convention)
    add_travail(decompte, CALCUL, EtatTravail.EN_COURS)
    page = client.get(reverse("decompte", args=[convention.pk, decompte.pk])).content.decode()
    assert "Les montants affichés sont ceux du 10\u00a0janvier 2022." in page
    assert '<data value="458.72">' in page


@pytest.mark.parametrize("nombre", [4, 12])
def test_asking_costs_the_same_whatever_the_number_of_parties(client, django_assert_num_queries, nombre):
    convention = make_convention(("100",) * nombre)
    client.force_login(make_agent(convention, 1))
    suite = read_suite(client, compute(ask(convention, *SEMESTRE)))
    with django_assert_num_queries(7):
        assert client.get(suite, **HTMX).status_code == 204
