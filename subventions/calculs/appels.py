"""From shares to sums called: regularisations, agreed adjustments, part payments, threshold (R12, R13, R14, R16).

Amounts are integer cents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from subventions.calculs.regularisations import Anterieur
from subventions.calculs.resultat import Resultat


@dataclass(frozen=True, slots=True)
class AjustementConvenu:
    """Amounts that the parties agree on, one per commune, summing to zero (R16); `acte` is the text behind them."""

    motif: str
    acte: str
    convenu_le: date
    montants: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Demande:
    """What a statement calls beside its shares.

    `acomptes`: part payments of its financial year, of every year on a final one, that no closed statement has
    deducted. `reportes`: what earlier statements left uncalled under the threshold. `dernier_de_exercice`: no later
    statement will deduct the rest. `solde_final`: no later statement at all. `anterieurs`: the closed statements as
    they were computed, which the regularisations are told from.
    """

    seuil: int = 0
    dernier_de_exercice: bool = True
    solde_final: bool = False
    acomptes: Mapping[str, int] = field(default_factory=dict)
    reportes: Mapping[str, int] = field(default_factory=dict)
    ajustements: tuple[AjustementConvenu, ...] = ()
    anterieurs: tuple[Anterieur, ...] = ()


@dataclass(frozen=True, slots=True)
class Appel:
    """One commune's account: `part + regularisation + ajustement + reporte - acompte = solde`.

    `appele` is what a titre claims, or gives back when negative; the employing body calls nothing of itself.
    """

    insee: str
    employeuse: bool
    part: int
    regularisation: int
    ajustement: int
    reporte: int
    acompte: int
    appele: int

    @property
    def brut(self) -> int:
        """The account before part payments, in cents."""
        return self.part + self.regularisation + self.ajustement + self.reporte

    @property
    def solde(self) -> int:
        """The whole account, in cents."""
        return self.brut - self.acompte

    @property
    def non_appele(self) -> int:
        """What is too small to be called, in cents: left to the next statement, or to the employing body (R13)."""
        return 0 if self.employeuse else self.solde - self.appele


def compute_appels(resultat: Resultat, demande: Demande, employeuse: str) -> tuple[Appel, ...]:
    """What each commune is called for, in the order of the shares.

    Part payments are deducted up to what is due, and whole on the last statement of their year: what exceeds is given
    back (R12). A sum due under the threshold is not called (R13); one to give back always is.
    """
    return tuple(_call(part.insee, part.total, resultat, demande, part.insee == employeuse) for part in resultat.parts)


def _call(insee: str, part: int, resultat: Resultat, demande: Demande, employeuse: bool) -> Appel:
    regularisation = (resultat.regularisations or {}).get(insee, 0)
    ajustement = sum(ajustement.montants.get(insee, 0) for ajustement in demande.ajustements)
    reporte = 0 if employeuse else demande.reportes.get(insee, 0)
    brut = part + regularisation + ajustement + reporte
    acompte = 0 if employeuse else demande.acomptes.get(insee, 0)
    if not demande.dernier_de_exercice:
        acompte = min(acompte, max(brut, 0))
    solde = brut - acompte
    appele = 0 if employeuse or 0 < solde < demande.seuil else solde
    return Appel(insee, employeuse, part, regularisation, ajustement, reporte, acompte, appele)
