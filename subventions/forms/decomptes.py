"""What people type about statements."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from communes.calculs import UN_JOUR, find_uncovered
from conseiller.champs import JourField
from conseiller.refus import JOURS_INVERSES
from subventions.calculs.coupes import Periode, cut_exercices, cut_periode
from subventions.presentation.mots import count_mots, write_dates, write_sorties

EXERCICES_MAX = 5


class DecompteForm(forms.Form):
    """The period of a statement. `coupes`: those to ask for instead, cut at 31 December (R11) or at an exit (R15).

    `sorties`: the last day and the name of each party that leaves; `entiere` asks for the whole period all the same.
    """

    du = JourField(
        label="Premier jour",
        help_text="Le lendemain du dernier décompte, pour n’oublier aucune dépense.",
        error_messages={"required": "Indiquez le premier jour de la période, par exemple 01/07/2021."},
    )
    au = JourField(
        label="Dernier jour",
        help_text="Au plus tard le 31 décembre de la même année\u00a0: un décompte, un exercice.",
        error_messages={"required": "Indiquez le dernier jour de la période, par exemple 31/12/2021."},
    )

    solde_final = forms.BooleanField(
        label="Solde définitif",
        required=False,
        help_text="Le dernier décompte de la convention\u00a0: la subvention y compte pour ce qui a été vraiment reçu.",
    )

    entiere = forms.BooleanField(required=False, widget=forms.HiddenInput)

    coupes: tuple[Periode, ...] = ()

    def __init__(self, *args: Any, sorties: Iterable[tuple[date, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.sorties = tuple(sorties)
        self.coupee_par_une_sortie = False

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
            self.add_error("au", JOURS_INVERSES)
        elif au.year - du.year >= EXERCICES_MAX:
            self.add_error("au", "Cette période est trop longue\u00a0: demandez un décompte par année.")
        elif au.year != du.year:
            self.coupes = cut_exercices(du, au)
            self.add_error(
                None,
                "Un décompte appartient à un seul exercice, et cette période en touche"
                f" {len(self.coupes)}. Demandez {count_mots(len(self.coupes), 'décompte')}, un par année.",
            )
        elif not donnees.get("entiere"):
            self._cut_at_exits(du, au)
        return donnees

    def _cut_at_exits(self, du: date, au: date) -> None:
        """Whoever leaves would pay for what comes after: a statement ends on their last day (R15)."""
        pendant = [(jour, nom) for jour, nom in self.sorties if du <= jour < au]
        if not pendant:
            return
        self.coupes = cut_periode(du, au, [jour for jour, _ in pendant])
        self.coupee_par_une_sortie = True
        self.add_error(None, write_sorties(pendant, len(self.coupes)))


def propose_periode(
    debut: date, fin: date, periodes: Iterable[Periode], sorties: Iterable[date] = ()
) -> Periode | None:
    """The first days of `[debut, fin]` that no statement covers, up to the end of their year; None when all are.

    `sorties`: last days of parties, where a statement ends (R15).

    >>> propose_periode(date(2021, 7, 1), date(2023, 6, 30), [(date(2021, 7, 1), date(2021, 12, 31))])
    (datetime.date(2022, 1, 1), datetime.date(2022, 12, 31))
    """
    deja = list(periodes)
    premier = find_uncovered(deja, debut, fin)
    if premier is None:
        return None
    suivants = [autre - UN_JOUR for autre, _ in deja if autre > premier]
    departs = [jour for jour in sorties if jour >= premier]
    return premier, min([fin, date(premier.year, 12, 31), *suivants, *departs])
