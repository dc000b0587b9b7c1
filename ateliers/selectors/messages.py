"""What was said about a booking, and what is known of it: e-mails by the prefix of their key, and calls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from ateliers.enums import ATTENDUES, EtatInscription, Evenement, Issue
from ateliers.models import Appel, Reservation, Seance
from communes.models import Convention
from conseiller.courriels.models import Courriel, EtatCourriel

PREFIXE = "reservation:"
CONFIRMEE, PROPOSEE, ATTENTE, EXPIREE, ANNULEE = (
    EtatInscription.CONFIRMEE.value,
    EtatInscription.PROPOSEE.value,
    EtatInscription.ATTENTE.value,
    EtatInscription.EXPIREE.value,
    EtatInscription.ANNULEE.value,
)
# A message serves as long as one of these is still true of somebody of the booking at the session.
ETATS_UTILES = {
    Evenement.CONFIRMATION: [CONFIRMEE],
    Evenement.LISTE: [ATTENTE],
    Evenement.OFFRE: [PROPOSEE],
    Evenement.OFFRE_PERDUE: [EXPIREE],
    Evenement.RAPPEL: [CONFIRMEE],
    Evenement.CHANGEMENT: ATTENDUES,
    Evenement.ANNULATION: [*ATTENDUES, ANNULEE],
    Evenement.DESINSCRIPTION: [ANNULEE],
    Evenement.DEJA: ATTENDUES,
}


def make_cle(reservation: int, seance: int, evenement: Evenement, suite: str) -> str:
    """Key of an event, shared by its e-mail and by the call that may stand for it."""
    return f"{PREFIXE}{reservation}:{seance}:{evenement.value}:{suite}"


def split_cle(cle: str) -> tuple[int, int, Evenement]:
    """Booking, session and event of such a key."""
    _, reservation, seance, evenement, _ = cle.split(":", 4)
    return int(reservation), int(seance), Evenement(evenement)


@dataclass(frozen=True, slots=True)
class Message:
    """One event told, or to be told; `courriel` when an agent may send it again."""

    evenement: Evenement
    moyen: str
    etat: str
    date: datetime
    probleme: bool = False
    courriel: int | None = None


def list_courriels(reservations: Iterable[int]) -> QuerySet[Courriel]:
    """Every e-mail written about these bookings, by their keys."""
    prefixes = [Q(cle__startswith=f"{PREFIXE}{pk}:") for pk in reservations]
    return Courriel.objects.filter(reduce(or_, prefixes)) if prefixes else Courriel.objects.none()


@dataclass(frozen=True, slots=True)
class AVerifier:
    """An e-mail that has perhaps not arrived: whose, what it said, of which session."""

    courriel: Courriel
    evenement: Evenement
    reservation: Reservation
    seance: Seance


def list_a_verifier(conventions: Iterable[Convention], *, now: datetime) -> list[AVerifier]:
    """E-mails of bookings that failed or may not have arrived and still serve, most pressing first, in four queries.

    One that a call stands for is not listed: the desk has it among its calls.
    """
    douteux = [EtatCourriel.ECHOUE.value, EtatCourriel.INCERTAIN.value]
    courriels = Courriel.objects.filter(convention__in=[une.pk for une in conventions], etat__in=douteux)
    utiles = courriels.filter(~Exists(Appel.objects.filter(cle=OuterRef("cle"))), cle__startswith=PREFIXE).filter(
        Q(perime_le=None) | Q(perime_le__gt=now)
    )
    cles = {
        courriel: split_cle(courriel.cle)
        for courriel in utiles.only("cle", "etat", "convention").order_by(F("perime_le").asc(nulls_last=True), "pk")
    }
    reservations = Reservation.objects.prefetch_related("participants").in_bulk({cle[0] for cle in cles.values()})
    seances = Seance.objects.select_related("atelier").in_bulk({cle[1] for cle in cles.values()})
    return [
        AVerifier(courriel, evenement, reservations[reservation], seances[seance])
        for courriel, (reservation, seance, evenement) in cles.items()
        if reservation in reservations and seance in seances
    ]


def list_messages(reservation: Reservation) -> list[Message]:
    """Everything that was said about a booking, latest first, in two queries."""
    courriels = Courriel.objects.filter(cle__startswith=f"{PREFIXE}{reservation.pk}:")
    messages = [_describe_courriel(courriel) for courriel in courriels]
    messages += [_describe_appel(appel) for appel in reservation.appels.all()]
    return sorted(messages, key=lambda message: message.date, reverse=True)


def _describe_courriel(courriel: Courriel) -> Message:
    etat = EtatCourriel(courriel.etat)
    probleme = etat in (EtatCourriel.ECHOUE, EtatCourriel.INCERTAIN)
    return Message(
        split_cle(courriel.cle)[2],
        "courriel",
        etat.libelle,
        courriel.envoye_le or courriel.cree_le,
        probleme,
        courriel.pk if probleme else None,
    )


def _describe_appel(appel: Appel) -> Message:
    etat = Issue(appel.issue).libelle if appel.issue else "à passer"
    return Message(Evenement(appel.evenement), "appel", etat, appel.traite_le or appel.cree_le, not appel.issue)
