"""Delays: those that run on the days when the desk is open, and those before a session."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

OFFRE = timedelta(hours=48)
# Who books later than that before a session has just been told of it.
RAPPEL = timedelta(hours=48)
OFFRE_AU_MOINS = timedelta(minutes=30)


def add_open_time(depart: datetime, duree: timedelta, jours_ouverts: str, feries: set[date]) -> datetime:
    """`depart` later by `duree`, counted on open days only (`jours_ouverts`: 1 Monday to 7 Sunday), in local time.

    A desk that has no open day counts every day.

    >>> vendredi = datetime(2026, 12, 4, 14)
    >>> add_open_time(vendredi, timedelta(hours=48), "23456", set())
    datetime.datetime(2026, 12, 8, 14, 0)
    """
    ouverts = jours_ouverts or "1234567"
    instant, reste = depart, duree
    while True:
        lendemain = datetime.combine(instant.date() + timedelta(days=1), time(), instant.tzinfo)
        if str(instant.isoweekday()) in ouverts and instant.date() not in feries:
            if instant + reste <= lendemain:
                return instant + reste
            reste -= lendemain - instant
        instant = lendemain


def compute_offre(now: datetime, debut: datetime, jours_ouverts: str, feries: set[date]) -> datetime | None:
    """Until when a freed place is held: 48 h of open days, or half of the time that is left when the session is near.

    None when the session is too near to wait for an answer.

    >>> compute_offre(datetime(2026, 12, 1, 9), datetime(2026, 12, 1, 14), "12345", set())
    datetime.datetime(2026, 12, 1, 11, 30)
    >>> compute_offre(datetime(2026, 12, 1, 9), datetime(2026, 12, 1, 9, 40), "12345", set()) is None
    True
    """
    moitie = (debut - now) / 2
    if moitie < OFFRE_AU_MOINS:
        return None
    return min(add_open_time(now, OFFRE, jours_ouverts, feries), now + moitie)
