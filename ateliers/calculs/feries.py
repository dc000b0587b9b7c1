"""Public holidays in France."""

from __future__ import annotations

from datetime import date

import holidays

# Good Friday and 26 December are holidays there (local law of Alsace and Moselle).
ALSACE_MOSELLE = {"57": "57", "67": "67", "68": "68"}


def find_ferie(jour: date, insee: str = "") -> str:
    """Name of the public holiday of that day, or nothing; `insee` of the place brings local law in.

    >>> find_ferie(date(2026, 12, 25)), find_ferie(date(2026, 12, 24)), find_ferie(date(2026, 12, 26), "57463")
    ('Noël', '', 'Saint-Étienne')
    """
    return holidays.country_holidays("FR", subdiv=ALSACE_MOSELLE.get(insee[:2]), language="fr").get(jour) or ""


def list_feries(annees: list[int], insee: str = "") -> set[date]:
    """All the public holidays of some years."""
    return set(holidays.country_holidays("FR", subdiv=ALSACE_MOSELLE.get(insee[:2]), years=annees))
