"""Codes that people read aloud, and names as they type them."""

from __future__ import annotations

import re
import secrets
import unicodedata

# Neither vowels, so that no word comes out, nor letters that are mistaken for a figure or for another letter.
ALPHABET = "0123456789CFGHJKMNPRTVWX"
LONGUEUR = 6
LETTRES = 3
# What a hand, an eye or an ear puts in their place.
CONFUSIONS = str.maketrans("OQDILSZB", "00011528")


def make_code() -> str:
    """A new code of six characters: one in 191 million."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LONGUEUR))


def format_code(code: str) -> str:
    """The code in two halves, as it is printed and read aloud.

    >>> format_code("K7M4PX")
    'K7M 4PX'
    """
    return f"{code[:3]} {code[3:]}"


def normalize_code(tape: str) -> str:
    """What was typed, as codes are kept: without case, spaces or accents, confusions forgiven.

    >>> normalize_code(" k7m-4px ")
    'K7M4PX'
    >>> normalize_code("O7M I2K")
    '07M12K'
    """
    return re.sub(r"[^A-Z0-9]", "", _strip(tape).upper()).translate(CONFUSIONS)


def normalize_nom(nom: str) -> str:
    """A name without case, accents, spaces, hyphens or apostrophes.

    >>> normalize_nom("D’Élia-Noël")
    'delianoel'
    >>> normalize_nom("Nguyễn"), normalize_nom("Œuvrard")
    ('nguyen', 'oeuvrard')
    >>> normalize_nom("Иванов"), normalize_nom("…")
    ('иванов', '')
    """
    return "".join(c for c in _strip(nom).lower() if c.isalnum())


def matches_nom(lettres: str, noms: list[str]) -> bool:
    """Whether what was typed begins one of the names: three letters, or the whole of a shorter one; more is forgiven.

    Each word of a name counts: « Perrin » opens a booking made by « Sylvie Perrin ».

    >>> matches_nom("per", ["Sylvie Perrin"]), matches_nom("Perrin", ["Sylvie Perrin"]), matches_nom("pe", ["Perrin"])
    (True, True, False)
    >>> matches_nom("Ng", ["Ng"]), matches_nom("du pont", ["Dupont"]), matches_nom("", ["Ng"])
    (True, True, False)
    """
    debut = normalize_nom(lettres)[:LETTRES]
    mots = [normalize_nom(mot) for nom in noms for mot in [nom, *re.split(r"[\s’'-]+", nom)]]
    return any(debut == mot[:LETTRES] for mot in mots if mot) if debut else False


def _strip(texte: str) -> str:
    sans_ligature = texte.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("Æ", "AE")
    return "".join(c for c in unicodedata.normalize("NFKD", sans_ligature) if not unicodedata.combining(c))
