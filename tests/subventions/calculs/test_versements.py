"""Instalments: amounts by cumulated rounding, days counted from the signature (R9, R10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from subventions.calculs.donnees import Subvention
from subventions.calculs.lecture import read_dossier
from subventions.calculs.versements import Echeance, compute_versements
from tests.subventions.calculs.cas import load_cas


def load_subvention(nom: str) -> Subvention:
    return read_dossier(load_cas(nom)["dossier"]).subventions[0]


def test_the_grant_of_the_act_is_expected_in_a_window_then_on_two_days():
    assert compute_versements(load_subvention("heures-egales-prorata")) == (
        Echeance(1, 10_000_00, date(2021, 6, 28), date(2021, 7, 28)),
        Echeance(2, 15_000_00, date(2021, 12, 28), date(2021, 12, 28)),
        Echeance(3, 25_000_00, date(2022, 6, 28), date(2022, 6, 28)),
    )


def test_amounts_and_dates_may_be_set_one_by_one():
    assert compute_versements(load_subvention("trente-six-mois-prorata")) == (
        Echeance(1, 17_500_00, date(2023, 2, 28), date(2023, 2, 28)),
        Echeance(2, 12_500_00, date(2024, 1, 31), date(2024, 1, 31)),
        Echeance(3, 12_500_00, date(2025, 1, 31), date(2025, 1, 31)),
    )


def test_a_grant_that_does_not_divide_gives_its_odd_cent_to_the_rounding_of_the_cumul():
    subvention = replace(load_subvention("heures-egales-prorata"), montant=33_333_33)
    assert [echeance.montant for echeance in compute_versements(subvention)] == [6_666_67, 10_000_00, 16_666_66]


def test_an_unsigned_grant_has_amounts_but_no_days():
    subvention = replace(load_subvention("heures-egales-prorata"), signee_le=None)
    assert {echeance[2:] for echeance in compute_versements(subvention)} == {(None, None)}
