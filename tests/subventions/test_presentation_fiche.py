"""The finance sheet: accounts of both sides, by kind of body, quality of the share and year."""

from __future__ import annotations

import pytest

from communes.enums import Imputation, TypeOrganisme
from subventions.presentation.imputations import find_nomenclature, propose_charge, propose_produit


@pytest.mark.parametrize("imputation", list(Imputation))
@pytest.mark.parametrize("sien", list(TypeOrganisme))
@pytest.mark.parametrize("autre", list(TypeOrganisme))
def test_every_pair_of_bodies_has_an_account_of_income_and_one_of_expense(imputation, sien, autre):
    assert propose_produit(imputation, sien, autre)[0] == "7"
    assert propose_charge(imputation, sien, autre)[0] == "6"


def test_without_a_quality_nothing_is_proposed():
    assert (propose_produit("", "commune", "commune"), propose_charge("", "commune", "commune")) == ("", "")


def test_the_m57_comes_in_2024():
    assert [find_nomenclature("epci", annee) for annee in (2021, 2023, 2024)] == ["M14", "M14", "M57"]
