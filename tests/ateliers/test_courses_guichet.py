"""Two agents press at the same instant, at two computers of the desk: it is done once, and nobody is told wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ateliers.enums import Auteur
from ateliers.models import Inscription, Reservation
from ateliers.services.attente import promote
from ateliers.services.reservations import cancel_inscriptions
from communes.enums import Fonction
from conseiller.journal.models import Ligne
from tests.ateliers.fabrique import make_reservation, make_seance
from tests.fabrique import make_agent, make_convention
from tests.test_courses import race

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def convention():
    return make_convention()


@pytest.fixture
def seance(convention):
    """Two seats, in half an hour."""
    return make_seance(convention, places=2, debut=timezone.now() + timedelta(minutes=30))


@pytest.fixture
def agents(convention):
    """The browsers of two agents of the same desk."""
    clients = [Client(), Client()]
    for rang, client in enumerate(clients):
        client.force_login(make_agent(convention, 2, Fonction.ACCUEIL, courriel=f"a{rang}@exemple.example"))
    return clients


def press(agents: list[Client], nom: str, objet: Any, *champs: dict[str, str]) -> list[int]:
    """The statuses, sorted, of what both send at once; each their own answers, or the same."""
    adresse = reverse(nom, args=[objet.pk])
    envois = [
        {"jeton": str(uuid4()), **siens} for siens in (champs if len(champs) == len(agents) else champs * len(agents))
    ]
    gestes = [
        lambda agent=agent, envoi=envoi: agent.post(adresse, envoi).status_code
        for agent, envoi in zip(agents, envois, strict=True)
    ]
    return sorted(race(*gestes))


def count(action: str) -> int:
    return Ligne.objects.filter(action=action).count()


def test_a_presence_is_noted_once(agents, seance):
    inscription = make_reservation(seance, now=timezone.now()).inscriptions.get()
    assert press(agents, "presence", inscription, {"presence": "present"}) == [302, 302]
    inscription.refresh_from_db()
    assert (inscription.presence, count("noter une présence")) == ("present", 1)


def test_the_last_seat_goes_to_one_and_the_other_is_asked_for_a_chair(agents, seance):
    make_reservation(seance, now=timezone.now())
    arrivees = [{"personne": f"{prenom} Marchal", "commune": "ailleurs"} for prenom in ("Odette", "Paul")]
    assert press(agents, "guichet_ajouter", seance, *arrivees) == [302, 422]
    seance.refresh_from_db()
    assert (seance.prises, seance.chaises, Inscription.objects.count()) == (2, 0, 2)


def test_the_same_person_added_by_both_is_added_once(agents, seance):
    arrivee = {"personne": "Odette Marchal", "commune": "ailleurs"}
    assert press(agents, "guichet_ajouter", seance, arrivee, {**arrivee, "telephone": "06 39 98 00 01"}) == [302, 422]
    seance.refresh_from_db()
    assert (seance.prises, Inscription.objects.count(), count("noter une présence")) == (1, 1, 1)


@pytest.mark.parametrize(("reponses", "etats"), [(["vient"] * 2, {"confirmee"}), (["renonce"] * 2, {"annulee"}),
                                                  (["vient", "renonce"], {"confirmee", "annulee"})])  # fmt: skip
def test_an_offer_has_one_answer(agents, seance, reponses, etats):
    now = timezone.now()
    prise = make_reservation(seance, nombre=2, now=now)
    attend = make_reservation(seance, 2, liste_attente=True, now=now).inscriptions.get()
    cancel_inscriptions(prise, [prise.inscriptions.first().pk], par=Auteur.USAGER, now=now)
    promote(seance, now=now)
    assert press(agents, "guichet_reponse", attend, *({"reponse": reponse} for reponse in reponses)) == [302, 302]
    attend.refresh_from_db()
    seance.refresh_from_db()
    assert attend.etat in etats
    assert seance.prises == 1 + (attend.etat == "confirmee")
    assert count("accepter la place proposée") + count("annuler une réservation") - 1 == 1


def test_who_waits_is_let_in_once_with_one_chair(agents, seance):
    now = timezone.now()
    make_reservation(seance, nombre=2, now=now)
    attend = make_reservation(seance, 2, liste_attente=True, now=now).inscriptions.get()
    assert press(agents, "guichet_reponse", attend, {"reponse": "chaise"}) == [302, 302]
    attend.refresh_from_db()
    seance.refresh_from_db()
    assert (attend.etat, attend.presence, seance.prises, seance.chaises) == ("confirmee", "present", 3, 1)


def test_the_last_seat_does_not_go_to_who_waits_and_who_walks_in(agents, seance):
    now = timezone.now()
    prise = make_reservation(seance, nombre=2, now=now)
    attend = make_reservation(seance, 2, liste_attente=True, now=now).inscriptions.get()
    cancel_inscriptions(prise, [prise.inscriptions.first().pk], par=Auteur.USAGER, now=now)
    arrivee = {"jeton": str(uuid4()), "personne": "Odette Marchal", "commune": "ailleurs"}
    race(
        lambda: agents[0].post(reverse("guichet_reponse", args=[attend.pk]), {"reponse": "entre"}),
        lambda: agents[1].post(reverse("guichet_ajouter", args=[seance.pk]), arrivee),
    )
    seance.refresh_from_db()
    confirmees = Inscription.objects.filter(seance=seance, etat="confirmee").count()
    assert (seance.prises, confirmees, Reservation.objects.count() in (2, 3)) == (2, 2, True)
