"""Amounts as machines and people write them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conseiller.montants import (
    apportion,
    format_court,
    format_decimal,
    format_euros,
    format_lettres,
    format_nombre,
    parse_montant,
    round_half_away,
)


@given(st.integers(-(10**14) + 1, 10**14 - 1))
def test_what_is_written_for_a_machine_is_read_back(centimes: int):
    assert parse_montant(format_decimal(centimes)) == centimes
    assert parse_montant(format_court(centimes)) == centimes


@pytest.mark.parametrize(
    "texte", ["", "1,00", "1e5", " 1", "1 ", "+1", "1.234", ".5", "1.", "٣", "1_0", "1" * 13, "1\n"]
)
def test_what_is_not_a_plain_decimal_is_refused(texte: str):
    with pytest.raises(ValueError, match="not an amount"):
        parse_montant(texte)


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**4))
def test_rounding_goes_half_away_from_zero(numerateur: int, denominateur: int):
    arrondi = round_half_away(numerateur, denominateur)
    ecart = abs(Fraction(numerateur, denominateur)) - abs(arrondi)
    assert -Fraction(1, 2) <= ecart < Fraction(1, 2)
    assert arrondi * numerateur >= 0


@pytest.mark.parametrize(
    ("centimes", "attendu"),
    [
        (0, "0,00_€"),
        (5, "0,05_€"),
        (99_999, "999,99_€"),
        (100_000, "1'000,00_€"),
        (123_456_789, "1'234'567,89_€"),
        (-123_456, "−1'234,56_€"),
    ],
)
def test_euros_are_written_with_french_spaces(centimes: int, attendu: str):
    assert format_euros(centimes) == attendu.replace("_", "\u00a0").replace("'", "\u202f")


@pytest.mark.parametrize(
    ("centiemes", "attendu"), [(40_000, "400"), (23_350, "233,50"), (160_700, "1'607"), (5, "0,05"), (0, "0")]
)
def test_hours_are_written_without_useless_decimals(centiemes: int, attendu: str):
    assert format_nombre(centiemes) == attendu.replace("'", "\u202f")


@pytest.mark.parametrize(
    ("centimes", "attendu"),
    [
        (0, "zéro euro"),
        (1, "un centime"),
        (80, "quatre-vingts centimes"),
        (100, "un euro"),
        (101, "un euro et un centime"),
        (7_121, "soixante et onze euros et vingt et un centimes"),
        (8_000, "quatre-vingts euros"),
        (20_000, "deux cents euros"),
        (20_100, "deux cent un euros"),
        (54_185, "cinq cent quarante et un euros et quatre-vingt-cinq centimes"),
        (100_000, "mille euros"),
        (8_000_000, "quatre-vingt mille euros"),
        (20_000_000, "deux cent mille euros"),
        (100_000_000, "un million d’euros"),
        (100_000_050, "un million d’euros et cinquante centimes"),
        (120_000_000, "un million deux cent mille euros"),
        (200_000_000, "deux millions d’euros"),
        (-195_795, "moins mille neuf cent cinquante-sept euros et quatre-vingt-quinze centimes"),
    ],
)
def test_amounts_are_spelled_in_french(centimes: int, attendu: str):
    assert format_lettres(centimes) == attendu


def test_an_exact_tie_goes_by_the_given_order():
    assert apportion(1, [1, 1], [1, 0]) == [(0, 1, 0), (0, 1, 1)]
    assert apportion(1, [1, 1], [0, 1]) == [(0, 1, 1), (0, 1, 0)]


def test_sharing_without_weights_is_a_fault():
    with pytest.raises(ZeroDivisionError):
        apportion(1, [0, 0], [0, 1])
