"""Sessions as services and pages read them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from ateliers.enums import EtatSeance
from ateliers.models import Seance


def list_ensemble(seance: Seance, *, now: datetime, avec: bool = False) -> list[Seance]:
    """The sessions that one registration covers, in id order: those to come of a cycle, or the session alone.

    `avec`: the session itself too, though it has begun, for who walks in. The order is that in which counters are moved, so that two bookings of a cycle never wait for each other.
    """
    if seance.atelier is None or not seance.atelier.cycle:
        return [seance]
    suivies = Q(debut__gt=now) | Q(pk=seance.pk) if avec else Q(debut__gt=now)
    suite = seance.atelier.seances.filter(suivies, etat=EtatSeance.PREVUE).select_related("lieu", "atelier")
    return list(suite.order_by("pk")) or [seance]


def with_details(seances: QuerySet[Seance]) -> QuerySet[Seance]:
    """Sessions with what a line about them says: workshop, place, adviser."""
    return seances.select_related("atelier", "lieu", "conseiller", "convention")
