"""Forget people when the time that `conseiller.conservation` tells is over; what is counted is counted before."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from ateliers.enums import EtatInscription
from ateliers.models import Appel, Inscription, Participant, Reservation
from ateliers.selectors.messages import PREFIXE, list_courriels
from communes.models import Convention
from conseiller import conservation
from conseiller.courriels.services import purge_courriels
from conseiller.formulaires.envoi import purge_envois
from conseiller.journal.services import purge_journal, record
from conseiller.pieces.services import purge_pieces

from .frequentation import count_frequentation, freeze_frequentation

# Erased in one transaction: memory and locks stay small, whatever the number that waits.
LOT = 200
# The three never held a seat; each goes after the same time, which the first of the two rules tells.
SANS_PLACE = [EtatInscription.ATTENTE.value, EtatInscription.EXPIREE.value, EtatInscription.DOUBLON.value]


@dataclass(frozen=True, slots=True)
class Bilan:
    """What one night erased, in numbers."""

    reservations: int
    participants: int
    appels: int
    courriels: int


def purge_reservations(now: datetime) -> Bilan:
    """Count who came, then erase the bookings that are past their term, with their people, calls and e-mails."""
    count_frequentation(now=now)
    freeze_frequentation(Inscription.objects.filter(reservation__in=list_echues(now).values("pk")), now=now)
    total: Counter[str] = Counter()
    while lot := dict(list_echues(now).values_list("pk", "convention_id")[:LOT]):
        total += _erase(lot, now=now)
    return Bilan(**{nom: total[nom] for nom in Bilan.__slots__})


def list_echues(now: datetime) -> QuerySet[Reservation]:
    """Bookings past their term, oldest first; one without a session left counts from the day when it was made."""
    avec_place = ~Q(inscriptions__etat__in=SANS_PLACE) | ~Q(inscriptions__presence="")
    datees = Reservation.objects.annotate(
        derniere=Coalesce(Max("inscriptions__seance__fin"), "cree_le"),
        places=Count("inscriptions", filter=Q(inscriptions__isnull=False) & avec_place),
    )
    longue = Q(derniere__lt=conservation.RESERVATION.compute_limite(now))
    courte = Q(places=0, derniere__lt=conservation.LISTE_ATTENTE.compute_limite(now))
    return datees.filter(longue | courte).order_by("pk")


@transaction.atomic
def _erase(lot: dict[int, int], *, now: datetime) -> Counter[str]:
    """Erase some bookings, by id with their agreement, and say in the journal of each agreement how many."""
    courriels = list_courriels(lot).delete()[0]
    _, par_modele = Reservation.objects.filter(pk__in=lot).delete()
    for convention, nombre in Counter(lot.values()).items():
        objet = Convention(pk=convention)
        record("effacer les réservations échues", objet, agent=None, now=now, convention=convention, nombre=nombre)
    efface = {modele: par_modele.get(modele._meta.label, 0) for modele in (Reservation, Participant, Appel)}
    return Counter(
        reservations=efface[Reservation],
        participants=efface[Participant],
        appels=efface[Appel],
        courriels=courriels,
    )


def purge(*, now: datetime) -> list[tuple[str, int]]:
    """Everything that the site forgets by itself: what, and how many; nothing personal."""
    bilan = purge_reservations(now)
    return [
        ("réservations", bilan.reservations),
        ("personnes", bilan.participants),
        ("appels", bilan.appels),
        ("courriels des réservations", bilan.courriels),
        ("textes d’autres courriels", purge_courriels(now=now, sauf=PREFIXE)),
        ("formulaires déjà reçus", purge_envois(now=now)),
        ("fichiers sans usage", purge_pieces(now=now)),
        ("navigateurs déconnectés", Session.objects.filter(expire_date__lt=now).delete()[0]),
        ("lignes du journal", purge_journal(now=now)),
    ]
