"""Whether pay, the only cost that the State's grant may serve, reaches the grant attributed.

By the rules of the national programme the grant is strictly reserved to pay: what exceeds it goes back to the State,
it does not buy equipment.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from communes.calculs import clip
from subventions.calculs.donnees import Depense, Dossier
from subventions.calculs.etalement import spread
from subventions.enums import EtatDepense, Nature

NATURES_ELIGIBLES = frozenset({Nature.REMUNERATION, Nature.CHARGES})


@dataclass(frozen=True, slots=True)
class Assiette:
    """Eligible costs and grants over the same days, in cents."""

    du: date
    au: date
    eligible: int
    subvention: int

    @property
    def ecart(self) -> int:
        """What pay exceeds the grants by, in cents; negative when it falls short of them."""
        return self.eligible - self.subvention

    @property
    def insuffisante(self) -> bool:
        """True when a part of the grants may have to go back to the State."""
        return self.ecart < 0


@dataclass(frozen=True, slots=True)
class ControleAssiette:
    """The comparison up to a day, None before the first one, and over the whole term with what is forecast."""

    a_ce_jour: Assiette | None
    au_terme: Assiette


def is_eligible(depense: Depense) -> bool:
    """Tell whether the grant may serve an expense: what its line says, else pay and its charges."""
    return depense.nature in NATURES_ELIGIBLES if depense.eligible is None else depense.eligible


def check_assiette(dossier: Dossier, jour: date) -> ControleAssiette | None:
    """Compare pay with the grants from the first day that they fund, both spread by R3; None without any grant.

    Up to `jour` only actual expenses count; over the term, up to the last day funded, forecast ones count too (R18).
    Pay outside these days never counts.
    """
    if not dossier.subventions:
        return None
    du = min(subvention.debut for subvention in dossier.subventions)
    au = max(subvention.fin for subvention in dossier.subventions)
    eligibles = [depense for depense in dossier.depenses if is_eligible(depense)]
    constatees = [depense for depense in eligibles if depense.etat is EtatDepense.CONSTATE]
    ecoule = clip(du, au, du, jour)
    return ControleAssiette(
        a_ce_jour=None if ecoule is None else _compare(dossier, constatees, *ecoule),
        au_terme=_compare(dossier, eligibles, du, au),
    )


def _compare(dossier: Dossier, depenses: Iterable[Depense], du: date, au: date) -> Assiette:
    eligible, subvention = (
        sum(spread(element.montant, element.debut, element.fin, du, au).retenu for element in elements)
        for elements in (depenses, dossier.subventions)
    )
    return Assiette(du, au, eligible, subvention)
