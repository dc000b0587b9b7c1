"""Ranges of appointments: opened once or every week, moved, removed, without touching what is taken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from ateliers.models import Absence, Plage, Seance
from ateliers.services.rendez_vous import book_rendez_vous
from communes.enums import Fonction
from conseiller.journal.models import Ligne
from tests.ateliers.fabrique import DEBUT, MAINTENANT, make_demande, make_lieu
from tests.ateliers.rendez_vous import make_plage
from tests.envois import fill, read
from tests.fabrique import make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(MAINTENANT, tick=False):
        yield


@pytest.fixture
def convention():
    return make_convention()


@pytest.fixture
def lieu(convention):
    return make_lieu(convention)


@pytest.fixture
def camille(convention, lieu, client):
    """The adviser, signed in."""
    agent = make_agent(convention, 1, Fonction.CONSEILLER)
    client.force_login(agent)
    return agent


@pytest.fixture
def liste(convention) -> str:
    return reverse("plages", args=[convention.pk])


@pytest.fixture
def ajout(convention) -> str:
    return reverse("plage_ajouter", args=[convention.pk])


def type_plage(client, ajout, ici, **champs):
    defauts = {"lieu": ici.pk, "jour": "2026-12-15", "de": "14:00", "a": "16:00", "duree": "30"}
    return fill(client, ajout, **{**defauts, **champs})


def test_an_empty_page_says_what_to_do(client, camille, liste):
    assert "Aucune plage n’est ouverte. Ouvrez-en une" in read(client.get(liste)).replace("</strong></p> <p>", " ")


def test_a_range_is_opened_in_local_time_and_written_down(client, camille, convention, lieu, liste, ajout):
    reponse = client.post(ajout, type_plage(client, ajout, lieu), follow=True)
    assert reponse.redirect_chain == [(liste, 302)]
    plage = Plage.objects.get()
    assert (plage.conseiller, plage.lieu, plage.debut, plage.fin, plage.duree) == (
        camille,
        lieu,
        DEBUT,
        DEBUT + timedelta(hours=2),
        30,
    )
    texte = read(reponse)
    assert "La plage est ouverte." in texte
    assert "0 pris, 4 libres" in texte
    ligne = Ligne.objects.latest("pk")
    assert (ligne.action, ligne.agent, ligne.convention) == ("ouvrir une plage de rendez-vous", camille, convention.pk)


def test_every_week_keeps_the_time_on_the_clock_when_summer_comes(client, camille, lieu, ajout):
    client.post(ajout, type_plage(client, ajout, lieu, jour="2027-03-23", semaines="2"))
    assert [plage.debut for plage in Plage.objects.all()] == [
        datetime(2027, 3, 23, 13, tzinfo=UTC),
        datetime(2027, 3, 30, 12, tzinfo=UTC),
    ]


def test_sent_twice_it_is_opened_once(client, camille, lieu, ajout):
    donnees = type_plage(client, ajout, lieu)
    assert [client.post(ajout, donnees).status_code for _ in range(2)] == [302, 302]
    assert Plage.objects.count() == 1


@pytest.mark.parametrize(
    ("champ", "tape", "dit"),
    [
        ("de", "14:10", "Choisissez un quart d’heure rond"),
        ("de", "quatorze", "Écrivez une heure, par exemple 14:30."),
        ("a", "13 h", "La fin est avant le début"),
        ("a", "14 h 15", "La plage est plus courte qu’un rendez-vous"),
        ("jour", "", "Indiquez une date"),
        ("duree", "31", "Choisissez"),
        ("semaines", "0", "Écrivez au moins 1."),
        ("semaines", "40", "Au plus 26 semaines à la fois."),
        ("lieu", "", "Choisissez le lieu."),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(client, camille, lieu, ajout, champ, tape, dit):
    reponse = client.post(ajout, type_plage(client, ajout, lieu, **{champ: tape}))
    assert reponse.status_code == 422
    assert list(reponse.context["form"].errors) == [champ]
    assert dit in read(reponse)
    assert Plage.objects.count() == 0


def test_an_adviser_never_receives_at_two_places(client, camille, convention, ajout):
    make_plage(convention, camille, debut=DEBUT + timedelta(days=7))
    ailleurs = make_lieu(convention)
    reponse = client.post(ajout, type_plage(client, ajout, ailleurs, semaines="3"))
    assert reponse.status_code == 422
    assert (
        "Une plage est déjà ouverte le mardi 22 décembre 2026, de 14 h à 16 h, à « Lieu fictif 1 » : changez l’heure"
        in read(reponse).replace("\u00a0", " ")
    )
    assert Plage.objects.count() == 1


def test_holidays_and_absences_warn_and_do_not_forbid(client, camille, lieu, ajout):
    Absence.objects.create(conseiller=camille, debut=DEBUT, fin=DEBUT + timedelta(hours=1))
    texte = read(client.post(ajout, type_plage(client, ajout, lieu), follow=True))
    assert "a noté une absence" in texte
    assert "0 pris, 2 libres" in texte
    texte = read(client.post(ajout, type_plage(client, ajout, lieu, jour="2026-12-25"), follow=True))
    assert "jour férié : Noël. La plage est ouverte quand même." in texte.replace("\u00a0", " ")
    assert Plage.objects.count() == 2


def test_what_is_taken_stays_when_its_range_moves_or_goes(client, camille, convention, lieu):
    plage = make_plage(convention, camille, lieu=lieu)
    book_rendez_vous(plage, DEBUT, make_demande(), now=MAINTENANT)
    page = reverse("plage_modifier", args=[convention.pk, plage.pk])
    assert "Un rendez-vous est déjà pris dans cette plage : il reste à 14 h." in read(client.get(page)).replace(
        "\u00a0", " "
    )
    assert client.post(page, fill(client, page, de="15:00")).status_code == 302
    plage.refresh_from_db()
    assert plage.debut == DEBUT + timedelta(hours=1)
    page = reverse("plage_supprimer", args=[convention.pk, plage.pk])
    assert client.post(page, fill(client, page)).status_code == 302
    assert (Plage.objects.count(), Seance.objects.get().etat) == (0, "prevue")


def test_two_tabs_do_not_overwrite_each_other(client, camille, convention, lieu):
    plage = make_plage(convention, camille, lieu=lieu)
    page = reverse("plage_modifier", args=[convention.pk, plage.pk])
    premier, second = fill(client, page, de="15:00"), fill(client, page, a="17:00")
    assert client.post(page, premier).status_code == 302
    reponse = client.post(page, second)
    assert reponse.status_code == 422
    assert "Cette fiche a changé depuis que vous l’avez ouverte : De." in read(reponse)


def test_the_coordination_says_who_receives_when_there_are_several(client, helene, convention, lieu, ajout):
    camille = make_agent(convention, 1, Fonction.CONSEILLER, courriel="camille@commune.example")
    make_agent(convention, 2, Fonction.CONSEILLER, courriel="dominique@commune.example")
    reponse = client.post(ajout, type_plage(client, ajout, lieu))
    assert reponse.context["form"].errors == {"conseiller": ["Choisissez qui reçoit."]}
    assert client.post(ajout, type_plage(client, ajout, lieu, conseiller=camille.pk)).status_code == 302
    assert Plage.objects.get().conseiller == camille


def test_the_list_costs_the_same_with_one_range_and_with_twenty(
    client, camille, convention, lieu, liste, django_assert_num_queries
):
    make_plage(convention, camille, lieu=lieu)
    client.get(liste)
    with django_assert_num_queries(12):
        client.get(liste)
    for rang in range(1, 20):
        autre = make_plage(convention, camille, lieu=lieu, debut=DEBUT + timedelta(days=rang))
        book_rendez_vous(autre, autre.debut, make_demande(rang), now=MAINTENANT)
    with django_assert_num_queries(12):
        assert read(client.get(liste)).count("1 pris, 3 libres") == 19
