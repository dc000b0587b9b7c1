"""« Je suis en retard »: the desk reads it on its screen, and people are told when the adviser asks for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from ateliers.enums import EtatInscription, EtatSeance, Evenement
from ateliers.models import Reservation, Seance
from conseiller.journal.services import record
from conseiller.refus import Refus

from .messages import notify


@transaction.atomic
def announce_retard(seance: Seance, minutes: int, *, prevenir: bool, agent: Any, now: datetime) -> int:
    """Say by how many minutes a session of the day begins late, 0 for on time after all; a second request adds nothing.

    `prevenir`: also tell of the delay whoever has a seat, by e-mail or by a call to make at once. Returns how many
    bookings are told.
    Raises Refus for a session of another day, over or cancelled.
    """
    verrouillee = Seance.objects.select_for_update().get(pk=seance.pk)
    if verrouillee.etat != EtatSeance.PREVUE or verrouillee.fin <= now:
        raise Refus("Cette séance est finie ou annulée\u00a0: il n’y a plus de retard à annoncer.")
    if timezone.localdate(verrouillee.debut) != timezone.localdate(now):
        raise Refus("Un retard s’annonce le jour même. Pour un autre jour, changez l’heure de la séance.")
    if verrouillee.retard != minutes:
        verrouillee.retard = minutes
        verrouillee.save(update_fields=["retard"])
        record(
            "annoncer un retard", verrouillee, agent=agent, now=now, convention=seance.convention_id, minutes=minutes
        )
    return _tell(seance, minutes, now=now) if prevenir and minutes else 0


def _tell(seance: Seance, minutes: int, *, now: datetime) -> int:
    inscrites = Reservation.objects.filter(
        inscriptions__seance=seance, inscriptions__etat=EtatInscription.CONFIRMEE.value
    ).distinct()
    seance.retard = minutes
    avant = seance.debut + timedelta(minutes=minutes)
    for reservation in inscrites:
        suite = f"retard-{minutes}"
        notify(reservation, Evenement.CHANGEMENT, seance, suite=suite, avant=avant, aussi_appeler=True, now=now)
    return len(inscrites)
