"""Waiting lists as services and pages read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from ateliers.enums import EtatInscription, EtatSeance
from ateliers.models import Inscription, Reservation, Seance
from ateliers.selectors.reservations import VUES, list_inscriptions

ATTENTE = EtatInscription.ATTENTE.value
ORDRE = [
    EtatInscription.PROPOSEE.value,
    EtatInscription.CONFIRMEE.value,
    ATTENTE,
    EtatInscription.EXPIREE.value,
    EtatInscription.ANNULEE.value,
]


def list_attente(seance: Seance) -> QuerySet[Reservation]:
    """The bookings that wait for a place at that session, first one first; a double waits for nothing."""
    attend = Inscription.objects.filter(reservation=OuterRef("pk"), seance=seance, etat=ATTENTE)
    return Reservation.objects.filter(Exists(attend), double_de=None).order_by("rang_le", "pk")


def list_servables(*, now: datetime) -> QuerySet[Seance]:
    """Sessions to come that have a free seat and somebody waiting for it."""
    attend = Inscription.objects.filter(seance=OuterRef("pk"), etat=ATTENTE)
    ouvertes = Seance.objects.filter(etat=EtatSeance.PREVUE, debut__gt=now, prises__lt=F("capacite") + F("chaises"))
    return ouvertes.filter(Exists(attend)).order_by("debut", "pk")


@dataclass(frozen=True, slots=True)
class Reponse:
    """Where the answer of a booking stands: the state that counts, and who comes when.

    `etat`: PROPOSEE before all, else CONFIRMEE, ATTENTE, EXPIREE, ANNULEE; empty once the sessions have begun or are
    cancelled. `rang`: how many wait before, plus one.
    """

    etat: str
    inscriptions: list[Inscription]
    jusqu_a: datetime | None = None
    rang: int = 0

    @property
    def seances(self) -> list[Seance]:
        """The sessions of that state, in order."""
        return list(dict.fromkeys(inscription.seance for inscription in self.inscriptions))

    @property
    def prenoms(self) -> list[str]:
        """First names of those who would come."""
        return list({une.participant_id: une.participant.prenom for une in self.inscriptions}.values())

    @property
    def personnes(self) -> list[str]:
        """Those who would come."""
        return list(dict.fromkeys(inscription.participant.nom_complet for inscription in self.inscriptions))


def find_reponse(reservation: Reservation, *, now: datetime) -> Reponse:
    """The answer that a booking has given, or has to give."""
    toutes = list_inscriptions(reservation)
    a_venir = [une for une in toutes if une.seance.debut > now and une.seance.etat == EtatSeance.PREVUE]
    for etat in ORDRE:
        inscriptions = [une for une in a_venir if VUES.get(une.etat, une.etat) == etat]
        if inscriptions:
            seance = inscriptions[0].seance
            rang = _find_rang(reservation, seance) if etat == ATTENTE else 0
            return Reponse(etat, inscriptions, inscriptions[0].offre_jusqu_a, rang)
    return Reponse("", toutes)


def _find_rang(reservation: Reservation, seance: Seance) -> int:
    avant = Q(rang_le__lt=reservation.rang_le) | Q(rang_le=reservation.rang_le, pk__lt=reservation.pk)
    return list_attente(seance).filter(avant).count() + 1
