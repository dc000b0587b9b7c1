"""The week of the adviser, and when they are not there."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from ateliers.models import Absence, Plage
from communes.enums import Fonction
from tests.ateliers.fabrique import DEBUT, MAINTENANT, make_lieu, make_seance
from tests.envois import fill, read
from tests.fabrique import make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture(autouse=True)
def le_premier_decembre():
    with time_machine.travel(MAINTENANT, tick=False):
        yield


@pytest.fixture
def convention():
    return make_convention()


@pytest.fixture
def camille(convention, client):
    agent = make_agent(convention, 1, Fonction.CONSEILLER)
    client.force_login(agent)
    return agent


def test_a_week_shows_sessions_ranges_and_absences(client, convention, camille):
    make_seance(convention, conseiller=camille)
    Plage.objects.create(
        convention=convention,
        conseiller=camille,
        lieu=make_lieu(convention),
        debut=DEBUT,
        fin=DEBUT + timedelta(hours=1),
    )
    camille.absences.create(debut=DEBUT + timedelta(days=1), fin=DEBUT + timedelta(days=2))
    texte = read(client.get(reverse("planning"), {"semaine": "2026-W51"}))
    assert "Mardi 15 décembre 2026" in texte
    assert "Créer de bons mots de passe" in texte
    assert "Ouvert aux rendez-vous, Lieu fictif 2" in texte
    assert texte.count("Camille Fictif 1 n’est pas là.") == 2
    assert "férié : Noël" in read(client.get(reverse("planning"), {"semaine": "2026-W52"}))


def test_without_a_week_or_with_a_wrong_one_it_is_this_one(client, camille):
    for semaine in ("", "2026-W99", "jamais"):
        assert "Cette semaine : du lundi 30 novembre 2026" in read(
            client.get(reverse("planning"), {"semaine": semaine})
        )


def test_sessions_of_another_agreement_are_not_seen(client, convention, camille):
    autre = make_convention(base=100)
    make_seance(autre)
    assert "Créer de bons mots de passe" not in read(client.get(reverse("planning"), {"semaine": "2026-W51"}))


@pytest.mark.parametrize("nombre", [1, 12])
def test_as_many_queries_whatever_the_number_of_sessions(
    client, convention, camille, nombre, django_assert_num_queries
):
    for rang in range(nombre):
        make_seance(convention, conseiller=camille, debut=DEBUT + timedelta(hours=rang))
    page = f"{reverse('planning')}?semaine=2026-W51"
    client.get(page)
    with django_assert_num_queries(14):
        client.get(page)


class TestAbsence:
    def test_it_lists_the_sessions_that_it_covers_and_cancels_nothing(self, client, convention, camille):
        seance = make_seance(convention, conseiller=camille)
        page = reverse("absence_ajouter")
        reponse = client.post(page, fill(client, page, du="15/12/2026"), follow=True)
        texte = read(reponse)
        assert "1 séance tombe pendant cette absence." in texte
        assert reverse("seance_bureau", args=[convention.pk, seance.pk]) in texte
        seance.refresh_from_db()
        assert seance.etat == "prevue"

    def test_hours_in_the_wrong_order_are_refused(self, client, camille):
        page = reverse("absence_ajouter")
        reponse = client.post(page, fill(client, page, du="15/12/2026", de="16:00", a="14:00"))
        assert "La fin est avant le début" in read(reponse)
        assert Absence.objects.count() == 0

    @pytest.mark.parametrize("nombre", [1, 12])
    def test_as_many_queries_whatever_their_number(
        self, client, convention, camille, nombre, django_assert_num_queries
    ):
        for rang in range(nombre):
            jour = DEBUT + timedelta(days=rang)
            make_seance(convention, conseiller=camille, debut=jour)
            camille.absences.create(debut=jour, fin=jour + timedelta(hours=1))
        client.get(reverse("absences"))
        with django_assert_num_queries(11):
            texte = read(client.get(reverse("absences")))
        assert texte.count("1 séance tombe pendant cette absence.") == nombre

    def test_it_is_deleted_by_those_who_plan_for_that_adviser_only(self, client, convention, camille):
        absence = camille.absences.create(debut=DEBUT, fin=DEBUT + timedelta(days=1))
        page = reverse("absence_supprimer", args=[absence.pk])
        client.force_login(make_agent(make_convention(base=100), 1, Fonction.CONSEILLER))
        assert client.get(page).status_code == 404
        client.force_login(camille)
        assert client.post(page, fill(client, page)).status_code == 302
        assert Absence.objects.count() == 0
