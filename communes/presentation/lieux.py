"""The name of a place inside a sentence: its article contracted with the preposition."""

from __future__ import annotations

import re

ARTICLE = re.compile(r"(?:(la|le|les)\s+|(l)['’]\s*)(?=\S)", re.IGNORECASE)
VOYELLES = set("aàâeéèêëiîïoôuœ")
A = {"la": "à la ", "le": "au ", "les": "aux ", "l": "à l’", "": "à "}
DE = {"la": "de la ", "le": "du ", "les": "des ", "l": "de l’", "": "de "}


def write_a(lieu: str) -> str:
    """« à » and a place, as typed with its article; without one the name stands as it is.

    >>> [write_a(lieu) for lieu in ("la médiathèque", "le centre social", "les halles", "l'espace Ravel", "Ludres")]
    ['à la médiathèque', 'au centre social', 'aux halles', 'à l’espace Ravel', 'à Ludres']
    """
    article, nom = _split_article(lieu)
    return A[article] + nom


def write_de(lieu: str) -> str:
    """« de » and a place, as `write_a`; elided before a vowel.

    >>> [write_de(lieu) for lieu in ("La médiathèque", "le centre social", "les halles", "L’espace Ravel", "Essey")]
    ['de la médiathèque', 'du centre social', 'des halles', 'de l’espace Ravel', 'd’Essey']
    """
    article, nom = _split_article(lieu)
    if not article and nom[:1].lower() in VOYELLES:
        return f"d’{nom}"
    return DE[article] + nom


def _split_article(lieu: str) -> tuple[str, str]:
    """The article in lower case, empty when there is none, and what follows it."""
    lieu = lieu.strip()
    trouve = ARTICLE.match(lieu)
    if trouve is None:
        return "", lieu
    return (trouve[1] or trouve[2]).lower(), lieu[trouve.end() :]
