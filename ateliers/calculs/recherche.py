"""Finding people by what an agent heard or read: accents, case, hyphens and one slip of the hand forgiven."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ateliers.calculs.codes import normalize_nom

MOT_SUR = 4
CHIFFRES_AU_MOINS = 4


def split_nom(texte: str) -> tuple[str, str]:
    """First name and name typed in one go; a name in capitals is known wherever it stands.

    >>> split_nom("Odette Marchal"), split_nom("MARCHAL Odette"), split_nom("Odette")
    (('Odette', 'Marchal'), ('Odette', 'MARCHAL'), ('Odette', ''))
    >>> split_nom("Jean-Pierre de La Tour"), split_nom("")
    (('Jean-Pierre', 'de La Tour'), ('', ''))
    """
    mots = texte.split()
    capitales = [mot for mot in mots if len(mot) > 1 and mot.isupper()]
    if capitales and len(capitales) < len(mots):
        return " ".join(mot for mot in mots if mot not in capitales), " ".join(capitales)
    return (mots[0], " ".join(mots[1:])) if mots else ("", "")


def split_mots(nom: str) -> list[str]:
    """The words of a name, as they are compared.

    >>> split_mots("Anne-Marie D’Élia")
    ['anne', 'marie', 'd', 'elia']
    """
    return [propre for mot in re.split(r"[\s’'-]+", nom) if (propre := normalize_nom(mot))]


def rate_noms(texte: str, noms: Sequence[str]) -> int | None:
    """How well names answer what was typed: 0 when every word begins one of theirs, more for each slip, None for no.

    >>> rate_noms("march od", ["Odette Marchal"]), rate_noms("Marchale", ["Odette Marchal"])
    (0, 1)
    >>> rate_noms("perin", ["Odette Marchal", "Sylvie Perrin"]), rate_noms("Dupont", ["Odette Marchal"])
    (1, None)
    """
    connus = [mot for nom in noms for mot in split_mots(nom)]
    total = 0
    for tape in split_mots(texte):
        if any(mot.startswith(tape) for mot in connus):
            continue
        if len(tape) < MOT_SUR or not any(is_near(tape, mot) for mot in connus):
            return None
        total += 1
    return total


def is_near(a: str, b: str) -> bool:
    """Whether one letter more, less or other, or two swapped, separates two words.

    >>> is_near("perin", "perrin"), is_near("marhcal", "marchal"), is_near("noel", "ferry")
    (True, True, False)
    """
    if abs(len(a) - len(b)) > 1:
        return False
    debut = next((rang for rang, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    a, b = a[debut:], b[debut:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def extract_chiffres(texte: str) -> str:
    """The figures of a phone number, its prefix brought back to 0; empty when what was typed is no number.

    >>> (
    ...     extract_chiffres("06 39.98"),
    ...     extract_chiffres("+33 6 39 98"),
    ...     extract_chiffres("K7M 4PX"),
    ...     extract_chiffres("6"),
    ... )
    ('063998', '063998', '', '')
    """
    if not re.fullmatch(r"\+?[\d\s.\u00a0\u202f/-]+", texte.strip()):
        return ""
    chiffres = re.sub(r"\D", "", re.sub(r"^\s*(?:\+33|0033)", "0", texte))
    return chiffres if len(chiffres) >= CHIFFRES_AU_MOINS else ""
