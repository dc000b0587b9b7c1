"""Instalments: amounts by cumulated rounding, days counted from the signature (R9, R10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from subventions.calculs.decompte import compute_decompte
from subventions.calculs.donnees import Subvention, Versement
from subventions.calculs.lecture import read_dossier
from subventions.calculs.versements import Echeance, compute_versements, receive_attendus
from subventions.enums import Methode
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


REVERSEMENT = Versement(4, None, 0, None, date(2022, 9, 1), date(2022, 9, 15), -3_000_00)


def test_a_pay_back_is_an_instalment_of_nothing_received_below_zero():
    subvention = load_subvention("heures-egales-encaissement")
    rendue = replace(subvention, versements=(*subvention.versements, REVERSEMENT))
    assert compute_versements(rendue) == (
        *compute_versements(subvention),
        Echeance(4, 0, date(2022, 9, 1), date(2022, 9, 1)),
    )


def test_a_pay_back_raises_what_is_left_to_share_under_encaissement():
    dossier = read_dossier(load_cas("heures-egales-encaissement")["dossier"])
    rendue = replace(dossier.subventions[0], versements=(REVERSEMENT,))
    dossier = replace(dossier, subventions=(rendue,), depenses=(), methode=Methode.ENCAISSEMENT)
    resultat = compute_decompte(dossier, date(2022, 7, 1), date(2022, 12, 31))
    assert (resultat.subvention, resultat.reste) == (-3_000_00, 3_000_00)
    assert [part.total for part in resultat.parts] == [750_00] * 4


def test_only_what_is_expected_and_has_a_day_is_taken_as_received():
    subvention = load_subvention("heures-egales-prorata")
    recu = replace(subvention.versements[0], recu_le=date(2021, 7, 20), montant_recu=9_999_99)
    attendus = [replace(item, recu_le=None, montant_recu=None) for item in subvention.versements[1:]]
    ouverte = replace(subvention, versements=(recu, *attendus))

    def read_recus(subventions: tuple[Subvention, ...]) -> list[list[tuple[date | None, int | None]]]:
        return [[(item.recu_le, item.montant_recu) for item in une.versements] for une in subventions]

    premier = (date(2021, 7, 20), 9_999_99)
    deuxieme, troisieme = (date(2022, 1, 31), 15_000_00), (date(2022, 6, 28), 25_000_00)
    assert read_recus(receive_attendus((ouverte, ouverte), date(2022, 1, 31), {(1, 2)})) == [
        [premier, deuxieme, troisieme],
        [premier, (None, None), troisieme],
    ]
    assert receive_attendus((replace(ouverte, signee_le=None),), date(2022, 1, 31)) == (
        replace(ouverte, signee_le=None),
    )
