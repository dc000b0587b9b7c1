"""The cash that the employing body advances: its sentence, and its drawing in integer units of an SVG.

Two drawings of fixed width, one for phones, so that letters never shrink under 15 px.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from communes.calculs import MOIS, MOIS_COURTS
from conseiller.montants import format_euros, format_nombre
from subventions.calculs.tresorerie import MoisTresorerie

LARGE, ETROIT = 1116, 328
GAUCHE = {LARGE: 84, ETROIT: 58}
HAUT, HAUTEUR = 40, 240
# Mean width of a letter at the size of the drawing.
LETTRE = 9
LIGNES_MAX = 5
AUJOURDHUI = "aujourd’hui"


@dataclass(frozen=True, slots=True)
class Barre:
    """One month, above the line when money is advanced, below when it came first."""

    x: int
    y: int
    largeur: int
    hauteur: int
    previsionnel: bool


@dataclass(frozen=True, slots=True)
class Repere:
    """Words at a place, and the place of their mark; `ancre` is the SVG text-anchor."""

    x: int
    y: int
    texte: str
    ancre: str = "start"


@dataclass(frozen=True, slots=True)
class DessinTresorerie:
    """All that the template draws."""

    largeur: int
    hauteur: int
    gauche: int
    zero: int
    bas: int
    barres: tuple[Barre, ...]
    echelle: tuple[Repere, ...]
    mois: tuple[Repere, ...]
    annees: tuple[Repere, ...]
    aujourdhui: Repere | None


@dataclass(frozen=True, slots=True)
class TresorerieVue:
    """The months, the sentence that stands for the drawing, and the drawings."""

    mois: tuple[MoisTresorerie, ...]
    par_mois: bool
    titre: str
    dessins: tuple[tuple[str, DessinTresorerie], ...]


def present_tresorerie(mois: Sequence[MoisTresorerie], jour: date, *, par_mois: bool = True) -> TresorerieVue | None:
    """The months in words and drawn on `jour`; None when nothing is spent nor received. `par_mois`: all are there."""
    if not any(un.depenses or un.recettes for un in mois):
        return None
    dessins = (("large", draw_tresorerie(mois, jour, LARGE)), ("etroit", draw_tresorerie(mois, jour, ETROIT)))
    return TresorerieVue(tuple(mois), par_mois, word_tresorerie(mois, jour), dessins)


def word_tresorerie(mois: Sequence[MoisTresorerie], jour: date) -> str:
    """The main figures: this month's end, the highest advance, the last month."""
    courant = next((un for un in reversed(mois) if un.mois <= jour), None)
    fort = max(mois, key=lambda un: un.avance)
    phrases = [_word_mois(courant)] if courant else []
    if fort.avance > 0 and fort is not courant:
        phrases.append(f"Le plus fort\u00a0: {format_euros(fort.avance)} fin {name_mois(fort.mois)}.")
    if mois[-1] is not courant and mois[-1] is not fort:
        phrases.append(_word_mois(mois[-1]))
    return " ".join(phrases)


def _word_mois(un: MoisTresorerie) -> str:
    montant, verbe = format_euros(abs(un.avance)), "seraient" if un.previsionnel else "sont"
    fait = f"{verbe} avancés" if un.avance >= 0 else f"{verbe} reçus d’avance"
    return f"Fin {name_mois(un.mois)}, {montant} {fait}."


def name_mois(mois: date) -> str:
    """« juillet 2021 »."""
    return f"{MOIS[mois.month - 1]}\u00a0{mois.year}"


def draw_tresorerie(mois: Sequence[MoisTresorerie], jour: date, largeur: int) -> DessinTresorerie:
    """Place the bars, the scale, the months and today in a drawing of that width."""
    gauche = GAUCHE[largeur]
    bas, haut = min(0, *(un.avance for un in mois), 0), max(0, *(un.avance for un in mois), 0)
    pas = choose_pas(haut - bas)
    bas, haut = bas // pas * pas, -(-haut // pas) * pas

    def place(montant: int) -> int:
        return HAUT + HAUTEUR * (haut - montant) // (haut - bas)

    bords = [gauche + (largeur - gauche) * rang // len(mois) for rang in range(len(mois) + 1)]
    zero, fond = place(0), HAUT + HAUTEUR
    return DessinTresorerie(
        largeur=largeur,
        hauteur=fond + (54 if largeur == LARGE else 30),
        gauche=gauche,
        zero=zero,
        bas=fond,
        barres=tuple(
            _draw_barre(un, x, suivant - x, zero, place(un.avance))
            for un, (x, suivant) in zip(mois, pairwise(bords), strict=True)
        ),
        echelle=tuple(
            Repere(gauche - 8, place(montant), format_nombre(montant), "end") for montant in range(bas, haut + 1, pas)
        ),
        mois=_place_mois(mois, bords, fond + 22) if largeur == LARGE else (),
        annees=_place_annees(mois, bords, fond + (46 if largeur == LARGE else 22)),
        aujourdhui=_place_aujourdhui(mois, bords, jour),
    )


def choose_pas(etendue: int) -> int:
    """The round step, in cents, that cuts an extent in five at most.

    >>> choose_pas(23_000_00), choose_pas(0), choose_pas(45_12)
    (500000, 100, 1000)
    """
    pas = 100
    while True:
        for facteur in (1, 2, 5):
            if etendue <= LIGNES_MAX * pas * facteur:
                return pas * facteur
        pas *= 10


def _draw_barre(un: MoisTresorerie, x: int, largeur: int, zero: int, y: int) -> Barre:
    marge = 0 if largeur < 4 else 1 if largeur < 20 else 3
    return Barre(x + marge, min(zero, y), max(largeur - 2 * marge, 1), abs(zero - y), un.previsionnel)


def _place_mois(mois: Sequence[MoisTresorerie], bords: Sequence[int], y: int) -> tuple[Repere, ...]:
    """As many names as there is room for, at regular steps from January."""
    largeur = bords[1] - bords[0]
    pas = next(pas for pas in (1, 2, 3, 6, 12) if pas * largeur >= 6 * LETTRE or pas == 12)
    return tuple(
        Repere((x + suivant) // 2, y, MOIS_COURTS[un.mois.month - 1], "middle")
        for un, (x, suivant) in zip(mois, pairwise(bords), strict=True)
        if (un.mois.month - 1) % pas == 0
    )


def _place_annees(mois: Sequence[MoisTresorerie], bords: Sequence[int], y: int) -> tuple[Repere, ...]:
    """Each year at its first month, unless it is too short for its name."""
    reperes = []
    for annee, groupe in groupby(enumerate(mois), key=lambda paire: paire[1].mois.year):
        rangs = [rang for rang, _ in groupe]
        if bords[rangs[-1] + 1] - bords[rangs[0]] >= 4 * LETTRE:
            reperes.append(Repere(bords[rangs[0]], y, str(annee)))
    return tuple(reperes)


def _place_aujourdhui(mois: Sequence[MoisTresorerie], bords: Sequence[int], jour: date) -> Repere | None:
    for un, (x, suivant) in zip(mois, pairwise(bords), strict=True):
        if (un.mois.year, un.mois.month) == (jour.year, jour.month):
            place = x + (suivant - x) * jour.day // monthrange(jour.year, jour.month)[1]
            ancre = "end" if place + LETTRE * len(AUJOURDHUI) > bords[-1] else "start"
            return Repere(place, HAUT - 18, AUJOURDHUI, ancre)
    return None
