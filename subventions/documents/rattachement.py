"""The PDF of the provisional sheet: what each party still has to take in its budget of the year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from conseiller.impression import render_pdf
from subventions.calculs.instantane import Contexte
from subventions.documents.etat import EXEMPLE, present_emetteur
from subventions.presentation.exercice import Ligne, word_limite
from subventions.presentation.mots import A_COMPLETER, write_jour

TEMPLATE = "pdf/rattachement.html"


@dataclass(frozen=True, slots=True)
class Feuille:
    """The sheet of a year on `jour`, ready to print; `ouvert`: what changed under closed statements counts in it."""

    annee: int
    jour: date
    contexte: Contexte
    lignes: Sequence[Ligne]
    ouvert: bool

    @property
    def titre(self) -> str:
        """What the file is called."""
        return f"À rattacher à l’exercice {self.annee}"


def render_rattachement(feuille: Feuille) -> bytes:
    """The PDF, on one page."""
    return render_pdf(TEMPLATE, prepare_rattachement(feuille), titre=feuille.titre)


def prepare_rattachement(feuille: Feuille) -> dict[str, Any]:
    """What the template prints."""
    employeuse = feuille.contexte.employeuse
    exemple = EXEMPLE if feuille.contexte.exemple else ""
    etablie = f"feuille provisoire établie le {write_jour(feuille.jour)}"
    return {
        "auteur": employeuse.nom,
        "pied": " ".join(filter(None, [f"{feuille.titre}, {etablie}.", exemple])),
        "feuille": feuille,
        "reference": etablie,
        "exemple": exemple,
        "emetteur": present_emetteur(employeuse),
        "limite": word_limite(feuille.annee, feuille.jour),
        "compte_employeur": employeuse.compte or A_COMPLETER,
        "total": sum(ligne.total for ligne in feuille.lignes),
        "sans_titre": sum(ligne.sans_titre for ligne in feuille.lignes),
    }
