"""Who came, counted: people present at each session by commune and age band, and those who came for the first time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from .codes import normalize_nom

Groupe = tuple[int, int | None, str]


@dataclass(frozen=True, slots=True)
class Venue:
    """Somebody present at a session: `personne` tells people apart, `commune` is an id, None for elsewhere."""

    seance: int
    personne: str
    commune: int | None
    tranche_age: str


@dataclass(frozen=True, slots=True)
class Compte:
    """People present, and how many of them came for the first time of the year."""

    presents: int
    premieres: int


def compute_personne(prenom: str, nom: str, telephone: str, courriel: str) -> str:
    """What tells people apart in a year: their name however typed, with the phone of the booking or else its e-mail.

    >>> compute_personne("Noël", "D’Élia", "+33 6 39 98 00 01", "")
    'noel delia 0639980001'
    >>> compute_personne("Odette", "Marchal", "", "Odette@Exemple.example")
    'odette marchal odette@exemple.example'
    """
    chiffres = re.sub(r"^(00)?33(?=\d{9}$)", "0", re.sub(r"\D", "", telephone))
    return f"{normalize_nom(prenom)} {normalize_nom(nom)} {chiffres or courriel.casefold()}"


def count_venues(venues: Iterable[Venue], figees: Collection[int]) -> dict[Groupe, Compte]:
    """Counts of one year by session, commune and age band; `venues` in the order of the sessions.

    Sessions of `figees` are counted already, for ever: they get no count, and who came to one of them comes nowhere for
    the first time.

    >>> odette = [Venue(seance, "odette", 7, "") for seance in (1, 2)]
    >>> count_venues(odette, set())[(2, 7, "")], count_venues(odette, {2})[(1, 7, "")]
    (Compte(presents=1, premieres=0), Compte(presents=1, premieres=0))
    """
    toutes = list(venues)
    connues = {venue.personne for venue in toutes if venue.seance in figees}
    presents: Counter[Groupe] = Counter()
    premieres: Counter[Groupe] = Counter()
    for venue in toutes:
        if venue.seance in figees:
            continue
        groupe = (venue.seance, venue.commune, venue.tranche_age)
        presents[groupe] += 1
        premieres[groupe] += venue.personne not in connues
        connues.add(venue.personne)
    return {groupe: Compte(nombre, premieres[groupe]) for groupe, nombre in presents.items()}
