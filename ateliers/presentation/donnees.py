"""What is held about a person as a text to read or to print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

RETRAIT = "    "


def write_donnees(dossiers: Iterable[Mapping[str, Any]]) -> str:
    """One paragraph for each booking, lists indented under their name.

    >>> print(write_donnees([{"nom": "Odette", "séances": [{"date": "2026-12-15", "état": "présent"}], "appels": []}]))
    Vos données
    <BLANKLINE>
    1. Réservation
    nom\u00a0: Odette
    séances\u00a0:
        date\u00a0: 2026-12-15
        état\u00a0: présent
    appels\u00a0: aucun
    """
    lignes = ["Vos données"]
    for rang, dossier in enumerate(dossiers, start=1):
        lignes += ["", f"{rang}. Réservation", *_write(dossier)]
    return "\n".join(lignes)


def _write(dossier: Mapping[str, Any]) -> Iterator[str]:
    for nom, valeur in dossier.items():
        if not isinstance(valeur, list):
            premiere, *suite = str(valeur or "aucun").splitlines()
            yield f"{nom}\u00a0: {premiere}"
            yield from (RETRAIT + ligne for ligne in suite)
        elif not valeur:
            yield f"{nom}\u00a0: aucun"
        else:
            yield f"{nom}\u00a0:"
            for rang, ligne in enumerate(valeur):
                yield from [""] * (rang > 0)
                yield from (RETRAIT + texte for texte in _write(ligne))
