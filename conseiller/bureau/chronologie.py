"""The drawing of the time line: three lanes over the agreement's days, in integer units of an SVG of fixed width.

Shown on wide screens only, where its letters never shrink under 15 px; the list of events says the same everywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from communes.calculs import MOIS_COURTS, count_days
from communes.models import Convention
from conseiller.bureau.argent import ArgentVu, DecompteVu
from conseiller.bureau.avenants import list_coupes
from conseiller.bureau.evenements import describe_versement, name_versement
from conseiller.bureau.heures import HeuresVues
from conseiller.graphiques import choose_motif
from conseiller.montants import format_euros
from subventions.enums import EtatVersement
from subventions.presentation.mots import label_periode, write_jour
from subventions.presentation.versements import VersementVu

LARGEUR = 1116
GAUCHE, DROITE = 140, 1112
HAUT_HEURES, EPAISSEUR_HEURES = 56, 64
PAS_AVENANT, PAS_VERSEMENT, EPAISSEUR_DECOMPTE = 30, 60, 56
RAYON_MIN, RAYON_MAX = 13, 20
# Mean width of a letter at the size of the drawing: enough to know whether two labels would touch.
LETTRE = 8


@dataclass(frozen=True, slots=True)
class Texte:
    """Words at a place; `ancre` is the SVG text-anchor."""

    x: int
    y: int
    ancre: str
    lignes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bande:
    """One party's hours in one slice."""

    x: int
    y: int
    largeur: int
    hauteur: int
    motif: int


@dataclass(frozen=True, slots=True)
class Pastille:
    """One instalment: a disc as large as its amount, whose sign tells its state."""

    x: int
    y: int
    rayon: int
    etat: EtatVersement
    texte: Texte


@dataclass(frozen=True, slots=True)
class Boite:
    """One statement over its period, or the days that none covers yet."""

    x: int
    y: int
    largeur: int
    genre: str
    texte: Texte | None


@dataclass(frozen=True, slots=True)
class Dessin:
    """All that the template draws, from top to bottom."""

    hauteur: int
    fond: int
    axe: tuple[Texte, ...]
    bandes: tuple[Bande, ...]
    avenants: tuple[Texte, ...]
    projets: tuple[Texte, ...]
    pastilles: tuple[Pastille, ...]
    boites: tuple[Boite, ...]
    aujourdhui: Texte | None
    y_versements: int
    y_decomptes: int

    largeur: int = LARGEUR
    gauche: int = GAUCHE
    droite: int = DROITE
    epaisseur: int = EPAISSEUR_DECOMPTE

    @property
    def motifs(self) -> list[int]:
        """Patterns to define in the drawing."""
        return sorted({bande.motif for bande in self.bandes})


class Echelle:
    """Days of the agreement to units of the drawing."""

    def __init__(self, debut: date, fin: date) -> None:
        self.debut, self.jours = debut, count_days(debut, fin)

    def place(self, jour: date, *, apres: bool = False) -> int:
        """Left edge of a day, or its right edge when `apres`; days outside stay on the edge."""
        rang = min(max((jour - self.debut).days + apres, 0), self.jours)
        return GAUCHE + (DROITE - GAUCHE) * rang // self.jours


def draw_chronologie(convention: Convention, vues: HeuresVues, argent: ArgentVu | None, *, now: date) -> Dessin:
    """Place axis, hours, amendments, instalments, statements and today."""
    echelle = Echelle(convention.debut, convention.fin)
    avenants, projets = _draw_avenants(vues, convention, echelle)
    bas = max((texte.y for texte in (*avenants, *projets)), default=HAUT_HEURES + EPAISSEUR_HEURES) + 20
    y_versements = bas + 30
    pastilles = _draw_versements(argent, echelle, y_versements) if argent else ()
    bas = max((pastille.y + 40 for pastille in pastilles), default=bas)
    boites = _draw_decomptes(argent, echelle, bas) if argent else ()
    fond = bas + (EPAISSEUR_DECOMPTE if boites else 0)
    aujourdhui = _draw_aujourdhui(convention, echelle, now, fond + 26)
    return Dessin(
        hauteur=fond + (36 if aujourdhui else 6),
        fond=fond,
        axe=_draw_axe(convention, echelle),
        bandes=_draw_heures(vues, convention, echelle),
        avenants=avenants,
        projets=projets,
        pastilles=pastilles,
        boites=boites,
        aujourdhui=aujourdhui,
        y_versements=y_versements,
        y_decomptes=bas,
    )


def _draw_axe(convention: Convention, echelle: Echelle) -> tuple[Texte, ...]:
    """First day, half-years (years past five of them), last day; a mark too close to its neighbour gives way."""
    dernier = Texte(DROITE, 24, "end", (write_jour(convention.fin),))
    textes = [Texte(GAUCHE, 24, "start", (_abridge(convention.debut),))]
    mois = (1, 7) if echelle.jours < 5 * 366 else (1,)
    for annee in range(convention.debut.year, convention.fin.year + 1):
        for rang in mois:
            jour = date(annee, rang, 1)
            x = echelle.place(jour)
            libre = _right_of(textes[-1]) + 16 < x < DROITE - LETTRE * (len(dernier.lignes[0]) + 11)
            if convention.debut < jour <= convention.fin and libre:
                textes.append(Texte(x, 24, "start", (_abridge(jour),)))
    return (*textes, dernier)


def _right_of(texte: Texte) -> int:
    return texte.x + LETTRE * len(texte.lignes[0])


def _abridge(jour: date) -> str:
    return f"{MOIS_COURTS[jour.month - 1]} {jour.year}" if jour.day == 1 else write_jour(jour)


def _draw_heures(vues: HeuresVues, convention: Convention, echelle: Echelle) -> tuple[Bande, ...]:
    """Hours stacked by pattern; the parties past the eighth share the white one and are drawn as one piece."""
    bandes = []
    for tranche in vues.tranches:
        x = echelle.place(tranche.debut)
        largeur = echelle.place(tranche.fin or convention.fin, apres=True) - x
        par_motif: Counter[int] = Counter()
        for partie in vues.parties:
            par_motif[choose_motif(partie.ordre - 1)] += tranche.quarts[partie.pk]
        cumul = 0
        for motif, quarts in par_motif.items():
            haut = HAUT_HEURES + EPAISSEUR_HEURES * cumul // (tranche.total or 1)
            cumul += quarts
            bas = HAUT_HEURES + EPAISSEUR_HEURES * cumul // (tranche.total or 1)
            if quarts and largeur > 0:
                bandes.append(Bande(x, haut, largeur, bas - haut, motif))
    return tuple(bandes)


def _draw_avenants(
    vues: HeuresVues, convention: Convention, echelle: Echelle
) -> tuple[tuple[Texte, ...], tuple[Texte, ...]]:
    """One line of words per amendment, the last one on top: no cut goes through the words of another.

    Those that count, then the drafts.
    """
    coupes = sorted(list_coupes(vues, convention), reverse=True)
    haut = HAUT_HEURES + EPAISSEUR_HEURES + PAS_AVENANT
    comptent: list[Texte] = []
    projets: list[Texte] = []
    for rang, (jour, projet, nom, changements) in enumerate(coupes):
        court = f"{nom}, au {write_jour(jour)}"
        x = echelle.place(jour)
        ancre, texte = _lean(x, f"{court}\u00a0: {changements}", court)
        (projets if projet else comptent).append(Texte(x, haut + PAS_AVENANT * rang, ancre, (texte,)))
    return tuple(comptent), tuple(projets)


def _lean(x: int, texte: str, court: str) -> tuple[str, str]:
    """Words start at their mark, or end at it where there is more room; short words when the long ones do not fit."""
    longueur = LETTRE * len(texte)
    if longueur <= DROITE - x:
        return "start", texte
    # Nothing else is written on that line: words that end at their mark may reach under the names of the lanes.
    ancre, place = ("start", DROITE - x) if DROITE - x > x else ("end", x)
    return ancre, texte if longueur <= place else court


def _draw_versements(argent: ArgentVu, echelle: Echelle, haut: int) -> tuple[Pastille, ...]:
    dates = [v for subvention in argent.subventions for v in subvention.versements if v.jour is not None]
    dates.sort(key=lambda versement: versement.jour or date.max)
    plus_fort = max((versement.attendu.montant for versement in dates), default=1) or 1
    etiquettes = [(echelle.place(v.jour), (name_versement(v), describe_versement(v))) for v in dates if v.jour]
    rangs = _spread_rows([_measure(x, lignes) for x, lignes in etiquettes])
    pastilles = []
    for versement, (x, lignes), rang in zip(dates, etiquettes, rangs, strict=True):
        rayon = RAYON_MIN + (RAYON_MAX - RAYON_MIN) * max(versement.attendu.montant, 0) // plus_fort
        pastilles.append(_draw_pastille(versement, x, haut + PAS_VERSEMENT * rang, rayon, lignes))
    return tuple(pastilles)


def _measure(x: int, lignes: tuple[str, str]) -> tuple[int, int]:
    """Both ends of a disc and its words, which stand before it where there is no room after."""
    longueur = RAYON_MAX + 16 + LETTRE * max(map(len, lignes))
    return (x - longueur, x + RAYON_MAX) if x + longueur > DROITE else (x, x + longueur)


def _draw_pastille(versement: VersementVu, x: int, y: int, rayon: int, lignes: tuple[str, str]) -> Pastille:
    x = max(x, GAUCHE + rayon)
    deborde = x + rayon + 8 + LETTRE * max(map(len, lignes)) > DROITE
    texte = Texte(x - rayon - 8 if deborde else x + rayon + 8, y, "end" if deborde else "start", lignes)
    return Pastille(x, y, rayon, versement.etat, texte)


def _spread_rows(etiquettes: Sequence[tuple[int, int]]) -> list[int]:
    """Row of each label (left and right ends, in order): the first one where it touches no other."""
    fins: list[int] = []
    rangs = []
    for debut, fin in etiquettes:
        libre = next((rang for rang, occupe in enumerate(fins) if occupe < debut), len(fins))
        fins[libre : libre + 1] = [fin]
        rangs.append(libre)
    return rangs


def _draw_decomptes(argent: ArgentVu, echelle: Echelle, y: int) -> tuple[Boite, ...]:
    boites = [
        _draw_boite(echelle, vu.decompte.du, vu.decompte.au, vu.decompte.etat, _name_decompte(vu), y)
        for vu in argent.decomptes
    ]
    boites += [
        _draw_boite(echelle, du, au, "a-demander", (label_periode(du, au), "à demander"), y)
        for du, au in argent.a_demander
    ]
    return tuple(sorted(boites, key=lambda boite: boite.x))


def _name_decompte(vu: DecompteVu) -> tuple[str, str]:
    decompte = vu.decompte
    montant = f"\u00a0: {format_euros(decompte.reste)}" if decompte.reste is not None else ""
    return f"{label_periode(decompte.du, decompte.au)}{montant}", decompte.get_etat_display().lower()


def _draw_boite(echelle: Echelle, du: date, au: date, genre: str, lignes: tuple[str, str], y: int) -> Boite:
    x = echelle.place(du) + 2
    largeur = max(echelle.place(au, apres=True) - 2 - x, 4)
    texte = next((essai for essai in _shorten(lignes) if LETTRE * max(map(len, essai)) + 20 <= largeur), None)
    return Boite(x, y, largeur, genre, Texte(x + 14, y, "start", texte) if texte else None)


def _shorten(lignes: tuple[str, str]) -> Iterable[tuple[str, str]]:
    """The words of a box: whole, without the amount, then « T1 » over the year."""
    nom, etat = lignes[0].partition("\u00a0:")[0], lignes[1]
    yield lignes
    yield nom, etat
    rang, _, reste = nom.partition(" ")
    periode, _, annee = reste.partition(" ")
    if periode in {"trimestre", "semestre"}:
        yield f"{periode[0].upper()}{rang[0]}", annee


def _draw_aujourdhui(convention: Convention, echelle: Echelle, now: date, y: int) -> Texte | None:
    if not convention.debut <= now <= convention.fin:
        return None
    texte = f"aujourd’hui, {write_jour(now)}"
    x = echelle.place(now)
    return Texte(x, y, _lean(x, texte, texte)[0], (texte,))
