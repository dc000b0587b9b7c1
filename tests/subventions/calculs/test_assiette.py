"""Pay against the grant: what may have to go back to the State."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given

from subventions.calculs.assiette import Assiette, ControleAssiette, check_assiette, is_eligible
from subventions.calculs.donnees import Depense, Dossier
from subventions.calculs.lecture import read_dossier
from subventions.enums import EtatDepense, Nature
from tests.subventions.calculs.cas import load_cas
from tests.subventions.calculs.hasard import draw_dossier
from tests.subventions.calculs.test_proprietes import CALCUL, graines

DEBUT, FIN = date(2021, 7, 1), date(2023, 6, 30)


def load_dossier(*depenses: Depense) -> Dossier:
    return replace(read_dossier(load_cas("heures-egales-prorata")["dossier"]), depenses=depenses)


def pay(montant: int, debut: date, fin: date, etat: EtatDepense = EtatDepense.CONSTATE) -> Depense:
    return Depense("Paie", Nature.REMUNERATION, montant, debut, fin, None, etat)


@pytest.mark.parametrize("nature", Nature)
def test_pay_and_its_charges_are_eligible_unless_the_line_says_otherwise(nature: Nature):
    depense = Depense("Ligne", nature, 1_00, DEBUT, FIN, None)
    par_defaut = nature in {Nature.REMUNERATION, Nature.CHARGES}
    reponses = [is_eligible(replace(depense, eligible=eligible)) for eligible in (None, True, False)]
    assert reponses == [par_defaut, True, False]


def test_pay_is_compared_with_the_grant_to_this_day_and_over_the_term():
    dossier = load_dossier(
        pay(7_300_00, DEBUT, date(2022, 6, 30)),
        pay(45_000_00, date(2022, 7, 1), FIN, EtatDepense.PREVU),
        replace(pay(9_000_00, DEBUT, DEBUT), nature=Nature.EQUIPEMENT),
        pay(1_000_00, date(2023, 7, 1), date(2023, 7, 31)),
    )
    controle = check_assiette(dossier, date(2021, 7, 31))
    assert controle == ControleAssiette(
        Assiette(DEBUT, date(2021, 7, 31), 620_00, 2_123_29), Assiette(DEBUT, FIN, 52_300_00, 50_000_00)
    )
    assert controle is not None
    assert controle.a_ce_jour is not None
    assert (controle.a_ce_jour.ecart, controle.a_ce_jour.insuffisante) == (-1_503_29, True)
    assert (controle.au_terme.ecart, controle.au_terme.insuffisante) == (2_300_00, False)


def test_pay_that_equals_the_grant_is_enough():
    controle = check_assiette(load_dossier(pay(50_000_00, DEBUT, FIN)), FIN)
    assert controle is not None
    assert controle.a_ce_jour == controle.au_terme == Assiette(DEBUT, FIN, 50_000_00, 50_000_00)
    assert (controle.au_terme.ecart, controle.au_terme.insuffisante) == (0, False)


def test_nothing_is_compared_without_a_grant_nor_before_its_first_day():
    dossier = load_dossier(pay(100_00, date(2021, 6, 1), date(2021, 7, 30)))
    assert check_assiette(replace(dossier, subventions=()), FIN) is None
    controle = check_assiette(dossier, date(2021, 6, 30))
    assert controle == ControleAssiette(None, Assiette(DEBUT, FIN, 50_00, 50_000_00))


@CALCUL
@given(graine=graines)
def test_after_the_term_both_comparisons_agree_but_for_the_forecast(graine: int):
    dossier = read_dossier(draw_dossier(Random(graine)))
    controle = check_assiette(dossier, date(2030, 1, 1))
    if controle is None:
        assert dossier.subventions == ()
        return
    assert controle.au_terme.subvention == sum(subvention.montant for subvention in dossier.subventions)
    reelles = tuple(item for item in dossier.depenses if item.etat is EtatDepense.CONSTATE)
    constate = check_assiette(replace(dossier, depenses=reelles), date(2030, 1, 1))
    assert constate is not None
    assert controle.a_ce_jour == constate.a_ce_jour == constate.au_terme
