"""Give the slot of an appointment back when nobody comes to it any more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ateliers.enums import ATTENDUES, EtatSeance
from ateliers.models import Inscription, Seance

from .occupation import release


def close_empty_rendez_vous(inscriptions: Iterable[Inscription], *, now: datetime) -> None:
    """Cancel the appointments that these cancelled registrations leave empty: their slots are offered again.

    Call it inside the transaction that cancels them. A workshop stays, whoever leaves it.
    """
    vides = Seance.objects.filter(
        pk__in={inscription.seance_id for inscription in inscriptions}, atelier=None, etat=EtatSeance.PREVUE
    ).exclude(inscriptions__etat__in=ATTENDUES)
    for seance in vides:
        seance.etat, seance.annulee_le, seance.modifiee_le = EtatSeance.ANNULEE.value, now, now
        seance.sequence += 1
        seance.save(update_fields=["etat", "annulee_le", "modifiee_le", "sequence"])
        release(seance)
