"""Spreading an amount over its span by cumulated rounding (R3)."""

from __future__ import annotations

from datetime import date

from conseiller.montants import round_half_away
from subventions.calculs.resultat import Etalement


def spread(montant: int, debut: date, fin: date, du: date, au: date) -> Etalement:
    """What of `montant` (cents) over `[debut, fin]` belongs to the period `[du, au]` (R3).

    Both bounds are cumulated amounts counted from the first day and rounded once, half away from zero:
    consecutive periods always add up to `montant`, wherever the cuts are.

    >>> licence = 36500, date(2021, 11, 15), date(2022, 11, 14)
    >>> spread(*licence, date(2021, 10, 1), date(2022, 3, 31)).retenu
    13700
    """
    origine = debut.toordinal()
    total = fin.toordinal() - origine + 1
    jours_fin = min(max(au.toordinal() - origine + 1, 0), total)
    jours_avant = min(max(du.toordinal() - origine, 0), total)
    return Etalement(
        montant=montant,
        debut=debut,
        fin=fin,
        jours_total=total,
        jours_fin=jours_fin,
        cumul_fin=round_half_away(montant * jours_fin, total),
        jours_avant=jours_avant,
        cumul_avant=round_half_away(montant * jours_avant, total),
    )
