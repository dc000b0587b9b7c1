"""Amounts: integer cents in, integer cents out; how they are read, written, rounded and apportioned.

Pure functions: no Django, no float, no Decimal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

MONTANT = re.compile(r"(-?)([0-9]{1,12})(?:\.([0-9]{1,2}))?")
FINE_INSECABLE = "\u202f"
INSECABLE = "\u00a0"
MOINS = "\u2212"
# Percentages are hundredths of a percent.
CENT_POUR_CENT = 100_00
# Hours at rest are quarter hours; the calculation and the words count hundredths.
CENTIEMES_PAR_QUART = 25


def parse_montant(texte: str) -> int:
    """Read a decimal string into cents (or hundredths): ASCII digits, a point, two decimals and twelve digits at most.

    Raises ValueError on anything else, even where `float` would be kind: exponents, spaces, a plus sign, other digits.

    >>> parse_montant("1234.56"), parse_montant("-0.5"), parse_montant("12")
    (123456, -50, 1200)
    """
    trouve = MONTANT.fullmatch(texte)
    if trouve is None:
        raise ValueError(f"not an amount: {texte[:40]!r}")
    signe, entiers, decimales = trouve.groups()
    centimes = int(entiers + (decimales or "").ljust(2, "0"))
    return -centimes if signe else centimes


def format_decimal(centimes: int) -> str:
    """Write cents for a machine.

    >>> format_decimal(123456), format_decimal(-5)
    ('1234.56', '-0.05')
    """
    entiers, reste = divmod(abs(centimes), 100)
    return f"{'-' if centimes < 0 else ''}{entiers}.{reste:02d}"


def format_court(centiemes: int) -> str:
    """Write hundredths for a machine, without useless zeros: hours and percentages of the dossier.

    >>> format_court(40000), format_court(3333), format_court(23350)
    ('400', '33.33', '233.5')
    """
    return format_decimal(centiemes).rstrip("0").rstrip(".")


def format_nombre(centiemes: int) -> str:
    """Write hundredths for a reader, decimals only if there are some.

    >>> format_nombre(40000), format_nombre(23350), format_nombre(-160700).replace(FINE_INSECABLE, "_")
    ('400', '233,50', '−1_607')
    """
    entiers, reste = divmod(abs(centiemes), 100)
    milliers = f"{entiers:,}".replace(",", FINE_INSECABLE)
    decimales = f",{reste:02d}" if reste else ""
    return f"{MOINS if centiemes < 0 else ''}{milliers}{decimales}"


def format_euros(centimes: int) -> str:
    """Write cents for a reader: narrow no-break space between thousands, no-break space before the sign, true minus.

    >>> format_euros(123456).replace(FINE_INSECABLE, "_").replace(INSECABLE, "~")
    '1_234,56~€'
    >>> format_euros(-5).replace(INSECABLE, "~")
    '−0,05~€'
    """
    entiers, reste = divmod(abs(centimes), 100)
    milliers = f"{entiers:,}".replace(",", FINE_INSECABLE)
    return f"{MOINS if centimes < 0 else ''}{milliers},{reste:02d}{INSECABLE}€"


def format_lettres(centimes: int) -> str:
    """Write cents in French words, as an act to sign wants them.

    >>> format_lettres(54185)
    'cinq cent quarante et un euros et quatre-vingt-cinq centimes'
    >>> format_lettres(100), format_lettres(-1), format_lettres(0)
    ('un euro', 'moins un centime', 'zéro euro')
    >>> format_lettres(2_000_000_00)
    'deux millions d’euros'
    """
    entiers, reste = divmod(abs(centimes), 100)
    morceaux = []
    if entiers or not reste:
        # "un million d’euros", but "un million deux cents euros".
        liaison = " d’euro" if entiers and entiers % 1_000_000 == 0 else " euro"
        morceaux.append(_spell(entiers) + liaison + ("s" if entiers > 1 else ""))
    if reste:
        morceaux.append(_spell(reste) + (" centimes" if reste > 1 else " centime"))
    return ("moins " if centimes < 0 else "") + " et ".join(morceaux)


def _spell(nombre: int) -> str:
    # Imported on first use: only documents spell numbers, and the command line must start fast.
    from num2words import num2words

    return str(num2words(nombre, lang="fr"))


def round_half_away(numerateur: int, denominateur: int) -> int:
    """Round a fraction to the nearest integer, half away from zero; `denominateur` is positive.

    >>> round_half_away(5, 2), round_half_away(-5, 2), round_half_away(7, 3)
    (3, -3, 2)
    """
    if numerateur < 0:
        return -((denominateur - 2 * numerateur) // (2 * denominateur))
    return (2 * numerateur + denominateur) // (2 * denominateur)


def apportion(total: int, weights: Sequence[int], order: Iterable[int]) -> list[tuple[int, int, int]]:
    """Share `total` ≥ 0 in proportion to `weights` by the largest remainder (R8).

    Answers `(entier, fraction, centime)` for each weight: its exact quotient is `entier + fraction / sum(weights)`, its
    share is `entier + centime`, and the shares sum to `total`. Every quotient is floored, then the missing units go one
    by one to the largest fractions; `order` lists the ranks of the weights, the first to be served among equals first.
    Fractions are compared as integers, so an exact tie is a tie. Raises ZeroDivisionError when all weights are zero.

    >>> [entier + centime for entier, _, centime in apportion(443762, [400] * 4, range(4))]
    [110941, 110941, 110940, 110940]
    """
    somme = sum(weights)
    parts = []
    fractions = []
    manquants = total
    for weight in weights:
        entier, fraction = divmod(total * weight, somme)
        parts.append((entier, fraction, 0))
        fractions.append(fraction)
        manquants -= entier
    if manquants:
        # Sorting is stable, in reverse too: equal fractions stay in the given order.
        for rang in sorted(order, key=fractions.__getitem__, reverse=True)[:manquants]:
            entier, fraction, _ = parts[rang]
            parts[rang] = (entier, fraction, 1)
    return parts
