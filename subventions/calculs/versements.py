"""The instalments of a grant: how much is expected, and between which days (R10)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from communes.calculs import add_months
from conseiller.montants import CENT_POUR_CENT, round_half_away
from subventions.calculs.donnees import Subvention, Versement


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


def receive_attendus(
    subventions: Sequence[Subvention], jour: date, ecartes: Collection[tuple[int, int]] = ()
) -> tuple[Subvention, ...]:
    """The grants as if every instalment still expected on `jour` came: forecasts read them, statements never (R18).

    It comes on the last day of its window, or on `jour` when it is late; without a day it does not come. `ecartes`:
    the suspended and cancelled ones, as (place of the grant counted from 0, rank of the instalment).

    >>> versements = (Versement(1, None, 1000000, None, date(2021, 7, 28), None, None),)
    >>> plan = Subvention("Plan", 1000000, None, date(2021, 7, 1), date(2023, 6, 30), versements)
    >>> [attendue.versements[0].recu_le for attendue in receive_attendus([plan, plan], date(2021, 7, 1), {(0, 1)})]
    [None, datetime.date(2021, 7, 28)]
    """
    return tuple(
        _receive(subvention, jour, {rang for place, rang in ecartes if place == ordre})
        for ordre, subvention in enumerate(subventions)
    )


def _receive(subvention: Subvention, jour: date, ecartes: Collection[int]) -> Subvention:
    echeances = {echeance.rang: echeance for echeance in compute_versements(subvention)}
    versements = []
    for versement in subvention.versements:
        echeance = echeances[versement.rang]
        if versement.recu_le is None and echeance.dernier_jour is not None and versement.rang not in ecartes:
            recu_le = max(echeance.dernier_jour, jour)
            versement = replace(versement, recu_le=recu_le, montant_recu=echeance.montant)
        versements.append(versement)
    return replace(subvention, versements=tuple(versements))


def _take(montant: int, pourcentage: int) -> int:
    return round_half_away(montant * pourcentage, CENT_POUR_CENT)


def _compute_jours(versement: Versement, signee_le: date | None, *, ouvre: bool) -> tuple[date | None, date | None]:
    if versement.mois is None:
        return versement.prevu_le, versement.prevu_le
    if signee_le is None:
        return None, None
    echeance = add_months(signee_le, versement.mois)
    return (signee_le if ouvre else echeance), echeance
