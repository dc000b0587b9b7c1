"""Correct what was misheard or misspelt about people: their right, and the next call's only chance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from ateliers.models import Participant, Reservation
from ateliers.services.demande import Demande, Personne
from conseiller.journal.services import record


@transaction.atomic
def correct_reservation(
    reservation: Reservation, participants: Sequence[Participant], *, agent: Any, now: datetime
) -> Reservation:
    """Save the contact of a booking and the names of its participants; the journal says that, and not what."""
    Participant.objects.bulk_update(participants, ["prenom", "nom", "commune"])
    reservation.cle = _compute_cle(reservation, participants)
    reservation.save(update_fields=["contact", "telephone", "courriel", "cle"])
    record("corriger une réservation", reservation, agent=agent, now=now, convention=reservation.convention_id)
    return reservation


def _compute_cle(reservation: Reservation, participants: Sequence[Participant]) -> str | None:
    """The key of the same people under their right names; none when another booking holds it, or none was held."""
    premiere = reservation.inscriptions.select_related("seance__atelier").order_by("seance__debut").first()
    if reservation.cle is None or premiere is None:
        return None
    demande = Demande(
        tuple(Personne(p.prenom, p.nom) for p in participants),
        telephone=reservation.telephone,
        courriel=reservation.courriel,
    )
    cle = demande.compute_cle(premiere.seance)
    return None if Reservation.objects.filter(cle=cle).exclude(pk=reservation.pk).exists() else cle
