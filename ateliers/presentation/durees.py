"""Durations in words."""

from __future__ import annotations

from conseiller.montants import INSECABLE

MINUTES_PAR_HEURE = 60


def write_minutes(minutes: int) -> str:
    """Minutes as people say them.

    >>> [write_minutes(minutes).replace(INSECABLE, " ") for minutes in (45, 60, 90)]
    ['45 minutes', '1 h', '1 h 30']
    """
    heures, reste = divmod(minutes, MINUTES_PAR_HEURE)
    if not heures:
        return f"{reste}{INSECABLE}minute{'s' if reste > 1 else ''}"
    return f"{heures}{INSECABLE}h{f'{INSECABLE}{reste:02d}' if reste else ''}"
