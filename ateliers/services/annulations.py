"""What the person who holds the code or the link of a booking does with it: cancel, change the link."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from ateliers.enums import VIVANTES, Auteur, Evenement
from ateliers.models import Reservation
from ateliers.presentation.moments import write_heure, write_jour
from ateliers.selectors.reservations import find_limite
from conseiller.journal.services import record
from conseiller.refus import Refus

from .attente import cancel_and_offer
from .messages import notify
from .reservations import cancel_inscriptions


class AnnulationFermee(Refus):
    """Too late to cancel without calling."""


def cancel_own(reservation: Reservation, inscriptions: Sequence[int], *, telephone: str, now: datetime) -> int:
    """Cancel registrations for the person who holds the code or the link, and offer their seats; returns how many.

    Raises AnnulationFermee, with the desk's number, when one of them holds a seat and its delay is over.
    """
    choisies = reservation.inscriptions.filter(pk__in=inscriptions, etat__in=VIVANTES).select_related("seance")
    for inscription in choisies:
        limite = find_limite(inscription.seance, [inscription.etat])
        if limite <= now:
            raise AnnulationFermee(_write_fermee(limite, telephone, now=now))
    if reservation.double_de is None:
        return len(cancel_and_offer(reservation, inscriptions, par=Auteur.USAGER, now=now))
    return _cancel_double(reservation, reservation.double_de, inscriptions, now=now)


@transaction.atomic
def _cancel_double(reservation: Reservation, vraie: Reservation, inscriptions: Sequence[int], *, now: datetime) -> int:
    """What somebody sees cancelled frees nothing; the person whose booking it is learns that theirs holds."""
    annulees = cancel_inscriptions(reservation, inscriptions, par=Auteur.USAGER, now=now)
    if annulees:
        suite = f"annulation:{annulees[0].pk}"
        notify(vraie, Evenement.DEJA, annulees[0].seance, suite=suite, annulation=True, now=now)
    return len(annulees)


def _write_fermee(limite: datetime, telephone: str, *, now: datetime) -> str:
    instant = timezone.localtime(limite)
    jour = "" if instant.date() == timezone.localdate(now) else f"le {write_jour(instant.date())}, "
    conseil = f"Appelez le {telephone}." if telephone else "Appelez l’accueil."
    return f"L’annulation par internet est fermée depuis {jour}{write_heure(instant)}. {conseil}"


@transaction.atomic
def change_jeton(reservation: Reservation, *, now: datetime) -> str:
    """Give a booking a new long link; the former one opens nothing any more. Returns the new token."""
    jeton = secrets.token_urlsafe(32)
    Reservation.objects.filter(pk=reservation.pk).update(jeton=jeton)
    record("changer le lien d’une réservation", reservation, agent=None, now=now, convention=reservation.convention_id)
    return jeton
