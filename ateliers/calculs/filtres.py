"""What residents look for in the list of sessions, read from an address that anybody may write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Protocol, TypeVar
from urllib.parse import urlencode

from communes.calculs import normalize_nom

from .dates import find_lundi

# Signs of a search that are read; letters of a word whose last one may be the plural.
MOTS_AU_PLUS = 80
COURT = 3
SEMAINE, SUIVANTE = "semaine", "semaine-prochaine"


class Cherchee(Protocol):
    """What is looked at in a session; `recherche` is its text as `normalize_nom` writes it."""

    @property
    def date(self) -> date: ...
    @property
    def commune(self) -> str: ...
    @property
    def theme(self) -> str: ...
    @property
    def niveau(self) -> str: ...
    @property
    def ouverte(self) -> bool: ...
    @property
    def recherche(self) -> str: ...


T = TypeVar("T", bound=Cherchee)


@dataclass(frozen=True, slots=True)
class Filtres:
    """Empty means everything. `quand`: « semaine », « semaine-prochaine » or a month, « 2026-12 »."""

    q: str = ""
    commune: str = ""
    theme: str = ""
    niveau: str = ""
    quand: str = ""
    libres: str = ""

    @property
    def adresse(self) -> str:
        """The filters as a link carries them, « ?commune=54257 », or nothing."""
        parts = {champ.name: getattr(self, champ.name) for champ in fields(self) if getattr(self, champ.name)}
        return f"?{urlencode(parts)}" if parts else ""

    def without(self, champ: str) -> Filtres:
        """The same without one of them."""
        return replace(self, **{champ: ""})


def read_filtres(donnees: Mapping[str, str], connus: Mapping[str, Iterable[str]]) -> Filtres:
    """The filters of an address; a value that is not among those `connus` for its name is no filter.

    >>> read_filtres({"commune": "99", "q": " Mot de passe "}, {"commune": ["54257"]})
    Filtres(q='Mot de passe', commune='', theme='', niveau='', quand='', libres='')
    """
    valeurs = {nom: donnees.get(nom, "") for nom in connus}
    retenues = {nom: valeur for nom, valeur in valeurs.items() if valeur in connus[nom]}
    q = "".join(signe if signe.isprintable() else " " for signe in donnees.get("q", "")[:MOTS_AU_PLUS])
    return Filtres(q=" ".join(q.split()), libres="1" if donnees.get("libres") else "", **retenues)


def select(seances: Iterable[T], filtres: Filtres, *, jour: date) -> list[T]:
    """The sessions that the filters keep; each word typed must be found, accents, case and plural forgiven."""
    mots = [mot.rstrip("sx") if len(mot) > COURT else mot for mot in normalize_nom(filtres.q).split()]
    return [
        seance
        for seance in seances
        if (not filtres.commune or seance.commune == filtres.commune)
        and (not filtres.theme or seance.theme == filtres.theme)
        and (not filtres.niveau or seance.niveau == filtres.niveau)
        and (not filtres.libres or seance.ouverte)
        and (not filtres.quand or matches_quand(seance.date, filtres.quand, jour=jour))
        and all(mot in seance.recherche for mot in mots)
    ]


def matches_quand(date_seance: date, quand: str, *, jour: date) -> bool:
    """Whether a session is in the week, the next one, or the month asked for.

    >>> matches_quand(date(2026, 12, 6), "semaine", jour=date(2026, 12, 1))
    True
    >>> matches_quand(date(2026, 12, 7), "semaine-prochaine", jour=date(2026, 12, 1))
    True
    >>> matches_quand(date(2026, 12, 6), "2026-11", jour=date(2026, 12, 1))
    False
    """
    lundi = find_lundi(jour)
    if quand in (SEMAINE, SUIVANTE):
        debut = lundi + timedelta(days=7 if quand == SUIVANTE else 0)
        return debut <= date_seance < debut + timedelta(days=7)
    return date_seance.isoformat()[:7] == quand
