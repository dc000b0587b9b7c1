"""The statements already closed, computed again in order: what changed since is a regularisation (R14)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from subventions.calculs.coupes import Periode, group_by_periode
from subventions.calculs.donnees import DecompteArrete, Dossier, Subvention
from subventions.calculs.periode import compute_periode
from subventions.calculs.refus import CalculImpossible
from subventions.calculs.resultat import Resultat


@dataclass(frozen=True, slots=True)
class Chaine:
    """Every closed statement computed again, the report they leave and what each commune still owes for them."""

    recalcules: tuple[Resultat, ...]
    report: int
    regularisations: dict[str, int]


def recompute_chaine(dossier: Dossier) -> Chaine:
    """Compute every closed period again, each with its own method and key and the recomputed report (R14).

    Per commune, in cents: `regularisation = Σ recomputed shares − Σ shares and regularisations already closed`.
    Raises `CalculImpossible`, naming the statement, when one of them cannot be computed any more.
    """
    report = 0
    recalcules = []
    ecarts = {commune.insee: 0 for commune in dossier.communes}
    for arrete, restreint in zip(dossier.decomptes, _restrict(dossier), strict=True):
        resultat = _recompute(restreint, arrete, report)
        report = resultat.report_nouveau
        recalcules.append(resultat)
        for part in resultat.parts:
            ecarts[part.insee] += part.total
        for appeles in (arrete.parts, arrete.regularisations):
            for insee, montant in appeles.items():
                ecarts[insee] -= montant
    return Chaine(tuple(recalcules), report, ecarts)


def _recompute(dossier: Dossier, arrete: DecompteArrete, report: int) -> Resultat:
    try:
        return compute_periode(dossier, arrete.du, arrete.au, arrete.methode, report)
    except CalculImpossible as refus:
        constat = f"Le décompte arrêté n°\u00a0{arrete.numero} ne peut pas être recalculé"
        raise CalculImpossible(refus.raison, constat) from None


def _restrict(dossier: Dossier) -> Iterable[Dossier]:
    """For each closed statement, the dossier with only what touches its period, found in one pass."""
    periodes: Sequence[Periode] = [(arrete.du, arrete.au) for arrete in dossier.decomptes]
    tranches = group_by_periode(periodes, [((item.debut, item.fin or date.max), item) for item in dossier.tranches])
    subventions = group_by_periode(periodes, [(_span(item), item) for item in dossier.subventions])
    aides = group_by_periode(periodes, [((item.debut, item.fin), item) for item in dossier.cofinancements])
    depenses = group_by_periode(periodes, [((item.debut, item.fin), item) for item in dossier.depenses])
    for rang in range(len(periodes)):
        yield replace(
            dossier,
            tranches=tuple(tranches[rang]),
            subventions=tuple(subventions[rang]),
            cofinancements=tuple(aides[rang]),
            depenses=tuple(depenses[rang]),
        )


def _span(subvention: Subvention) -> Periode:
    """Term of a grant, stretched to its receipts: either may bring money into a period."""
    recus = [versement.recu_le for versement in subvention.versements if versement.recu_le is not None]
    return min([subvention.debut, *recus]), max([subvention.fin, *recus])
