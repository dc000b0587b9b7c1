"""Months, spans, coverage and identifiers at their edges."""

from __future__ import annotations

from datetime import date

import pytest

from communes.calculs import (
    add_months,
    check_siret,
    clip,
    close_spans,
    count_days,
    find_overlap,
    find_uncovered,
    format_jour,
    redistribute,
)


def day(texte: str) -> date:
    return date.fromisoformat(texte)


def span(texte: str) -> tuple[date, date]:
    debut, fin = texte.split("/")
    return day(debut), day(fin)


@pytest.mark.parametrize(
    ("origine", "mois", "attendu"),
    [
        ("2021-08-31", 6, "2022-02-28"),
        ("2021-08-31", 12, "2022-08-31"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2021-12-15", 1, "2022-01-15"),
        ("2021-01-31", 0, "2021-01-31"),
        ("2021-03-31", -1, "2021-02-28"),
    ],
)
def test_months_keep_the_day_or_take_the_last_of_the_month(origine: str, mois: int, attendu: str):
    assert add_months(day(origine), mois) == day(attendu)


def test_a_single_day_is_a_span_of_one():
    assert count_days(day("2022-01-01"), day("2022-01-01")) == 1


def test_spans_end_the_day_before_the_next_one():
    assert close_spans([], None) == []
    assert close_spans([day("2021-07-01"), day("2022-09-01")], day("2023-06-30")) == [
        span("2021-07-01/2022-08-31"),
        span("2022-09-01/2023-06-30"),
    ]


def test_clipping_keeps_what_lies_inside():
    janvier = span("2022-01-01/2022-01-31")
    assert clip(day("2021-07-01"), None, *janvier) == janvier
    assert clip(day("2022-01-31"), day("2022-03-01"), *janvier) == span("2022-01-31/2022-01-31")
    assert clip(day("2022-02-01"), None, *janvier) is None
    assert clip(day("2021-01-01"), day("2021-12-31"), *janvier) is None


@pytest.mark.parametrize(
    ("spans", "attendu"),
    [
        ([], "2022-01-01"),
        (["2022-01-01/2022-01-31"], None),
        (["2021-01-01/2023-01-01"], None),
        (["2022-01-02/2022-01-31"], "2022-01-01"),
        (["2022-01-01/2022-01-30"], "2022-01-31"),
        (["2022-01-15/2022-01-31", "2022-01-01/2022-01-14"], None),
        (["2022-01-16/2022-01-31", "2022-01-01/2022-01-14"], "2022-01-15"),
        (["2022-01-01/2022-01-20", "2022-01-02/2022-01-05", "2022-01-21/2022-02-01"], None),
    ],
)
def test_the_first_day_without_cover_is_found(spans: list[str], attendu: str | None):
    trouve = find_uncovered([span(texte) for texte in spans], day("2022-01-01"), day("2022-01-31"))
    assert trouve == (attendu and day(attendu))


def test_the_first_shared_day_is_found():
    assert find_overlap([span("2022-02-01/2022-02-28"), span("2022-01-01/2022-01-31")]) is None
    assert find_overlap([span("2022-01-31/2022-02-28"), span("2022-01-01/2022-01-31")]) == day("2022-01-31")


def test_days_are_written_in_french():
    assert format_jour(day("2022-08-01")) == "1er août 2022"
    assert format_jour(day("2022-02-11")) == "11 février 2022"


@pytest.mark.parametrize(
    ("siret", "juste"),
    [
        ("21540328800016", True),
        ("21540197700016", True),
        ("21540328800026", False),
        ("12540328800016", False),
        ("35600000000048", True),
        ("35600000049837", True),
        ("35600000049838", False),
        ("2154032880001", False),
        ("215403288000160", False),
        ("2154032880001\u0666", False),
        ("", False),
    ],
)
def test_the_key_of_a_siret_is_checked(siret: str, juste: bool):
    assert check_siret(siret) is juste


@pytest.mark.parametrize("quarts", [(2828, 800, 2000, 800), (1, 1, 1, 1), (3, 0, 0, 7), (5, 1, 0)])
def test_the_hours_of_who_leaves_go_to_the_others_without_loss(quarts: tuple[int, ...]):
    for sortant in range(len(quarts)):
        restantes = redistribute(quarts, sortant)
        assert (sum(restantes), restantes[sortant]) == (sum(quarts), 0)
        assert all(
            apres >= avant for rang, (avant, apres) in enumerate(zip(quarts, restantes, strict=True)) if rang != sortant
        )


def test_hours_go_to_nobody_when_nobody_else_has_any():
    with pytest.raises(ZeroDivisionError):
        redistribute([400, 0, 0], 0)
