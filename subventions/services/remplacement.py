"""Ask for the statement that cancels and replaces a closed one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from conseiller.journal.services import record
from subventions.enums import Methode
from subventions.models import Decompte
from subventions.selectors.arretes import find_obstacle, find_remplacant
from subventions.services.decomptes import request_decompte
from subventions.services.vie import hold_decompte


@transaction.atomic
def replace_decompte(decompte_id: int, *, agent: Any, now: datetime) -> Decompte:
    """Ask for a draft of the same period that will cancel and replace a closed statement once it is closed itself.

    Until then the closed one counts. Returns the draft under way when there is one. Raises DecompteRefuse.
    """
    decompte = hold_decompte(decompte_id)
    remplacant = None if find_obstacle(decompte) else find_remplacant(decompte)
    if remplacant is not None:
        return remplacant
    brouillon, _ = request_decompte(
        decompte.convention,
        decompte.du,
        decompte.au,
        agent=agent,
        now=now,
        methode=Methode(decompte.methode),
        solde_final=decompte.solde_final,
        remplace=decompte,
    )
    record("remplacer le décompte", decompte, agent=agent, now=now, convention=decompte.convention_id)
    return brouillon
