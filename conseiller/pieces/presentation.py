"""The size of a file, as people read it."""

from __future__ import annotations

from conseiller.montants import INSECABLE


def write_taille(octets: int) -> str:
    """A size in bytes, told in round thousands.

    >>> [write_taille(octets).replace(INSECABLE, " ") for octets in (0, 1, 950, 240_400, 1_249_999, 9_999_999)]
    ['0 octet', '1 octet', '950 octets', '240 ko', '1,2 Mo', '10 Mo']
    """
    if octets < 1000:
        return f"{octets}{INSECABLE}octet{'s' if octets > 1 else ''}"
    milliers = (octets + 500) // 1000
    if milliers < 1000:
        return f"{milliers}{INSECABLE}ko"
    millions, dixiemes = divmod((octets + 50_000) // 100_000, 10)
    return f"{millions}{f',{dixiemes}' if dixiemes else ''}{INSECABLE}Mo"
