"""The snapshot of a statement as every party may hold it: pay by category and period, never line by line.

Computed again, it gives the same shares and the same regularisations, to the cent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from communes.calculs import UN_JOUR
from subventions.calculs.coupes import Periode
from subventions.calculs.donnees import Depense, Dossier
from subventions.calculs.etalement import spread
from subventions.calculs.instantane import Instantane, write_canonique
from subventions.enums import PAIE, EtatDepense, Nature


@dataclass(frozen=True, slots=True)
class Arret:
    """What closing adds to a statement; `remplace` is the number that it cancels and replaces, or empty."""

    numero: str
    arrete_le: date
    exercice_comptable: int
    remplace: str = ""


def write_communicable(instantane: Instantane, *, empreinte: str, arret: Arret | None = None) -> bytes:
    """Canonical JSON for every party: the snapshot without pay slips, and the fingerprint of the whole one.

    Raises CalculImpossible.
    """
    allege = summarize_paie(instantane)
    donnees = allege.dump(allege.compute())
    donnees["empreinte_complete"] = empreinte
    if arret is not None:
        donnees["arret"] = {
            "numero": arret.numero,
            "arrete_le": arret.arrete_le.isoformat(),
            "exercice_comptable": arret.exercice_comptable,
            "remplace": arret.remplace,
        }
    return write_canonique(donnees).encode()


def summarize_paie(instantane: Instantane) -> Instantane:
    """The snapshot with one expense of pay by category, bearer and period, holding what falls in it (R3).

    The periods are those of the closed statements and of this one, cut where one of them or a year begins or ends: an
    amount rounded cumulatively is the sum of its pieces, wherever it is cut.
    """
    dossier = instantane.dossier
    periodes = [(arrete.du, arrete.au) for arrete in dossier.decomptes] + [(instantane.du, instantane.au)]
    autres = (depense for depense in dossier.depenses if depense.nature not in PAIE)
    return replace(
        instantane, dossier=replace(dossier, depenses=(*_sum_paie(dossier, cut_at_bounds(periodes)), *autres))
    )


def cut_at_bounds(periodes: Iterable[Periode]) -> list[Periode]:
    """The days of the periods, cut wherever one of them or a year begins or ends.

    >>> arretes = (date(2021, 7, 1), date(2021, 9, 30)), (date(2021, 11, 1), date(2022, 1, 31))
    >>> [f"{a}/{b}" for a, b in cut_at_bounds(arretes)]
    ['2021-07-01/2021-09-30', '2021-11-01/2021-12-31', '2022-01-01/2022-01-31']
    """
    connues = list(periodes)
    annees = range(min(du.year for du, _ in connues) + 1, max(au.year for _, au in connues) + 1)
    debuts = {date(annee, 1, 1) for annee in annees}
    debuts |= {du for du, _ in connues} | {au + UN_JOUR for _, au in connues}
    morceaux = [(debut, suivant - UN_JOUR) for debut, suivant in pairwise(sorted(debuts))]
    return [(a, b) for a, b in morceaux if any(du <= a and b <= au for du, au in connues)]


def _sum_paie(dossier: Dossier, morceaux: list[Periode]) -> Iterable[Depense]:
    paie = [d for d in dossier.depenses if d.nature in PAIE and d.etat is EtatDepense.CONSTATE]
    for debut, fin in morceaux:
        totaux: dict[tuple[Nature, str | None], int] = {}
        for depense in paie:
            cle = depense.nature, depense.affectation
            retenu = spread(depense.montant, depense.debut, depense.fin, debut, fin).retenu
            totaux[cle] = totaux.get(cle, 0) + retenu
        for (nature, affectation), montant in totaux.items():
            if montant:
                yield Depense(nature.libelle, nature, montant, debut, fin, affectation)
