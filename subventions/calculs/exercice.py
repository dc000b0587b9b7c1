"""The end of a financial year: what no statement covers, and what is due without being called (*rattachement*).

Amounts are integer cents.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from communes.calculs import UN_JOUR
from conseiller.montants import apportion
from subventions.calculs.appels import Demande
from subventions.calculs.chaine import recompute_chaine
from subventions.calculs.coupes import Periode, cut_exercices
from subventions.calculs.donnees import Dossier
from subventions.calculs.periode import compute_periode
from subventions.calculs.repartition import merge_periodes
from subventions.calculs.resultat import PartCommune


@dataclass(frozen=True, slots=True)
class LigneRattachement:
    """What one party owes for the year and no closed statement has called; `total` is negative in its favour."""

    insee: str
    employeuse: bool
    part: int
    regularisation: int
    ajustement: int
    reporte: int
    acompte: int

    @property
    def total(self) -> int:
        """What its budget still has to take, in cents: part payments, already in it, are taken off."""
        return self.part + self.regularisation + self.ajustement + self.reporte - self.acompte


def list_uncovered(periodes: Iterable[Periode], du: date, au: date) -> tuple[Periode, ...]:
    """The days of `[du, au]` that none of the periods holds, as disjoint periods.

    >>> list_uncovered([(date(2022, 1, 1), date(2022, 6, 30))], date(2022, 1, 1), date(2022, 12, 31))
    ((datetime.date(2022, 7, 1), datetime.date(2022, 12, 31)),)
    """
    libres = []
    premier = du
    for debut, fin in merge_periodes(periodes):
        if debut > premier and premier <= au:
            libres.append((premier, min(debut - UN_JOUR, au)))
        premier = max(premier, fin + UN_JOUR)
    if premier <= au:
        libres.append((premier, au))
    return tuple(libres)


def compute_rattachement(
    dossier: Dossier, du: date, au: date, demande: Demande, employeuse: str, *, ouvert: bool = True
) -> tuple[LigneRattachement, ...]:
    """What each party owes for `[du, au]` beyond what closed statements have called, from the expenses known today.

    The days that no closed statement holds are computed as statements would be, year after year from the first day of
    the agreement; what they leave uncalled or deduct comes from `demande`. `ouvert`: this year is the one in which what
    changed is called; in the others regularisations, adjustments and sums left uncalled count for nothing, lest two
    years take them. Raises `CalculImpossible`.
    """
    chaine = recompute_chaine(dossier)
    parts, report = dict.fromkeys(chaine.regularisations, 0), chaine.report
    libres = list_uncovered([(arrete.du, arrete.au) for arrete in dossier.decomptes], min(dossier.debut, du), au)
    for debut, fin in [annee for libre in libres for annee in cut_exercices(*libre)]:
        resultat = compute_periode(dossier, debut, fin, dossier.methode, report)
        report = resultat.report_nouveau
        for part in resultat.parts if debut >= du else ():
            parts[part.insee] += part.total
    return tuple(
        LigneRattachement(
            insee=insee,
            employeuse=insee == employeuse,
            part=montant,
            regularisation=chaine.regularisations[insee] if ouvert else 0,
            ajustement=sum(ajustement.montants.get(insee, 0) for ajustement in demande.ajustements) if ouvert else 0,
            reporte=demande.reportes.get(insee, 0) if ouvert else 0,
            acompte=demande.acomptes.get(insee, 0),
        )
        for insee, montant in parts.items()
    )


def propose_solde(excedent: int, parts: Iterable[PartCommune], sortante: str) -> dict[str, int]:
    """The adjustment that gives a party that leaves its share of the surplus, in cents by code, summing to zero (R16).

    `excedent`: what the next statements will take off for those who stay, zero or more. The leaver is given its share
    by its key in `parts`; the others bear it by theirs. Empty when there is nothing to give, or nobody to bear it.
    """
    cles = {part.insee: part.cle for part in parts}
    ordre = sorted(cles, key=lambda insee: (-cles[insee], insee))
    part = _share(excedent, cles, ordre).get(sortante, 0)
    restants = {insee: cle for insee, cle in cles.items() if insee != sortante}
    portees = _share(part, restants, [insee for insee in ordre if insee != sortante])
    return {sortante: -part, **portees} if part and any(portees.values()) else {}


def _share(montant: int, cles: Mapping[str, int], ordre: list[str]) -> dict[str, int]:
    """Cents of an amount by key, largest remainder first (R8)."""
    if not montant or not any(cles.values()):
        return {}
    codes = list(cles)
    quotients = apportion(montant, [cles[code] for code in codes], [codes.index(code) for code in ordre])
    return {code: entier + centime for code, (entier, _, centime) in zip(codes, quotients, strict=True)}
