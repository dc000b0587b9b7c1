"""The page of an elected member: its figures are the calculation's, and it says what comes next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from communes.enums import Fonction
from communes.models import Convention
from conseiller.bureau.synthese import read_synthese
from subventions.calculs.prevision import compute_prevision
from subventions.models import Versement
from subventions.selectors import read_convention
from tests.conseiller.test_pages import ACCENTUEES, make_decompte, read
from tests.fabrique import make_agent, make_convention

pytestmark = pytest.mark.django_db

LE_JOUR = date(2022, 3, 1)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2022-03-01 09:00+01:00")


def test_costs_and_shares_are_those_of_the_forecast_and_of_the_same_year_without_grant():
    convention = make_convention(("800", "400", "200", "200"), noms=ACCENTUEES)
    agent = make_agent(convention, 3, Fonction.ELU)
    code = convention.parties.get(ordre=3).organisme.code
    dossier = read_convention(convention)
    avec = compute_prevision(dossier, 2022, 0, 0, jour=LE_JOUR)
    sans = compute_prevision(replace(dossier, subventions=()), 2022, 0, 0, jour=LE_JOUR)
    vue = read_synthese(convention, agent, now=LE_JOUR)
    assert vue.annee.total == avec.resultat.couts + sum(part.affectees for part in avec.resultat.parts)
    assert vue.ma_part == next(part.montant for part in avec.parts if part.insee == code)
    assert vue.ma_part_sans_subvention == next(part.montant for part in sans.parts if part.insee == code)
    assert [part.valeur for part in vue.parts_sans_subvention] == [part.montant for part in sans.parts]
    assert vue.de_ma_partie == "de Heillecourt"


def test_what_comes_next_is_told_by_date():
    convention = make_convention()
    make_decompte(convention, 2021, du=convention.debut)
    Versement.objects.filter(rang=3).update(recu_le=None, montant_recu=None, mois=None, prevu_le=date(2022, 7, 1))
    suites = read_synthese(convention, make_agent(convention, 1, Fonction.ELU), now=LE_JOUR).suites
    assert [(suite.jour, suite.titre) for suite in suites] == [
        (date(2022, 7, 1), "Versement de l’État"),
        (date(2022, 12, 31), "Prochain décompte"),
        (date(2023, 6, 30), "Fin de la subvention"),
        (date(2023, 6, 30), "Fin de la convention"),
    ]


def test_once_over_it_says_so_and_what_is_left_to_do():
    convention = make_convention()
    suites = read_synthese(convention, make_agent(convention, 1, Fonction.ELU), now=date(2024, 1, 1)).suites
    assert [suite.titre for suite in suites] == ["Décompte du 2e semestre 2021", "Subvention finie", "Convention finie"]


def test_without_a_grant_nothing_changes_and_without_hours_nothing_is_shared(client):
    convention = make_convention(subventions=[])
    client.force_login(make_agent(convention, 1, Fonction.ELU))
    assert "Rien ne change" in read(client.get(reverse("bureau")))
    convention.tranches.all().delete()
    page = read(client.get(reverse("synthese", args=[convention.pk])))
    assert "aucun coût ne peut être partagé" in page


def test_a_refusal_of_the_calculation_is_shown(client):
    convention = make_convention()
    Convention.objects.filter(pk=convention.pk).update(fin_heures=date(2021, 12, 31))
    client.force_login(make_agent(convention, 1, Fonction.ELU))
    assert "Cette prévision ne peut pas être calculée" in read(client.get(reverse("bureau")))


def test_the_home_of_an_elected_member_is_this_page(client):
    convention = make_convention(noms=ACCENTUEES)
    client.force_login(make_agent(convention, 4, Fonction.ELU))
    accueil, page = (read(client.get(adresse)) for adresse in ("/bureau/", reverse("synthese", args=[convention.pk])))
    debut = '<div class="synthese">'
    assert debut in accueil
    assert accueil.partition(debut)[2].partition("</main>")[0].split() == (
        page.partition(debut)[2].partition("</main>")[0].split()
    )
    assert "Houdemont, sans subvention" in page


@pytest.mark.parametrize(("fonction", "statut"), [(Fonction.FINANCES, 200), (Fonction.CONSEILLER, 404)])
def test_it_opens_to_those_who_read_the_money(client, fonction, statut):
    convention = make_convention()
    client.force_login(make_agent(convention, 2, fonction))
    assert client.get(reverse("synthese", args=[convention.pk])).status_code == statut
