"""The models of grants: their instalments make the grant."""

from __future__ import annotations

from datetime import date

import pytest

from communes.calculs import UN_JOUR, add_months
from subventions.calculs.baremes import BAREMES, Bareme
from subventions.calculs.donnees import Subvention
from subventions.calculs.versements import compute_versements

SIGNATURE = date(2021, 6, 28)


def read_echeances(bareme: Bareme) -> list[tuple[int, date | None]]:
    fin = add_months(SIGNATURE, bareme.mois) - UN_JOUR
    subvention = Subvention(bareme.libelle, bareme.montant, SIGNATURE, SIGNATURE, fin, bareme.versements)
    return [(echeance.montant, echeance.dernier_jour) for echeance in compute_versements(subvention)]


def test_the_wave_of_2021_is_paid_as_the_act_says():
    bareme = BAREMES["2021-public"]
    assert (bareme.montant, bareme.mois) == (50_000_00, 24)
    assert read_echeances(bareme) == [
        (10_000_00, date(2021, 7, 28)),
        (15_000_00, date(2021, 12, 28)),
        (25_000_00, date(2022, 6, 28)),
    ]


@pytest.mark.parametrize(
    ("code", "mois", "montants"),
    [
        ("2021-prive", 18, []),
        ("2023-public", 36, [17_500_00, 12_500_00, 12_500_00]),
        ("2023-public-bonifie", 36, [20_000_00, 17_500_00, 12_500_00]),
        ("2023-prive", 36, [20_000_00, 14_000_00, 10_000_00]),
    ],
)
def test_dates_that_nobody_publishes_are_left_to_be_typed(code: str, mois: int, montants: list[int]):
    bareme = BAREMES[code]
    assert (bareme.mois, read_echeances(bareme)) == (mois, [(montant, None) for montant in montants])


@pytest.mark.parametrize("bareme", BAREMES.values(), ids=BAREMES)
def test_each_model_sums_to_its_grant_and_says_where_it_comes_from(bareme: Bareme):
    montants = [montant for montant, _ in read_echeances(bareme)]
    assert sum(montants) == bareme.montant or bareme.versements == ()
    assert bareme.source
    assert bareme.a_verifier
