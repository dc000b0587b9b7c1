"""Grants, their instalments and co-financing: written by the employing body."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max, Sum
from django.utils import timezone

from conseiller.journal.services import record
from conseiller.montants import CENT_POUR_CENT, format_euros, format_nombre
from conseiller.refus import Refus
from subventions.calculs import donnees
from subventions.calculs.versements import compute_versements
from subventions.enums import Suspension
from subventions.models import Cofinancement, Subvention, Versement
from subventions.selectors import read_subvention

PLAN = ("pourcentage", "montant_prevu", "mois", "prevu_le")


class SubventionRefusee(Refus):
    """A grant that cannot be written so, or deleted."""


class VersementRefuse(Refus):
    """An instalment that cannot be written so, or deleted."""


def save_subvention(subvention: Subvention, plan: Sequence[donnees.Versement], *, agent: Any, now: datetime) -> str:
    """Save a grant and what its plan expects, rank by rank; what was received stays as it is.

    Returns a warning when the instalments do not make the grant, else an empty text. Raises VersementRefuse when the
    percentages exceed the whole.
    """
    action = "modifier la subvention" if subvention.pk else "ajouter la subvention"
    subvention.save()
    for ligne in plan:
        attendu = {nom: getattr(ligne, nom) for nom in PLAN}
        subvention.versements.update_or_create(rang=ligne.rang, defaults=attendu)
    par_part = [ligne.rang for ligne in plan if ligne.pourcentage is not None]
    _check_pourcentages(subvention, f"versement_{max(par_part, default=0)}_pourcentage")
    record(action, subvention, convention=subvention.convention_id, agent=agent, now=now, montant=subvention.montant)
    return warn_plan(subvention)


def warn_plan(subvention: Subvention) -> str:
    """What to say when the instalments do not make the grant; nothing when they do, or when there is none."""
    annules = set(subvention.versements.filter(suspension=Suspension.ANNULE.value).values_list("rang", flat=True))
    echeances = compute_versements(read_subvention(subvention))
    somme = sum(echeance.montant for echeance in echeances if echeance.rang not in annules)
    if not echeances or somme == subvention.montant:
        return ""
    return (
        f"Les versements attendus font {format_euros(somme)}, la subvention {format_euros(subvention.montant)}\u00a0:"
        " vérifiez-les. Au prorata des jours, c’est le montant de la subvention qui compte."
    )


def delete_subvention(subvention: Subvention, *, agent: Any, now: datetime) -> None:
    """Delete a grant and its plan. Raises SubventionRefusee once something was received."""
    if subvention.versements.filter(recu_le__isnull=False).exists():
        raise SubventionRefusee(
            "De l’argent est déjà reçu au titre de cette subvention\u00a0: elle ne se supprime plus. Si la recette est"
            " une erreur, effacez-la d’abord sur le versement."
        )
    record(
        "supprimer la subvention",
        subvention,
        convention=subvention.convention_id,
        agent=agent,
        now=now,
        nom=str(subvention),
    )
    subvention.delete()


def next_rang(subvention: Subvention) -> int:
    """The rank after the last one."""
    return (subvention.versements.aggregate(dernier=Max("rang"))["dernier"] or 0) + 1


def save_versement(versement: Versement, *, agent: Any, now: datetime) -> str:
    """Save an instalment or a pay-back, added at the end when it is new.

    Returns a notice when what came is not what was expected, or when the plan does not make the grant. Raises
    VersementRefuse on a day to come, or when the percentages exceed the whole.
    """
    if versement.recu_le is not None and versement.recu_le > timezone.localdate(now):
        raise VersementRefuse(
            "Ce jour n’est pas encore venu. Inscrivez la recette quand l’argent est arrivé.", champ="recu_le"
        )
    subvention = versement.subvention
    action = "modifier le versement" if versement.pk else "ajouter le versement"
    if not versement.pk:
        versement.rang = next_rang(subvention)
    versement.save()
    _check_pourcentages(subvention, "pourcentage")
    details = {"rang": versement.rang, "montant_recu": versement.montant_recu, "suspension": str(versement.suspension)}
    record(action, versement, convention=subvention.convention_id, agent=agent, now=now, **details)
    return _tell_ecart(versement) or warn_plan(subvention)


def _tell_ecart(versement: Versement) -> str:
    if versement.montant_recu is None or versement.montant_recu < 0:
        return ""
    plan = compute_versements(read_subvention(versement.subvention))
    attendu = next(echeance.montant for echeance in plan if echeance.rang == versement.rang)
    if attendu == versement.montant_recu:
        return ""
    return (
        f"{format_euros(versement.montant_recu)} reçus, {format_euros(attendu)} attendus\u00a0: l’écart est gardé."
        " Demandez-en la raison au financeur si vous ne la connaissez pas."
    )


def _check_pourcentages(subvention: Subvention, champ: str) -> None:
    somme = subvention.versements.aggregate(somme=Sum("pourcentage"))["somme"] or 0
    if somme > CENT_POUR_CENT:
        raise VersementRefuse(
            f"Les pourcentages font {format_nombre(somme)}\u00a0% en tout\u00a0: ramenez-les à 100\u00a0% au plus.",
            champ=champ,
        )


def delete_versement(versement: Versement, *, agent: Any, now: datetime) -> None:
    """Delete an instalment that has not come, or a pay-back typed by mistake. Raises VersementRefuse otherwise."""
    if versement.montant_recu is not None and versement.montant_recu >= 0:
        raise VersementRefuse(
            "Ce versement est reçu\u00a0: il ne se supprime plus. Si la recette est une erreur, effacez d’abord sa date"
            " et son montant."
        )
    convention = versement.subvention.convention_id
    record("supprimer le versement", versement, convention=convention, agent=agent, now=now, rang=versement.rang)
    versement.delete()


def save_cofinancement(cofinancement: Cofinancement, *, agent: Any, now: datetime) -> Cofinancement:
    """Save money from elsewhere."""
    action = "modifier le cofinancement" if cofinancement.pk else "ajouter le cofinancement"
    cofinancement.save()
    record(
        action,
        cofinancement,
        convention=cofinancement.convention_id,
        agent=agent,
        now=now,
        montant=cofinancement.montant,
    )
    return cofinancement


def delete_cofinancement(cofinancement: Cofinancement, *, agent: Any, now: datetime) -> None:
    """Delete money from elsewhere; statements already closed keep it and the next one regularises (R14)."""
    convention = cofinancement.convention_id
    record(
        "supprimer le cofinancement", cofinancement, convention=convention, agent=agent, now=now, nom=str(cofinancement)
    )
    cofinancement.delete()
