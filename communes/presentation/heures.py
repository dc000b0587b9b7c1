"""The sum of the hours in words, compared with those of the post. Hours in integer quarter hours."""

from __future__ import annotations

from conseiller.montants import CENTIEMES_PAR_QUART, INSECABLE, MOINS, format_nombre


def write_quarts(quarts: int) -> str:
    """Quarter hours as hours, decimals only if there are some.

    >>> write_quarts(2694).replace(INSECABLE, "~")
    '673,50~h'
    """
    return f"{format_nombre(quarts * CENTIEMES_PAR_QUART)}{INSECABLE}h"


def write_ecart(quarts: int) -> str:
    """A difference with its sign, or that there is none.

    >>> write_ecart(400).replace(INSECABLE, "~"), write_ecart(-400).replace(INSECABLE, "~"), write_ecart(0)
    ('+~100~h', '−~100~h', 'inchangé')
    """
    if not quarts:
        return "inchangé"
    return f"{'+' if quarts > 0 else MOINS}{INSECABLE}{write_quarts(abs(quarts))}"


def describe_total(quarts: int, poste: int | None) -> str:
    """The sum against the post's hours, with what is missing or over.

    >>> describe_total(6000, 6428).replace(INSECABLE, " ").replace("\\u202f", " ")
    '1 500 h sur 1 607 h : il manque 107 h.'
    """
    if poste is None:
        return f"{write_quarts(quarts)} au total."
    compte = f"{write_quarts(quarts)} sur {write_quarts(poste)}{INSECABLE}:"
    if quarts == poste:
        return f"{compte} tout le poste est réparti."
    if quarts < poste:
        return f"{compte} il manque {write_quarts(poste - quarts)}."
    return f"{compte} {write_quarts(quarts - poste)} de trop."
