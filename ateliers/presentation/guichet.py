"""What the desk's screen says of a session: when, and how many."""

from __future__ import annotations

from datetime import datetime, timedelta

from conseiller.montants import INSECABLE

UNE_HEURE = timedelta(hours=1)


def write_approche(debut: datetime, fin: datetime, now: datetime) -> str:
    """Where a session of the day stands.

    >>> from datetime import datetime as d
    >>> debut, fin = d(2026, 12, 1, 14), d(2026, 12, 1, 16)
    >>> [
    ...     write_approche(debut, fin, d(2026, 12, 1, *heure)).replace(INSECABLE, " ")
    ...     for heure in ((13, 40), (14,), (16,))
    ... ]
    ['dans 20 minutes', 'en cours', 'terminé']
    >>> write_approche(debut, fin, d(2026, 12, 1, 9)), write_approche(debut, fin, d(2026, 12, 1, 13, 59))
    ('à venir', 'dans 1\\xa0minute')
    """
    if now >= fin:
        return "terminé"
    if now >= debut:
        return "en cours"
    if debut - now >= UNE_HEURE:
        return "à venir"
    minutes = -(-(debut - now) // timedelta(minutes=1))
    return f"dans {count(minutes, 'minute')}"


def count(nombre: int, nom: str, pluriel: str = "") -> str:
    """A number and its noun, never parted.

    >>> count(1, "présent").replace(INSECABLE, " "), count(0, "absent").replace(INSECABLE, " ")
    ('1 présent', '0 absent')
    """
    return f"{nombre}{INSECABLE}{nom if nombre < 2 else pluriel or nom + 's'}"
