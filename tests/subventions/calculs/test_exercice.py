"""The end of a year: uncovered days, what is to be attached, the share of a surplus."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subventions.calculs.appels import AjustementConvenu, Demande
from subventions.calculs.decompte import compute_decompte
from subventions.calculs.donnees import DecompteArrete
from subventions.calculs.exercice import compute_rattachement, list_uncovered, propose_solde
from subventions.calculs.lecture import read_dossier
from subventions.calculs.resultat import PartCommune
from subventions.enums import Methode
from tests.subventions.calculs.cas import load_cas
from tests.subventions.calculs.test_changements import FACTURE

AOUT = date(2021, 8, 1), date(2021, 8, 31)
SEMESTRE = date(2021, 7, 1), date(2021, 12, 31)
DOSSIER = read_dossier(load_cas("heures-egales-prorata")["dossier"])
LUDRES = DOSSIER.communes[0].insee
CODES = [commune.insee for commune in DOSSIER.communes]


@pytest.mark.parametrize(
    ("prises", "libres"),
    [
        ([], [SEMESTRE]),
        ([SEMESTRE], []),
        (
            [(date(2021, 8, 1), date(2021, 8, 31))],
            [(date(2021, 7, 1), date(2021, 7, 31)), (date(2021, 9, 1), SEMESTRE[1])],
        ),
        ([(date(2020, 1, 1), date(2022, 12, 31))], []),
        ([(date(2022, 1, 1), date(2022, 12, 31))], [SEMESTRE]),
    ],
)
def test_the_days_that_no_statement_holds(prises, libres):
    assert list_uncovered(prises, *SEMESTRE) == tuple(libres)


def test_without_a_closed_statement_the_whole_share_is_to_be_attached():
    lignes = compute_rattachement(DOSSIER, *SEMESTRE, Demande(acomptes={CODES[1]: 500_00}), LUDRES)
    parts = {part.insee: part.total for part in compute_decompte(DOSSIER, *SEMESTRE).parts}
    assert {ligne.insee: ligne.part for ligne in lignes} == parts
    assert [ligne.total - parts[ligne.insee] for ligne in lignes] == [0, -500_00, 0, 0]
    assert [ligne.employeuse for ligne in lignes] == [True, False, False, False]


def test_once_all_is_closed_only_what_changed_is_to_be_attached():
    resultat = compute_decompte(DOSSIER, *SEMESTRE)
    parts = {part.insee: part.total for part in resultat.parts}
    arrete = DecompteArrete("2021-001", *SEMESTRE, Methode.PRORATA, parts, {}, 0)
    dossier = replace(DOSSIER, depenses=(*DOSSIER.depenses, FACTURE), decomptes=(arrete,))
    convenu = AjustementConvenu("Geste", "", SEMESTRE[1], {CODES[0]: 10_00, CODES[1]: -10_00})
    demande = Demande(reportes={CODES[2]: 3_00}, ajustements=(convenu,))
    lignes = compute_rattachement(dossier, *SEMESTRE, demande, LUDRES)
    assert {ligne.part for ligne in lignes} == {0}
    assert sum(ligne.regularisation for ligne in lignes) == 100_00
    assert [(ligne.ajustement, ligne.reporte) for ligne in lignes] == [(10_00, 0), (-10_00, 0), (0, 3_00), (0, 0)]


def test_the_days_left_stand_on_the_report_of_the_closed_ones():
    trimestre = date(2021, 7, 1), date(2021, 9, 30)
    resultat = compute_decompte(DOSSIER, *trimestre)
    parts = {part.insee: part.total for part in resultat.parts}
    arrete = DecompteArrete("2021-001", *trimestre, Methode.PRORATA, parts, {}, resultat.report_nouveau)
    dossier = replace(DOSSIER, decomptes=(arrete,))
    reste = compute_decompte(dossier, date(2021, 10, 1), date(2021, 12, 31))
    lignes = compute_rattachement(dossier, *SEMESTRE, Demande(), LUDRES)
    assert {ligne.insee: ligne.part for ligne in lignes} == {part.insee: part.total for part in reste.parts}


def test_what_changed_under_closed_statements_counts_in_the_open_year_only():
    parts = {part.insee: part.total for part in compute_decompte(DOSSIER, *SEMESTRE).parts}
    arrete = DecompteArrete("2021-001", *SEMESTRE, Methode.PRORATA, parts, {}, 0)
    dossier = replace(DOSSIER, depenses=(*DOSSIER.depenses, FACTURE), decomptes=(arrete,))
    convenu = AjustementConvenu("Geste", "", SEMESTRE[1], {CODES[0]: 10_00, CODES[1]: -10_00})
    demande = Demande(reportes={CODES[2]: 3_00}, ajustements=(convenu,))
    lignes = compute_rattachement(dossier, *SEMESTRE, demande, LUDRES, ouvert=False)
    assert {ligne.total for ligne in lignes} == {0}


def test_a_year_stands_on_the_surplus_of_the_one_before_even_when_nothing_is_closed():
    dossier = replace(DOSSIER, depenses=tuple(une for une in DOSSIER.depenses if une.debut > SEMESTRE[1]))
    excedent = compute_decompte(dossier, *SEMESTRE).report_nouveau
    assert excedent < 0
    annee = date(2022, 1, 1), date(2022, 12, 31)
    attendues = compute_decompte(dossier, *annee, report=excedent)
    lignes = compute_rattachement(dossier, *annee, Demande(), LUDRES)
    assert {ligne.insee: ligne.part for ligne in lignes} == {part.insee: part.total for part in attendues.parts}


def make_parts(cles: list[int]) -> list[PartCommune]:
    return [PartCommune(str(rang), cle, 0, 0, 0, 0) for rang, cle in enumerate(cles)]


def test_the_leaver_is_given_its_share_of_the_surplus_and_the_others_bear_it():
    assert propose_solde(100_00, make_parts([100, 100, 200]), "2") == {"2": -50_00, "0": 25_00, "1": 25_00}
    assert propose_solde(0, make_parts([100, 100]), "1") == {}
    assert propose_solde(100_00, make_parts([0, 100]), "1") == {}
    assert propose_solde(100_00, make_parts([100, 0]), "1") == {}


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=2, max_size=8), st.data())
def test_a_proposed_balance_sums_to_zero_and_takes_no_more_than_the_surplus(excedent, cles, data):
    sortante = str(data.draw(st.integers(0, len(cles) - 1)))
    proposition = propose_solde(excedent, make_parts(cles), sortante)
    assert sum(proposition.values()) == 0
    assert 0 <= -proposition.get(sortante, 0) <= excedent
    assert all(montant >= 0 for code, montant in proposition.items() if code != sortante)
