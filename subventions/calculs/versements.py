"""The instalments of a grant: how much is expected, and between which days (R10)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from communes.calculs import add_months
from conseiller.montants import round_half_away
from subventions.calculs.donnees import Subvention, Versement

CENT_POUR_CENT = 100_00


class Echeance(NamedTuple):
    """One expected instalment, in cents; both days are None while the grant that they depend on is not signed."""

    rang: int
    montant: int
    premier_jour: date | None
    dernier_jour: date | None


def compute_versements(subvention: Subvention) -> tuple[Echeance, ...]:
    """The instalments expected, in the order of their ranks (R10).

    Percentages are rounded cumulated, so that they always sum to the grant. A delay counts from the signature (R9):
    the first instalment may come any day within its delay, the others are due when theirs has run.

    >>> parts = enumerate((2000, 3000, 5000), 1)
    >>> versements = tuple(Versement(rang, part, None, 6 * rang, None, None, None) for rang, part in parts)
    >>> plan = Subvention("Plan", 3333333, date(2021, 6, 28), date(2021, 7, 1), date(2023, 6, 30), versements)
    >>> [echeance.montant for echeance in compute_versements(plan)]
    [666667, 1000000, 1666666]
    """
    echeances: list[Echeance] = []
    cumul = 0
    for versement in sorted(subvention.versements, key=lambda versement: versement.rang):
        montant = versement.montant_prevu or 0
        if versement.pourcentage is not None:
            avant = _take(subvention.montant, cumul)
            cumul += versement.pourcentage
            montant = _take(subvention.montant, cumul) - avant
        premier, dernier = _compute_jours(versement, subvention.signee_le, ouvre=not echeances)
        echeances.append(Echeance(versement.rang, montant, premier, dernier))
    return tuple(echeances)


def _take(montant: int, pourcentage: int) -> int:
    return round_half_away(montant * pourcentage, CENT_POUR_CENT)


def _compute_jours(versement: Versement, signee_le: date | None, *, ouvre: bool) -> tuple[date | None, date | None]:
    if versement.mois is None:
        return versement.prevu_le, versement.prevu_le
    if signee_le is None:
        return None, None
    echeance = add_months(signee_le, versement.mois)
    return (signee_le if ouvre else echeance), echeance
