"""Sessions as services and pages read them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from ateliers.enums import EtatSeance
from ateliers.models import Seance


def list_ensemble(seance: Seance, *, now: datetime) -> list[Seance]:
    """The sessions that one registration covers, in id order: those to come of a cycle, or the session alone.

    The order is that in which counters are moved, so that two bookings of a cycle never wait for each other.
    """
    if seance.atelier is None or not seance.atelier.cycle:
        return [seance]
    suite = seance.atelier.seances.filter(etat=EtatSeance.PREVUE, debut__gt=now).select_related("lieu", "atelier")
    return list(suite.order_by("pk")) or [seance]


def with_details(seances: QuerySet[Seance]) -> QuerySet[Seance]:
    """Sessions with what a line about them says: workshop, place, adviser."""
    return seances.select_related("atelier", "lieu", "conseiller", "convention")


def list_publiques(slug: str) -> QuerySet[Seance]:
    """The sessions of workshops of a group, with what a calendar says of them; appointments are nobody else's."""
    seances = Seance.objects.filter(convention__groupe__slug=slug, atelier__isnull=False)
    return seances.select_related("atelier", "lieu__organisme", "convention__groupe", "annulee_par").order_by(
        "debut", "pk"
    )
