"""The cash advanced month after month, against the plain sum of every movement."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

from hypothesis import given

from communes.calculs import UN_JOUR, add_months
from subventions.calculs.donnees import Cofinancement, Depense, Dossier, Subvention, Versement
from subventions.calculs.etalement import spread
from subventions.calculs.lecture import read_dossier
from subventions.calculs.tresorerie import MoisTresorerie, compute_tresorerie, count_non_encaisse, keep_trimestres
from subventions.calculs.versements import compute_versements
from subventions.enums import EtatDepense, Nature
from tests.subventions.calculs.cas import load_cas
from tests.subventions.calculs.hasard import draw_dossier
from tests.subventions.calculs.test_proprietes import CALCUL, graines, jours


def load_dossier(**changements: object) -> Dossier:
    dossier = read_dossier(load_cas("heures-egales-prorata")["dossier"])
    return replace(dossier, debut=date(2021, 7, 1), fin=date(2021, 9, 30), **changements)


def pay(montant: int, debut: date, fin: date, etat: EtatDepense = EtatDepense.CONSTATE) -> Depense:
    return Depense("Paie", Nature.REMUNERATION, montant, debut, fin, None, etat)


def receive_premier(dossier: Dossier, montant: int, le: date) -> Dossier:
    """The dossier whose first instalment alone exists, received."""
    (subvention,) = dossier.subventions
    premier = replace(subvention.versements[0], recu_le=le, montant_recu=montant)
    return replace(dossier, subventions=(replace(subvention, versements=(premier,)),))


def test_kept_months_are_three_apart_and_end_with_the_last_one():
    mois = compute_tresorerie(replace(load_dossier(depenses=()), fin=date(2022, 6, 30)), date(2021, 7, 1))
    kept = {nombre: [mois.index(un) + 1 for un in keep_trimestres(mois[:nombre])] for nombre in range(1, 9)}
    assert kept == {1: [1], 2: [2], 3: [3], 4: [4], 5: [5], 6: [3, 6], 7: [3, 7], 8: [3, 8]}


def test_each_month_cumulates_what_is_spent_and_what_has_come():
    depenses = (
        pay(92_00, date(2021, 7, 1), date(2021, 9, 30)),
        pay(500_00, date(2021, 9, 15), date(2021, 9, 15), EtatDepense.PREVU),
    )
    aides = (Cofinancement("Département", 61_00, date(2021, 8, 1), date(2021, 9, 30)),)
    dossier = receive_premier(load_dossier(depenses=depenses, cofinancements=aides), 100_00, date(2021, 8, 10))
    mois = compute_tresorerie(dossier, date(2021, 8, 31))
    assert mois == (
        MoisTresorerie(date(2021, 7, 1), 31_00, 0, 0, 0, previsionnel=False),
        MoisTresorerie(date(2021, 8, 1), 62_00, 0, 131_00, 0, previsionnel=False),
        MoisTresorerie(date(2021, 9, 1), 592_00, 500_00, 161_00, 0, previsionnel=True),
    )
    assert [un.avance for un in mois] == [31_00, -69_00, 431_00]


def test_an_expected_instalment_is_forecast_money_and_a_late_one_has_not_come_yet():
    (subvention,) = load_dossier().subventions
    attendus = tuple(replace(item, recu_le=None, montant_recu=None) for item in subvention.versements[:1])
    dossier = load_dossier(depenses=(), subventions=(replace(subvention, versements=attendus),))

    def recettes(jour: date, **options: object) -> list[tuple[int, int]]:
        mois = compute_tresorerie(dossier, jour, **options)
        return [(un.recettes, un.recettes_prevues) for un in mois]

    prevu, rien = (10_000_00, 10_000_00), (0, 0)
    assert recettes(date(2021, 7, 1)) == [prevu, prevu, prevu]
    assert recettes(date(2021, 8, 5)) == [rien, prevu, prevu]
    assert recettes(date(2021, 10, 1)) == [rien, rien, rien, prevu]
    assert recettes(date(2021, 7, 1), ecartes={(0, 1)}) == [rien, rien, rien]


def test_a_pay_back_is_a_negative_receipt():
    dossier = receive_premier(load_dossier(depenses=()), -2_000_00, date(2021, 8, 10))
    assert [un.recettes for un in compute_tresorerie(dossier, date(2021, 9, 1))] == [0, -2_000_00, -2_000_00]


def test_months_go_on_as_long_as_something_moves_and_what_came_before_is_in_the_first_one():
    depenses = (
        pay(10_00, date(2021, 5, 1), date(2021, 5, 31)),
        pay(7_00, date(2023, 1, 31), date(2023, 1, 31)),
    )
    mois = compute_tresorerie(load_dossier(depenses=depenses, subventions=()), date(2021, 7, 1))
    assert (len(mois), mois[0].depenses, mois[-1].mois, mois[-1].depenses) == (19, 10_00, date(2023, 1, 1), 17_00)
    lointain = replace(load_dossier(depenses=(pay(1_00, date(2021, 7, 1), date.max),)), debut=date(9999, 9, 1))
    assert [un.mois for un in compute_tresorerie(lointain, date(2021, 7, 1))][-1] == date(9999, 12, 1)


def sum_naively(dossier: Dossier, fin: date, jour: date) -> tuple[int, int, int, int]:
    """Everything spent and received up to a day, one movement after the other."""
    recus = prevus = 0
    for subvention in dossier.subventions:
        echeances = {echeance.rang: echeance for echeance in compute_versements(subvention)}
        for versement in subvention.versements:
            dernier = echeances[versement.rang].dernier_jour
            if versement.recu_le is not None and versement.recu_le <= fin:
                recus += versement.montant_recu or 0
            if versement.recu_le is None and dernier is not None and max(dernier, jour) <= fin:
                prevus += echeances[versement.rang].montant
    depenses = {
        etat: sum(
            spread(depense.montant, depense.debut, depense.fin, date.min, fin).cumul_fin
            for depense in dossier.depenses
            if depense.etat is etat
        )
        for etat in EtatDepense
    }
    aides = sum(spread(a.montant, a.debut, a.fin, date.min, fin).cumul_fin for a in dossier.cofinancements)
    return sum(depenses.values()), depenses[EtatDepense.PREVU], recus + prevus + aides, prevus


@CALCUL
@given(graine=graines, jour=jours)
def test_every_month_is_the_plain_sum_and_the_last_one_is_the_whole(graine: int, jour: date):
    dossier = read_dossier(draw_dossier(Random(graine)))
    mois = compute_tresorerie(dossier, jour)
    for rang, un in enumerate(mois):
        assert un.mois == add_months(dossier.debut.replace(day=1), rang)
        dernier = add_months(un.mois, 1) - UN_JOUR
        assert (un.depenses, un.depenses_prevues, un.recettes, un.recettes_prevues) == sum_naively(
            dossier, dernier, jour
        )
        assert un.previsionnel is (un.mois > jour)
    assert mois[-1].depenses == sum(depense.montant for depense in dossier.depenses)


def test_what_is_acquired_and_not_received_counts_up_to_the_day_and_is_never_negative():
    versement = Versement(1, None, 100_00, None, date(2021, 7, 20), date(2021, 7, 20), 100_00)
    plan = Subvention("Plan", 365_00, None, date(2021, 7, 1), date(2022, 6, 30), (versement,))
    assert count_non_encaisse([plan], date(2021, 6, 30)) == 0
    assert count_non_encaisse([plan], date(2021, 7, 19)) == 19_00
    assert count_non_encaisse([plan], date(2021, 7, 20)) == 0
    assert count_non_encaisse([plan], date(2022, 6, 30)) == 265_00
