"""Dates of a workshop: once, every week, or free; and weeks as addresses name them."""

from __future__ import annotations

import re
from datetime import date, timedelta

SEMAINE = timedelta(days=7)
# Of this century: the weeks around the first and the last year of a calendar have no name.
ADRESSE = re.compile(r"(20[0-9]{2})-W([0-9]{2})")


def list_semaines(premiere: date, nombre: int) -> list[date]:
    """The same day of `nombre` weeks in a row.

    >>> list_semaines(date(2026, 12, 22), 2)
    [datetime.date(2026, 12, 22), datetime.date(2026, 12, 29)]
    """
    return [premiere + rang * SEMAINE for rang in range(nombre)]


def find_lundi(jour: date) -> date:
    """The Monday of a week.

    >>> find_lundi(date(2026, 12, 6))
    datetime.date(2026, 11, 30)
    """
    return jour - timedelta(days=jour.weekday())


def write_semaine(jour: date) -> str:
    """The week of a day, ISO 8601.

    >>> write_semaine(date(2026, 12, 6)), write_semaine(date(2027, 1, 1))
    ('2026-W49', '2026-W53')
    """
    annee, semaine, _ = jour.isocalendar()
    return f"{annee}-W{semaine:02d}"


def parse_semaine(texte: str) -> date | None:
    """The Monday of a week of the calendar; None for what is not one.

    >>> parse_semaine("2026-W49"), parse_semaine("2026-W60"), parse_semaine("9999-W52")
    (datetime.date(2026, 11, 30), None, None)
    """
    lu = ADRESSE.fullmatch(texte)
    if lu is None:
        return None
    try:
        return date.fromisocalendar(int(lu[1]), int(lu[2]), 1)
    except ValueError:
        return None
