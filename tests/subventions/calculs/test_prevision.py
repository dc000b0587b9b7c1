"""The forecast of a year: one formula with the statement, more expenses (R12, R18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given, reject

from subventions.calculs.decompte import compute_decompte
from subventions.calculs.donnees import Depense, Dossier, Tranche
from subventions.calculs.lecture import read_dossier
from subventions.calculs.prevision import (
    CoutPrevisionnel,
    PartPrevisionnelle,
    compute_acompte,
    compute_prevision,
    compute_prevision_periode,
    list_exercices,
)
from subventions.calculs.refus import CalculImpossible
from subventions.enums import EtatDepense, Methode, Nature
from tests.subventions.calculs.cas import load_cas
from tests.subventions.calculs.hasard import draw_dossier
from tests.subventions.calculs.test_proprietes import CALCUL, graines

JOUR = date(2021, 12, 1)


def load_dossier(nom: str = "heures-egales-prorata", **changements: object) -> Dossier:
    return replace(read_dossier(load_cas(nom)["dossier"]), **changements)


def expect(nature: Nature, montant: int, debut: date, fin: date, affectation: str | None = None) -> Depense:
    return Depense("Prévue", nature, montant, debut, fin, affectation, EtatDepense.PREVU)


def test_forecast_expenses_count_beside_the_actual_ones_and_partners_pay_in_advance():
    annee = date(2022, 1, 1), date(2022, 12, 31)
    reelle = replace(expect(Nature.CHARGES, 1_000_00, *annee), etat=EtatDepense.CONSTATE)
    dossier = load_dossier(
        depenses=(
            reelle,
            expect(Nature.REMUNERATION, 30_000_00, *annee),
            expect(Nature.CHARGES, 3_000_00, *annee),
            expect(Nature.EQUIPEMENT, 100_00, *annee, "54265"),
        )
    )
    prevision = compute_prevision(dossier, 2022, -10_00, 50_00, jour=JOUR)
    assert (prevision.annee, prevision.resultat.du, prevision.resultat.au) == (2022, *annee)
    assert prevision.couts == (
        CoutPrevisionnel(Nature.REMUNERATION, 0, 30_000_00),
        CoutPrevisionnel(Nature.CHARGES, 1_000_00, 3_000_00),
    )
    assert (prevision.constate, prevision.prevu, prevision.resultat.couts) == (1_000_00, 33_000_00, 34_000_00)
    assert (prevision.resultat.subvention, prevision.resultat.reste) == (25_000_00, 8_990_00)
    assert prevision.parts == (
        PartPrevisionnelle("54328", 2_247_50, 0),
        PartPrevisionnelle("54197", 2_247_50, 1_123_75),
        PartPrevisionnelle("54257", 2_247_50, 1_123_75),
        PartPrevisionnelle("54265", 2_347_50, 1_173_75),
    )


def test_expected_instalments_come_under_encaissement_except_those_set_aside():
    dossier = load_dossier(methode=Methode.ENCAISSEMENT)
    (subvention,) = dossier.subventions
    versements = tuple(replace(item, recu_le=None, montant_recu=None) for item in subvention.versements)
    attendue = replace(dossier, subventions=(replace(subvention, versements=versements),))

    def foresee(annee: int, **options: object) -> int:
        return compute_prevision(attendue, annee, 0, 0, **{"jour": date(2021, 7, 1), **options}).resultat.subvention

    assert [foresee(annee) for annee in (2021, 2022, 2023)] == [25_000_00, 25_000_00, 0]
    assert [foresee(annee, ecartes={(0, 2)}) for annee in (2021, 2022, 2023)] == [10_000_00, 25_000_00, 0]
    # What is late in 2022 is money of 2022: it did not come before.
    assert [foresee(annee, jour=date(2022, 2, 1)) for annee in (2021, 2022)] == [0, 50_000_00]


def test_the_prorata_does_not_wait_for_the_money():
    cas = load_dossier(depenses=())
    prevision = compute_prevision(cas, 2022, 0, 0, jour=JOUR)
    assert prevision.resultat == compute_decompte(cas, date(2022, 1, 1), date(2022, 12, 31))


@pytest.mark.parametrize("taux", [0, 33_33, 100_00])
def test_a_part_payment_never_exceeds_the_share_nor_pays_a_refund_in_advance(taux: int):
    assert compute_acompte(-1_000, taux) == compute_acompte(0, taux) == 0
    assert compute_acompte(10_01, taux) == 10_01 * taux // 100_00


def test_a_year_is_cut_at_the_first_day_and_at_the_last_one_with_hours():
    ouverte = load_dossier()
    fermee = load_dossier(tranches=(replace(ouverte.tranches[0], fin=date(2023, 6, 30)),))

    def bornes(dossier: Dossier, annee: int) -> tuple[str, str]:
        resultat = compute_prevision(dossier, annee, 0, 0, jour=JOUR).resultat
        return str(resultat.du), str(resultat.au)

    assert [bornes(fermee, annee) for annee in list_exercices(fermee)] == [
        ("2021-07-01", "2021-12-31"),
        ("2022-01-01", "2022-12-31"),
        ("2023-01-01", "2023-06-30"),
    ]
    assert bornes(ouverte, 2023) == ("2023-01-01", "2023-12-31")
    assert bornes(ouverte, 2024) == ("2024-01-01", "2024-12-31")


def test_the_years_follow_the_agreement_then_its_hours():
    solde = expect(Nature.REMUNERATION, 1_00, date(2024, 1, 10), date(2024, 1, 10))
    ouverte = load_dossier()
    assert list_exercices(load_dossier(depenses=())) == (2021, 2022, 2023)
    assert list_exercices(load_dossier(depenses=(solde,))) == (2021, 2022, 2023, 2024)
    fermee = replace(ouverte.tranches[0], fin=date(2023, 6, 30))
    assert list_exercices(load_dossier(depenses=(solde,), tranches=(fermee,))) == (2021, 2022, 2023)
    assert list_exercices(load_dossier(tranches=())) == ()


def close(dossier: Dossier) -> tuple[Tranche, ...]:
    return (replace(dossier.tranches[0], fin=date(2023, 6, 30)),)


REFUS = "Cette prévision ne peut pas être calculée\u00a0: "


@pytest.mark.parametrize(
    ("changements", "annee", "raison"),
    [
        ({"tranches": ()}, 2022, "la convention n’a aucune tranche d’heures. Ajoutez-en une."),
        ({}, 2020, "la convention court depuis le 1er juillet 2021, hors de 2020. Choisissez une autre année."),
        (
            {"tranches": close(load_dossier())},
            2024,
            "la convention court du 1er juillet 2021 au 30 juin 2023, hors de 2024. Choisissez une autre année.",
        ),
        ({}, 0, "la convention court depuis le 1er juillet 2021, hors de 0. Choisissez une autre année."),
        (
            {"debut": date(2021, 6, 1)},
            2021,
            "aucune tranche d’heures ne couvre le 1er juin 2021. Ajoutez une tranche, ou changez les dates.",
        ),
    ],
)
def test_a_year_that_cannot_be_foreseen_says_why(changements: dict[str, object], annee: int, raison: str):
    with pytest.raises(CalculImpossible) as refus:
        compute_prevision(load_dossier(**changements), annee, 0, 0, jour=JOUR)
    assert str(refus.value) == REFUS + raison


def test_closed_statements_are_left_alone():
    dossier = load_dossier("regularisation")
    assert dossier.decomptes
    prevision = compute_prevision(dossier, 2022, -5_00, 0, jour=JOUR)
    assert (prevision.resultat.regularisations, prevision.resultat.report_anterieur) == (None, -5_00)


@CALCUL
@given(graine=graines)
def test_a_forecast_is_the_statement_of_the_same_expenses_once_they_are_actual(graine: int):
    dossier = replace(read_dossier(draw_dossier(Random(graine))), methode=Methode.PRORATA, decomptes=())
    try:
        previsions = [compute_prevision(dossier, annee, 0, 33_33, jour=JOUR) for annee in list_exercices(dossier)]
    except CalculImpossible:
        reject()
    constatees = tuple(replace(depense, etat=EtatDepense.CONSTATE) for depense in dossier.depenses)
    for prevision in previsions:
        resultat = prevision.resultat
        assert resultat == compute_decompte(replace(dossier, depenses=constatees), resultat.du, resultat.au)
        assert prevision.constate + prevision.prevu == resultat.couts
        assert [part.montant for part in prevision.parts] == [part.total for part in resultat.parts]
        for commune, part in zip(dossier.communes, prevision.parts, strict=True):
            assert 0 <= part.acompte <= max(part.montant, 0)
            assert not (commune.employeuse and part.acompte)


def test_the_forecast_of_a_whole_year_is_that_of_its_days():
    dossier = load_dossier()
    prevision = compute_prevision(dossier, 2022, -10_00, 0, jour=JOUR)
    annee = date(2022, 1, 1), date(2022, 12, 31)
    assert compute_prevision_periode(dossier, *annee, -10_00, jour=JOUR) == prevision.resultat


def test_the_forecast_of_a_later_part_of_the_year_starts_from_what_the_first_days_leave():
    janvier, juin = date(2022, 1, 1), date(2022, 6, 30)
    dossier = load_dossier(depenses=(expect(Nature.EQUIPEMENT, 30_000_00, date(2022, 7, 1), date(2022, 12, 31)),))
    debut = compute_prevision_periode(dossier, janvier, juin, -100_00, jour=JOUR)
    fin = compute_prevision_periode(dossier, date(2022, 7, 1), date(2022, 12, 31), -100_00, jour=JOUR)
    assert debut.report_nouveau == -100_00 - debut.subvention
    assert (fin.report_anterieur, fin.reste) == (debut.report_nouveau, 30_000_00 - 25_000_00 - 100_00)
