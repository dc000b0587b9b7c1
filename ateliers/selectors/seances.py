"""Sessions as services and pages read them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from ateliers.calculs import places
from ateliers.enums import TENANT_UNE_PLACE, EtatInscription, EtatSeance
from ateliers.models import Inscription, Seance

AUTRES_DATES = 4


def bound_jours(du: date, jours: int = 1) -> tuple[datetime, datetime]:
    """Midnight in Paris of a day, and of the one that follows `jours` days: the first instant in, the first one out."""
    debut, fin = (datetime.combine(jour, time()) for jour in (du, du + timedelta(days=jours)))
    return timezone.make_aware(debut), timezone.make_aware(fin)


def list_ensemble(seance: Seance, *, now: datetime, avec: bool = False) -> list[Seance]:
    """The sessions that one registration covers, in id order: those to come of a cycle, or the session alone.

    `avec`: the session itself too, though it has begun, for who walks in. The order is that in which counters are
    moved, so that two bookings of a cycle never wait for each other.
    """
    if seance.atelier is None or not seance.atelier.cycle:
        return [seance]
    suivies = Q(debut__gt=now) | Q(pk=seance.pk) if avec else Q(debut__gt=now)
    suite = seance.atelier.seances.filter(suivies, etat=EtatSeance.PREVUE).select_related("lieu", "atelier")
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


def list_autres_dates(seance: Seance, *, now: datetime) -> list[Seance]:
    """The next sessions of the same workshop, a few; none for a cycle, whose sessions go together."""
    if seance.atelier is None or seance.atelier.cycle:
        return []
    autres = Seance.objects.filter(atelier=seance.atelier_id, etat=EtatSeance.PREVUE, debut__gt=now)
    return list(autres.exclude(pk=seance.pk).select_related("lieu").order_by("debut")[:AUTRES_DATES])


def count_gardees(seance: Seance, *, now: datetime) -> int:
    """Seats that the desk keeps from the public: none in the last days before the session."""
    return places.count_gardees(
        seance.places_guichet,
        seance.prises_guichet,
        seance.guichet_jours,
        debut=timezone.localdate(seance.debut),
        jour=timezone.localdate(now),
    )


def count_restantes(seance: Seance, *, guichet: bool, now: datetime) -> int:
    """Seats that the public or the desk may still take, as the row was read: only the gate promises one."""
    gardees = 0 if guichet else count_gardees(seance, now=now)
    return max(0, seance.places - seance.prises - gardees)


def count_attente(seance: Seance) -> int:
    """How many people wait for a place."""
    return seance.inscriptions.filter(etat=EtatInscription.ATTENTE).count()


def count_doubles(seances: Iterable[Seance]) -> dict[int, int]:
    """How many people a stranger seems to have booked for, by id of session (see `ateliers.services.reservations`)."""
    doubles = Inscription.objects.filter(seance__in=seances, etat=EtatInscription.DOUBLON)
    return dict(doubles.values_list("seance").annotate(nombre=Count("pk")))


def compute_etat(seance: Seance) -> dict[str, int]:
    """Seats and people of a session, counted from the rows: {places, prises, confirmees, attente}."""
    comptes = dict(seance.inscriptions.values_list("etat").annotate(nombre=Count("pk")))
    return {
        "places": seance.places,
        "prises": sum(comptes.get(etat, 0) for etat in TENANT_UNE_PLACE),
        "confirmees": comptes.get(EtatInscription.CONFIRMEE.value, 0),
        "attente": comptes.get(EtatInscription.ATTENTE.value, 0),
    }
