"""Write the hours of slices; those of an amendment go through `communes.services.avenants`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from communes.models import Allocation, Convention, Tranche
from conseiller.journal.services import record
from conseiller.refus import Refus

# The state of a statement that still follows what changes; the statements themselves live in a room above.
BROUILLON = "brouillon"


class HeuresRefusees(Refus):
    """Hours that cannot be written."""


def save_premieres_heures(tranche: Tranche, quarts: Mapping[int, int], *, agent: Any, now: datetime) -> Tranche:
    """Write the hours of a slice that no amendment holds; `quarts` by the key of each party.

    Raises HeuresRefusees once a statement has left the employing body, or when another slice begins that day.
    """
    if tranche.avenant_id is not None:
        raise HeuresRefusees("Ces heures viennent d’un avenant\u00a0: c’est lui qui se modifie.")
    if not may_correct(tranche.convention):
        raise HeuresRefusees(
            "Un décompte a déjà été transmis aux communes avec ces heures\u00a0: préparez un avenant pour les changer."
        )
    if tranche._state.adding and tranche.convention.tranches.exists():
        raise HeuresRefusees(
            "Les premières heures viennent d’être saisies par quelqu’un d’autre\u00a0: rouvrez la page."
        )
    tranche.save()
    write_allocations(tranche, quarts)
    record("saisir les heures", tranche, agent=agent, now=now, convention=tranche.convention_id, **name_quarts(quarts))
    return tranche


def may_correct(convention: Convention) -> bool:
    """Whether the hours of the agreement itself may still be corrected: no statement but drafts stands on them."""
    return not convention.decomptes.exclude(etat=BROUILLON).exists()


def write_allocations(tranche: Tranche, quarts: Mapping[int, int]) -> None:
    """Replace the hours of a slice."""
    tranche.allocations.all().delete()
    Allocation.objects.bulk_create(
        Allocation(tranche=tranche, partie_id=partie, quarts=valeur) for partie, valeur in quarts.items()
    )


def name_quarts(quarts: Mapping[int, int]) -> dict[str, dict[str, int]]:
    """What the journal keeps of hours: quarter hours by the key of each party."""
    return {"quarts": {str(partie): valeur for partie, valeur in quarts.items()}}
