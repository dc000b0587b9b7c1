"""Seats left, from the counters of a session."""

from __future__ import annotations

from datetime import date, timedelta


def count_gardees(places_guichet: int, prises_guichet: int, guichet_jours: int, *, debut: date, jour: date) -> int:
    """Seats that the desk keeps from the public on `jour`: none in the last `guichet_jours` days before the session.

    >>> count_gardees(3, 1, 2, debut=date(2026, 12, 15), jour=date(2026, 12, 1))
    2
    >>> count_gardees(3, 1, 2, debut=date(2026, 12, 15), jour=date(2026, 12, 13))
    0
    """
    if debut - jour <= timedelta(days=guichet_jours):
        return 0
    return max(0, places_guichet - prises_guichet)


def compute_affichees(restantes: int, doubles: int) -> int:
    """Seats left as the public reads them: a double, which holds none, lowers them like a booking.

    Otherwise whoever types a neighbour's name and phone would see, from a number that stays, that they are registered.
    Never down to none: the last seat can still be booked.

    >>> compute_affichees(5, 1), compute_affichees(1, 1), compute_affichees(0, 1)
    (4, 1, 0)
    """
    return max(1, restantes - doubles) if restantes else 0
