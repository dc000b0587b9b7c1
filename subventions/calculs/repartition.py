"""What no statement has taken: the expenses "jamais réparties", always listed (R17)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from communes.calculs import UN_JOUR
from subventions.calculs.coupes import Periode, group_by_periode
from subventions.calculs.donnees import Depense
from subventions.calculs.etalement import spread
from subventions.enums import EtatDepense


@dataclass(frozen=True, slots=True)
class NonReparti:
    """What is left of one actual expense, in cents, once the given periods have taken their part."""

    depense: Depense
    montant: int


def list_non_repartis(depenses: Iterable[Depense], periodes: Iterable[Periode]) -> tuple[NonReparti, ...]:
    """The actual expenses that the periods do not take whole, with what is left of each (R17, R18).

    `periodes`: those of the statements already made, in any order; a day that two of them share counts once.
    """
    prises = merge_periodes(periodes)
    constatees = [depense for depense in depenses if depense.etat is EtatDepense.CONSTATE]
    restes = [depense.montant for depense in constatees]
    touches = [((depense.debut, depense.fin), rang) for rang, depense in enumerate(constatees)]
    for periode, rangs in zip(prises, group_by_periode(prises, touches), strict=True):
        for rang in rangs:
            depense = constatees[rang]
            restes[rang] -= spread(depense.montant, depense.debut, depense.fin, *periode).retenu
    return tuple(NonReparti(depense, reste) for depense, reste in zip(constatees, restes, strict=True) if reste)


def merge_periodes(periodes: Iterable[Periode]) -> list[Periode]:
    """The same days as disjoint periods, sorted."""
    disjointes: list[tuple[date, date]] = []
    for du, au in sorted(periodes):
        if disjointes and du <= disjointes[-1][1] + UN_JOUR:
            disjointes[-1] = disjointes[-1][0], max(disjointes[-1][1], au)
        else:
            disjointes.append((du, au))
    return disjointes
