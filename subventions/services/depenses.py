"""Write the ledger: expenses added, repeated, changed, taken out, one journal line for each act."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.forms.models import model_to_dict

from communes.calculs import add_months
from conseiller.journal.services import record
from conseiller.refus import Refus
from subventions.models import Depense
from subventions.presentation.mots import write_jour

REPETITIONS_MAX = 60


class RepetitionRefusee(Refus):
    """A monthly repetition that makes nothing, or too much."""


def add_depenses(depense: Depense, *, jusquau: date | None, agent: Any, now: datetime) -> list[Depense]:
    """Save a new expense, and the same one each month as long as it begins by `jusquau`.

    What pays the first one (payment order, proof) is not copied to the others. Raises RepetitionRefusee.
    """
    depenses = [depense, *_repeat(depense, jusquau)] if jusquau else [depense]
    with transaction.atomic():
        Depense.objects.bulk_create(depenses)
        record(
            "ajouter la dépense" if len(depenses) == 1 else "ajouter des dépenses",
            depense,
            agent=agent,
            now=now,
            convention=depense.convention_id,
            nombre=len(depenses),
            montant=depense.montant,
        )
    return depenses


def _repeat(origine: Depense, jusquau: date) -> list[Depense]:
    suivantes: list[Depense] = []
    while (debut := add_months(origine.debut, len(suivantes) + 1)) <= jusquau:
        if len(suivantes) + 1 >= REPETITIONS_MAX:
            raise RepetitionRefusee(
                f"Cela ferait plus de {REPETITIONS_MAX} dépenses. Choisissez une date plus proche.", champ="repeter"
            )
        fin = shift_end(origine.fin, len(suivantes) + 1)
        exercice = None if origine.exercice is None else origine.exercice + fin.year - origine.fin.year
        champs = {nom: getattr(origine, nom) for nom in COPIES}
        suivantes.append(Depense(debut=debut, fin=fin, exercice=exercice, **champs))
    if not suivantes:
        raise RepetitionRefusee(
            "La dépense suivante commencerait après cette date\u00a0: laissez la case vide pour une seule dépense, ou"
            f" allez au moins jusqu’au {write_jour(add_months(origine.debut, 1))}.",
            champ="repeter",
        )
    return suivantes


COPIES = ("convention", "libelle", "nature", "montant", "affectation", "etat", "reference", "eligible")


def shift_end(fin: date, mois: int) -> date:
    """The last day of a service, so many months later: the end of a month stays the end of a month (R9).

    >>> shift_end(date(2022, 2, 28), 1), shift_end(date(2022, 1, 15), 1)
    (datetime.date(2022, 3, 31), datetime.date(2022, 2, 15))
    """
    plus_tard = add_months(fin, mois)
    dernier = monthrange(fin.year, fin.month)[1]
    if fin.day != dernier:
        return plus_tard
    return plus_tard.replace(day=monthrange(plus_tard.year, plus_tard.month)[1])


def save_depense(depense: Depense, *, agent: Any, now: datetime) -> Depense:
    """Save what was corrected."""
    with transaction.atomic():
        depense.save()
        record("modifier la dépense", depense, agent=agent, now=now, convention=depense.convention_id)
    return depense


def delete_depense(depense: Depense, *, agent: Any, now: datetime) -> None:
    """Take an expense out of the ledger; the journal keeps what it was."""
    with transaction.atomic():
        gardee = {nom: str(valeur) for nom, valeur in model_to_dict(depense).items()}
        record("supprimer la dépense", depense, agent=agent, now=now, convention=depense.convention_id, depense=gardee)
        depense.delete()
