"""Days and times as sentences write them; every instant is given in local time."""

from __future__ import annotations

from datetime import date, datetime

from communes.calculs import JOURS, format_jour
from conseiller.montants import INSECABLE


def write_jour(jour: date) -> str:
    """A day with its name, which never parts from its month.

    >>> write_jour(date(2026, 3, 3)).replace(INSECABLE, "~")
    'mardi 3~mars 2026'
    """
    return f"{JOURS[jour.weekday()]} {format_jour(jour).replace(' ', INSECABLE, 1)}"


def write_heure(instant: datetime) -> str:
    """A time of day.

    >>> write_heure(datetime(2026, 3, 3, 16, 5)).replace(INSECABLE, " ")
    '16 h 05'
    """
    minutes = f"{INSECABLE}{instant.minute:02d}" if instant.minute else ""
    return f"{instant.hour}{INSECABLE}h{minutes}"


def write_moment(debut: datetime, fin: datetime) -> str:
    """A day and two times, « mardi 3 mars 2026, de 14 h à 16 h ».

    >>> write_moment(datetime(2026, 3, 3, 14), datetime(2026, 3, 3, 16)).replace(INSECABLE, " ")
    'mardi 3 mars 2026, de 14 h à 16 h'
    """
    return f"{write_jour(debut.date())}, de {write_heure(debut)} à {write_heure(fin)}"
