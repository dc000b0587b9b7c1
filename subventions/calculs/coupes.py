"""Where a period is cut (R11, R15), and what touches which period."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import accumulate, pairwise
from typing import TypeVar

from communes.calculs import UN_JOUR
from subventions.calculs.donnees import Tranche

Element = TypeVar("Element")
Periode = tuple[date, date]


def cut_exercices(du: date, au: date) -> tuple[Periode, ...]:
    """Cut a period at every 31 December: one statement belongs to one financial year (R11).

    >>> [f"{a}/{b}" for a, b in cut_exercices(date(2021, 10, 1), date(2022, 3, 31))]
    ['2021-10-01/2021-12-31', '2022-01-01/2022-03-31']
    """
    return cut_periode(du, au, [date(annee, 12, 31) for annee in range(du.year, au.year)])


def cut_retraits(tranches: Sequence[Tranche], du: date, au: date) -> tuple[Periode, ...]:
    """Cut a period at the last day of each commune that leaves, else it would pay for what came after it (R15).

    A commune leaves when it had hours in a slice and has none in the next one. `tranches` are sorted by date.
    """
    sorties = [
        apres.debut - UN_JOUR
        for avant, apres in pairwise(tranches)
        if any(heures and not apres.heures.get(insee, 0) for insee, heures in avant.heures.items())
    ]
    return cut_periode(du, au, sorties)


def cut_periode(du: date, au: date, derniers_jours: Iterable[date]) -> tuple[Periode, ...]:
    """Cut a period after each of the given days, those outside it being ignored."""
    fins = [*sorted({jour for jour in derniers_jours if du <= jour < au}), au]
    return tuple(zip([du, *(fin + UN_JOUR for fin in fins[:-1])], fins, strict=True))


def group_by_periode(periodes: Sequence[Periode], elements: Iterable[tuple[Periode, Element]]) -> list[list[Element]]:
    """For each period, the elements whose span touches it, in their own order.

    Each element looks its periods up by bisection, so that a long chain of statements costs no more than it reads.
    """
    ordre = sorted(range(len(periodes)), key=lambda rang: periodes[rang])
    debuts = [periodes[rang][0] for rang in ordre]
    fins = [periodes[rang][1] for rang in ordre]
    fins_atteintes = list(accumulate(fins, max))
    groupes: list[list[Element]] = [[] for _ in periodes]
    for (debut, fin), element in elements:
        for position in range(bisect_left(fins_atteintes, debut), bisect_right(debuts, fin)):
            if fins[position] >= debut:
                groupes[ordre[position]].append(element)
    return groupes
