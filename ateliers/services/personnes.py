"""Forget one person at their request: they alone, everywhere the agent has recognised them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from ateliers.enums import Auteur
from ateliers.models import Inscription, Reservation
from ateliers.selectors.messages import list_courriels
from ateliers.selectors.personnes import Fiche
from communes.models import Convention
from conseiller.courriels.services import empty_courriels
from conseiller.journal.services import record

from .attente import cancel_and_offer
from .frequentation import freeze_frequentation


@transaction.atomic
def erase_personne(fiches: Sequence[Fiche], *, agent: Any, now: datetime) -> int:
    """Cancel what is to come and offer the seats, count for ever what is counted, then erase; returns how many files.

    A booking in which nobody else is named goes whole; from another one, only the person goes, with the words of its
    e-mails and, when they were theirs, its phone and its address.
    """
    conventions = {fiche.reservation.convention_id for fiche in fiches}
    # In one order, before any booking: an agreement and its bookings are always held so.
    list(Convention.objects.select_for_update().filter(pk__in=conventions).order_by("pk"))
    participants = [fiche.participant for fiche in fiches if fiche.participant]
    freeze_frequentation(Inscription.objects.filter(participant__in=participants), now=now)
    for fiche in sorted(fiches, key=lambda fiche: (fiche.reservation.pk, fiche.cle)):
        _erase(fiche, agent=agent, now=now)
    return len(fiches)


def _erase(fiche: Fiche, *, agent: Any, now: datetime) -> None:
    reservation = Reservation.objects.select_for_update().filter(pk=fiche.reservation.pk).first()
    if reservation is None:
        # It went with another file of the same person.
        return
    record("effacer une personne", reservation, agent=agent, now=now, convention=reservation.convention_id)
    if fiche.participant is not None:
        _cancel(reservation, reservation.inscriptions.filter(participant=fiche.participant), agent=agent, now=now)
        fiche.participant.delete()
    if fiche.contact:
        Reservation.objects.filter(pk=reservation.pk).update(contact="", telephone="", courriel="")
    # Made from the names and the phone.
    Reservation.objects.filter(pk=reservation.pk).update(cle=None)
    if reservation.participants.exists():
        empty_courriels(list_courriels([reservation.pk]))
        return
    for double in reservation.doubles.all():
        _cancel(double, double.inscriptions.all(), agent=agent, now=now)
    list_courriels([reservation.pk, *reservation.doubles.values_list("pk", flat=True)]).delete()
    reservation.delete()


def _cancel(reservation: Reservation, inscriptions: Any, *, agent: Any, now: datetime) -> None:
    a_venir = list(inscriptions.filter(seance__fin__gt=now).values_list("pk", flat=True))
    cancel_and_offer(reservation, a_venir, par=Auteur.GUICHET, agent=agent, now=now)
