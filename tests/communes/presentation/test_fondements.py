"""The legal bases: whole, and matched with accounts that answer each other."""

from __future__ import annotations

from communes.enums import Imputation
from communes.presentation.fondements import COMPTES, FONDEMENTS


def test_each_way_of_entering_the_shares_has_its_mirror_accounts():
    assert {imputation: (employeur[:5], partenaire[:5]) for imputation, (employeur, partenaire) in COMPTES.items()} == {
        Imputation.MISE_A_DISPOSITION: ("70848", "6218,"),
        Imputation.FRAIS: ("70878", "62878"),
        Imputation.PARTICIPATION: ("74748", "65734"),
    }
    assert set(COMPTES) == set(Imputation)


def test_each_legal_basis_says_what_it_implies_and_what_to_beware_of():
    assert [(fondement.code, fondement.imputation) for fondement in FONDEMENTS] == [
        ("entente", Imputation.FRAIS),
        ("prestation", Imputation.FRAIS),
        ("mise-a-disposition", Imputation.MISE_A_DISPOSITION),
        ("participation", Imputation.PARTICIPATION),
    ]
    assert [
        fondement.code
        for fondement in FONDEMENTS
        if not (fondement.nom and fondement.texte and fondement.portee and all(fondement.avertissements))
    ] == []
    assert "Un agent contractuel en CDD ne peut pas être mis à disposition." in FONDEMENTS[2].avertissements
