"""Ask for the statement that cancels and replaces a closed one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from conseiller.journal.services import record
from conseiller.refus import Refus
from conseiller.travaux.services import request_travail
from subventions.enums import EtatDecompte
from subventions.models import Decompte
from subventions.selectors import CALCUL
from subventions.selectors.arretes import find_obstacle, find_remplacant


class RemplacementRefuse(Refus):
    """A closed statement that is no longer replaced."""


@transaction.atomic
def replace_decompte(decompte_id: int, *, agent: Any, now: datetime) -> Decompte:
    """Ask for a draft of the same period that will cancel and replace a closed statement once it is closed itself.

    Until then the closed one counts. Returns the draft under way when there is one. Raises RemplacementRefuse.
    """
    verrouilles = Decompte.objects.select_for_update(of=("self", "convention"))
    decompte = verrouilles.select_related("convention", "cloture").get(pk=decompte_id)
    obstacle = find_obstacle(decompte)
    if obstacle:
        raise RemplacementRefuse(obstacle)
    remplacant = find_remplacant(decompte)
    if remplacant is not None:
        return remplacant
    periode = {"convention": decompte.convention, "du": decompte.du, "au": decompte.au}
    champs = {
        "exercice": decompte.exercice,
        "methode": decompte.methode,
        "solde_final": decompte.solde_final,
        "remplace": decompte,
    }
    # A draft of the same days was waiting: there is but one by period.
    brouillon, _ = Decompte.objects.update_or_create(
        **periode, etat=EtatDecompte.BROUILLON.value, defaults=champs, create_defaults=champs
    )
    request_travail(CALCUL, brouillon.pk, agent=agent, now=now)
    record("remplacer le décompte", decompte, agent=agent, now=now, convention=decompte.convention_id)
    return brouillon
