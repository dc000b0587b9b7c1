"""The waiting list: in order, whole groups, held for a time, passed on, and never two people for one seat."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ateliers.enums import Auteur, MotifOrdre
from ateliers.models import Appel, Inscription, Reservation
from ateliers.selectors.attente import list_attente
from ateliers.services.attente import (
    OffrePassee,
    accept_offre,
    decline_offre,
    expire_offres,
    leave_attente,
    promote,
    release,
    reorder,
)
from ateliers.services.demande import Personne
from ateliers.services.places import add_chaise
from conseiller.courriels.models import Courriel
from conseiller.journal.models import Ligne
from conseiller.refus import Refus
from tests.ateliers.fabrique import DEBUT, MAINTENANT, make_reservation, make_seance
from tests.fabrique import make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

PLUS_TARD = MAINTENANT + timedelta(days=3)


@pytest.fixture
def seance():
    return make_seance(make_convention(), places=2)


def read_etats(*reservations: Reservation) -> list[str]:
    return [
        etat
        for reservation in reservations
        for etat in reservation.inscriptions.order_by("pk").values_list("etat", flat=True)
    ]


def cancel(reservation: Reservation, now=MAINTENANT) -> list[Inscription]:
    ids = list(reservation.inscriptions.values_list("pk", flat=True))
    return release(reservation, ids, par=Auteur.USAGER, now=now)


def wait(seance, rang: int, **champs) -> Reservation:
    return make_reservation(seance, rang, liste_attente=True, **champs)


def count_prises(seance) -> int:
    seance.refresh_from_db()
    return seance.prises


def test_a_freed_place_is_offered_to_the_first_who_waits(seance):
    premiere, _ = make_reservation(seance), make_reservation(seance, 2)
    suivante, derniere = wait(seance, 3), wait(seance, 4)
    cancel(premiere)
    assert read_etats(premiere, suivante, derniere) == ["annulee", "proposee", "attente"]
    # 48 h of days when the desk answers: from Tuesday to Thursday, 10 h in Paris.
    assert suivante.inscriptions.get().offre_jusqu_a == MAINTENANT + timedelta(days=2)
    assert (count_prises(seance), promote(seance, now=MAINTENANT)) == (2, 0)
    appel = Appel.objects.get()
    assert (appel.reservation, appel.evenement, appel.avant) == (suivante, "offre", MAINTENANT + timedelta(days=2))
