"""What the parties agree on and no rule gives (R16): written with its reason, corrected until a statement takes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from communes.models import Convention, Partie
from conseiller.journal.services import record
from conseiller.montants import format_euros
from conseiller.refus import Refus
from subventions.models import Ajustement, LigneAjustement
from subventions.selectors.acomptes import find_transmis

EQUILIBRE = "ce qu’une commune paie en plus, les autres le paient en moins. Ramenez-la à zéro."
AUCUN = "Tous les montants sont à zéro\u00a0: écrivez ce qui passe d’une commune à l’autre."


class AjustementRefuse(Refus):
    """An agreed adjustment that cannot be written or taken back."""


@transaction.atomic
def save_ajustement(ajustement: Ajustement, montants: Mapping[Partie, int], *, agent: Any, now: datetime) -> Ajustement:
    """Write an adjustment and its amount for each party, in cents, those of zero left out.

    Raises AjustementRefuse when the amounts do not sum to zero, when all are zero, or when a statement has taken it.
    """
    convention = Convention.objects.select_for_update().get(pk=ajustement.convention_id)
    _check_free(ajustement, convention)
    somme = sum(montants.values())
    if somme:
        raise AjustementRefuse(f"La somme des montants fait {format_euros(somme)}\u00a0: {EQUILIBRE}")
    if not any(montants.values()):
        raise AjustementRefuse(AUCUN)
    action = "modifier l’ajustement" if ajustement.pk else "ajouter un ajustement"
    ajustement.save()
    ajustement.lignes.all().delete()
    LigneAjustement.objects.bulk_create(
        LigneAjustement(ajustement=ajustement, partie=partie, montant=montant)
        for partie, montant in montants.items()
        if montant
    )
    details = {str(partie): montant for partie, montant in montants.items() if montant}
    record(action, ajustement, agent=agent, now=now, convention=convention.pk, **details)
    return ajustement


@transaction.atomic
def delete_ajustement(ajustement: Ajustement, *, agent: Any, now: datetime) -> None:
    """Take back an adjustment that no statement has taken."""
    convention = Convention.objects.select_for_update().get(pk=ajustement.convention_id)
    _check_free(ajustement, convention)
    record("supprimer l’ajustement", ajustement, agent=agent, now=now, convention=convention.pk)
    ajustement.delete()


def _check_free(ajustement: Ajustement, convention: Convention) -> None:
    """A closing takes every free adjustment of the agreement: none may move while the parties read a statement."""
    if ajustement.cloture_id is not None:
        raise AjustementRefuse(
            f"Le {ajustement.cloture} a pris cet ajustement\u00a0: il ne change plus. Écrivez-en un autre pour le"
            " corriger."
        )
    if find_transmis(convention) is not None:
        raise AjustementRefuse(
            "Un décompte est transmis aux communes, avec les ajustements qu’elles lisent\u00a0: arrêtez-le ou"
            " reprenez-le d’abord."
        )
