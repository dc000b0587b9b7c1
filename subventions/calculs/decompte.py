"""The one function that computes a statement: screen, PDF, CSV and command line print what it answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from communes.calculs import format_jour
from conseiller.montants import format_euros
from subventions.calculs.chaine import recompute_chaine
from subventions.calculs.donnees import Dossier
from subventions.calculs.periode import compute_periode
from subventions.calculs.refus import CalculImpossible
from subventions.calculs.resultat import Resultat
from subventions.enums import Methode

__all__ = ["REGLES", "VERSION_REGLES", "CalculImpossible", "compute_decompte"]

# Printed on every closed statement; changes when the same dossier would give other figures.
VERSION_REGLES = "1"


def compute_decompte(
    dossier: Dossier, du: date, au: date, methode: Methode | None = None, report: int | None = None
) -> Resultat:
    """Compute the statement of `[du, au]` (R1 to R11, R14, R15, R17, R18).

    `methode` None: the agreement's own. `report` in cents, zero or less; None: the one that the closed statements
    leave once computed again, zero when there is none. `regularisations` is None when no statement is closed.
    Raises `CalculImpossible` with a French sentence.
    """
    if au < du:
        raise CalculImpossible(
            f"le dernier jour ({format_jour(au)}) précède le premier ({format_jour(du)}). Changez les dates"
        )
    if report is not None and report > 0:
        raise CalculImpossible(f"le report antérieur ({format_euros(report)}) doit être négatif ou nul")
    methode = dossier.methode if methode is None else methode
    if not dossier.decomptes:
        return compute_periode(dossier, du, au, methode, report or 0)
    chaine = recompute_chaine(dossier)
    resultat = compute_periode(dossier, du, au, methode, chaine.report if report is None else report)
    return replace(resultat, regularisations=chaine.regularisations, recalcules=chaine.recalcules)


# Every version of the rules by its number: a closed statement is computed again by its own.
REGLES = {VERSION_REGLES: compute_decompte}
