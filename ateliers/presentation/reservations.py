"""Words about a booking: its title, who it is for, which names open it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

TITRES = {
    "confirmee": ("La place {} est réservée", "Les places {} sont réservées"),
    "attente": ("{} est sur la liste d’attente", "{} sont sur la liste d’attente"),
    "proposee": ("Une place s’est libérée pour {}", "Des places se sont libérées pour {}"),
    "expiree": ("La place proposée {} est passée à quelqu’un d’autre",) * 2,
    "annulee": ("La réservation {} est annulée",) * 2,
}
# Those whose names follow « de ».
AVEC_DE = {"confirmee", "annulee"}
AVEC_A = {"expiree"}


def write_de_prenom(prenom: str) -> str:
    """« de » and a first name, elided before a vowel, a mute h, or the y of Yves.

    >>> [write_de_prenom(prenom) for prenom in ("Odette", "Élise", "Hélène", "Yvonne", "Yann", "Jean")]
    ['d’Odette', 'd’Élise', 'd’Hélène', 'd’Yvonne', 'de Yann', 'de Jean']
    """
    debut = unicodedata.normalize("NFKD", prenom)[:2].lower()
    return f"d’{prenom}" if debut[:1] in set("aeiouhœæ") or debut == "yv" else f"de {prenom}"


def write_titre(etat: str, prenoms: Sequence[str]) -> str:
    """The title of a booking's page.

    >>> write_titre("confirmee", ["Odette"]), write_titre("attente", ["Odette", "Jean"])
    ('La place d’Odette est réservée', 'Odette et Jean sont sur la liste d’attente')
    """
    if etat in AVEC_DE:
        noms = [write_de_prenom(prenom) for prenom in prenoms]
    else:
        noms = [f"à {prenom}" if etat in AVEC_A else prenom for prenom in prenoms]
    return TITRES[etat][len(noms) > 1].format(" et ".join(noms))


def list_noms(noms: Iterable[str], contact: str) -> list[str]:
    """Surnames that open a booking, each once: those of who comes, and the last word of the contact's name.

    >>> list_noms(["Marchal", "Marchal"], "Sylvie Perrin"), list_noms(["Marchal"], "")
    (['Marchal', 'Perrin'], ['Marchal'])
    """
    return list(dict.fromkeys([*noms, *contact.split()[-1:]]))
