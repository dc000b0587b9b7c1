"""A session as the lists of residents show it: every string is made once, and once per date for those of dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from html import escape

from communes.calculs import JOURS, MOIS, MOIS_COURTS, normalize_nom
from conseiller.montants import INSECABLE

from .durees import write_minutes
from .moments import write_heure
from .places import Html, Places

ACCES = {True: "accessible en fauteuil roulant", False: "pas accessible en fauteuil roulant", None: ""}


@dataclass(frozen=True, slots=True)
class Jour:
    """A date in the words of a list; `mois` is the key of its month, « 2026-12 », `html` the date of a line."""

    html: Html
    semaine: str
    numero: int
    court: str
    entier: str
    mois: str


@dataclass(frozen=True, slots=True)
class Ligne:
    """A session, or a whole cycle, in a list; `dates` is for a cycle only, `annulation` for what is cancelled."""

    pk: int
    page: str
    date: date
    jour: Jour
    titre: str
    phrase: str
    description: str
    theme: str
    nom_theme: str
    niveau: str
    nom_niveau: str
    horaire: str
    duree: str
    lieu: str
    adresse: str
    acces: str
    acces_precision: str
    precision: str
    apporter: str
    commune: str
    nom_commune: str
    dates: str
    places: Places
    annulation: str = ""

    @property
    def faits(self) -> Html:
        """When, for whom and where, as a list shows them."""
        return draw_faits(self.horaire, self.duree, self.nom_niveau, self.lieu, self.acces)

    @property
    def ouverte(self) -> bool:
        """Whether somebody may book a place."""
        return not self.annulation and not self.places.complet

    @property
    def recherche(self) -> str:
        """Where the words of a search are looked for."""
        textes = (self.titre, self.phrase, self.description, self.nom_theme, self.nom_niveau, self.lieu)
        return _normalize(" ".join((*textes, self.nom_commune)))


@dataclass(frozen=True, slots=True)
class Mois:
    """The sessions of a month."""

    cle: str
    nom: str
    annee: int
    lignes: tuple[Ligne, ...]


_normalize = lru_cache(maxsize=512)(normalize_nom)


@lru_cache(maxsize=512)
def write_date(jour: date) -> Jour:
    """The words of a date.

    >>> jour = write_date(date(2026, 12, 1))
    >>> jour.semaine, jour.numero, jour.court, jour.entier.replace(INSECABLE, " "), jour.mois
    ('mardi', 1, 'déc.', 'mardi 1er décembre', '2026-12')
    """
    semaine, mois = JOURS[jour.weekday()], MOIS[jour.month - 1]
    numero = "1er" if jour.day == 1 else str(jour.day)
    entier = f"{semaine} {numero}{INSECABLE}{mois}"
    court = MOIS_COURTS[jour.month - 1]
    chiffres = "1<sup>er</sup>" if jour.day == 1 else numero
    html = Html(
        f'<time class="seance-jour" datetime="{jour.isoformat()}"><span>{semaine}</span> <b>{chiffres}</b>'
        f" <span>{court}</span></time>"
    )
    return Jour(html, semaine, jour.day, court, entier, jour.isoformat()[:7])


@lru_cache(maxsize=512)
def write_horaire(debut: tuple[int, int], fin: tuple[int, int]) -> str:
    """Two times of day, each (hour, minute).

    >>> write_horaire((14, 0), (16, 30)).replace(INSECABLE, " ")
    '14 h – 16 h 30'
    """
    heures = [write_heure(datetime(2000, 1, 1, heure, minute)) for heure, minute in (debut, fin)]
    return f"{heures[0]} – {heures[1]}"


@lru_cache(maxsize=64)
def write_duree(minutes: int) -> str:
    """How long."""
    return write_minutes(minutes)


@lru_cache(maxsize=1024)
def draw_faits(horaire: str, duree: str, niveau: str, lieu: str, acces: str) -> Html:
    """The facts that sessions share, escaped and made once: rendering them line by line is what a list costs.

    >>> faits = draw_faits("10 h", "1 h", "", "Salle <b>", "")
    >>> faits.count("<li>"), "Salle &lt;b&gt;" in faits
    (2, True)
    """
    faits = [("heure", f'{escape(horaire)} <span class="discret">({escape(duree)})</span>')]
    if niveau:
        faits.append(("niveau", escape(niveau)))
    faits.append(("lieu", escape(lieu) + (f' <span class="discret">({escape(acces)})</span>' if acces else "")))
    return Html(
        "".join(
            f'<li><svg width="22" height="22" aria-hidden="true"><use href="#icone-{icone}"/></svg>'
            f" <span>{texte}</span></li>"
            for icone, texte in faits
        )
    )


def write_dates(jours: list[date]) -> str:
    """The dates of a cycle, each month said once.

    >>> write_dates([date(2026, 12, 15), date(2026, 12, 17), date(2027, 1, 5)]).replace(INSECABLE, " ")
    '3 séances : 15 et 17 déc., 5 janv.'
    >>> write_dates([date(2026, 12, 15)]).replace(INSECABLE, " ")
    '1 séance : 15 déc.'
    """
    par_mois: dict[int, list[str]] = {}
    for jour in jours:
        par_mois.setdefault(jour.month, []).append("1er" if jour.day == 1 else str(jour.day))
    suites = [f"{_join(numeros)}{INSECABLE}{MOIS_COURTS[mois - 1]}" for mois, numeros in par_mois.items()]
    nombre = f"{len(jours)}{INSECABLE}séance{'s' if len(jours) > 1 else ''}"
    return f"{nombre}{INSECABLE}: {', '.join(suites)}"


def _join(mots: list[str]) -> str:
    return f"{', '.join(mots[:-1])} et {mots[-1]}" if len(mots) > 1 else mots[0]


def group_by_mois(lignes: Iterable[Ligne]) -> list[Mois]:
    """The sessions by month, in their order."""
    par_mois: dict[str, list[Ligne]] = {}
    for ligne in lignes:
        par_mois.setdefault(ligne.jour.mois, []).append(ligne)
    return [Mois(cle, *name_mois(cle), tuple(groupe)) for cle, groupe in par_mois.items()]


def name_mois(cle: str) -> tuple[str, int]:
    """Name and year of a month.

    >>> name_mois("2026-12")
    ('Décembre', 2026)
    """
    annee, mois = cle.split("-")
    return MOIS[int(mois) - 1].capitalize(), int(annee)
