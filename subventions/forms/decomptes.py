"""What people type about statements."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from communes.calculs import UN_JOUR, find_uncovered
from conseiller.champs import JourField
from subventions.calculs.coupes import Periode, cut_exercices
from subventions.presentation.mots import count_mots, write_dates

EXERCICES_MAX = 5


class DecompteForm(forms.Form):
    """The period of a statement. Across 31 December, `coupes` holds the statements to ask for instead (R11)."""

    du = JourField(
        label="Premier jour",
        error_messages={"required": "Indiquez le premier jour de la période, par exemple 01/07/2021."},
    )
    au = JourField(
        label="Dernier jour",
        error_messages={"required": "Indiquez le dernier jour de la période, par exemple 31/12/2021."},
    )

    coupes: tuple[Periode, ...] = ()

    def propositions(self) -> list[tuple[date, date, str]]:
        """The statements to ask for instead, each with the words of its button."""
        return [(du, au, write_dates(du, au)) for du, au in self.coupes]

    def clean(self) -> dict[str, Any]:
        """Check the order of the dates, then that they lie in one financial year."""
        donnees: dict[str, Any] = super().clean() or {}
        du, au = donnees.get("du"), donnees.get("au")
        if du is None or au is None:
            return donnees
        if au < du:
            self.add_error("au", "Le dernier jour est avant le premier\u00a0: corrigez l’une des deux dates.")
        elif au.year - du.year >= EXERCICES_MAX:
            self.add_error("au", "Cette période est trop longue\u00a0: demandez un décompte par année.")
        elif au.year != du.year:
            self.coupes = cut_exercices(du, au)
            self.add_error(
                None,
                "Un décompte appartient à un seul exercice, et cette période en touche"
                f" {len(self.coupes)}. Demandez {count_mots(len(self.coupes), 'décompte')}, un par année.",
            )
        return donnees


def propose_periode(debut: date, fin: date, periodes: Iterable[Periode]) -> Periode | None:
    """The first days of `[debut, fin]` that no statement covers, up to the end of their year; None when all are.

    >>> propose_periode(date(2021, 7, 1), date(2023, 6, 30), [(date(2021, 7, 1), date(2021, 12, 31))])
    (datetime.date(2022, 1, 1), datetime.date(2022, 12, 31))
    """
    deja = list(periodes)
    premier = find_uncovered(deja, debut, fin)
    if premier is None:
        return None
    suivants = [autre - UN_JOUR for autre, _ in deja if autre > premier]
    return premier, min([fin, date(premier.year, 12, 31), *suivants])
