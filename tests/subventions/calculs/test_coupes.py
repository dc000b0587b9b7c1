"""Where periods are cut, and what no period has taken (R11, R15, R17)."""

from __future__ import annotations

from datetime import date
from random import Random

from subventions.calculs.coupes import cut_exercices, cut_retraits, group_by_periode
from subventions.calculs.lecture import read_dossier
from subventions.calculs.repartition import list_non_repartis
from tests.subventions.calculs.cas import load_cas

JANVIER, FEVRIER = (date(2022, 1, 1), date(2022, 1, 31)), (date(2022, 2, 1), date(2022, 2, 28))


def test_a_period_inside_one_financial_year_is_not_cut():
    assert cut_exercices(*JANVIER) == (JANVIER,)
    assert cut_exercices(date(2021, 12, 31), date(2021, 12, 31)) == ((date(2021, 12, 31), date(2021, 12, 31)),)


def test_a_period_over_three_years_is_cut_at_each_31_december():
    assert cut_exercices(date(2021, 12, 31), date(2023, 1, 1)) == (
        (date(2021, 12, 31), date(2021, 12, 31)),
        (date(2022, 1, 1), date(2022, 12, 31)),
        (date(2023, 1, 1), date(2023, 1, 1)),
    )


def test_a_period_is_cut_on_the_last_day_of_a_commune_that_leaves():
    tranches = read_dossier(load_cas("retrait-avant-la-sortie")["dossier"]).tranches
    assert cut_retraits(tranches, date(2022, 1, 1), date(2022, 6, 30)) == (
        (date(2022, 1, 1), date(2022, 4, 15)),
        (date(2022, 4, 16), date(2022, 6, 30)),
    )
    assert cut_retraits(tranches, date(2022, 4, 16), date(2022, 6, 30)) == ((date(2022, 4, 16), date(2022, 6, 30)),)


def test_an_amendment_without_exit_cuts_nothing():
    tranches = read_dossier(load_cas("avenant-en-cours-d-annee")["dossier"]).tranches
    assert len(cut_retraits(tranches, date(2022, 1, 1), date(2022, 12, 31))) == 1


def test_grouping_finds_the_same_elements_as_looking_at_every_pair():
    hasard = Random(2)

    def draw() -> tuple[date, date]:
        debut = date(2022, 1, 1).toordinal() + hasard.randrange(60)
        return date.fromordinal(debut), date.fromordinal(debut + hasard.randrange(20))

    for _ in range(300):
        periodes = [draw() for _ in range(hasard.randrange(5))]
        elements = [(draw(), rang) for rang in range(hasard.randrange(6))]
        assert group_by_periode(periodes, elements) == [
            [rang for (debut, fin), rang in elements if debut <= au and fin >= du] for du, au in periodes
        ]


def test_expenses_are_listed_for_what_no_statement_has_taken():
    dossier = read_dossier(load_cas("prevu-exclu")["dossier"])
    salaire, _, deplacements = dossier.depenses
    assert [(reste.depense, reste.montant) for reste in list_non_repartis(dossier.depenses, [])] == [
        (salaire, 14_412_06),
        (deplacements, 84_30),
    ]
    # 59 days of 181 are taken, whatever the order and the overlaps of the statements.
    restes = [reste.montant for reste in list_non_repartis(dossier.depenses, [FEVRIER, JANVIER, JANVIER])]
    assert restes == [9_714_21, 56_82]
    assert list_non_repartis(dossier.depenses, [(date(2021, 7, 1), date(2022, 6, 30))]) == ()
