"""Read a table of expenses: what every line says, what is wrong with it, in the words of whoever filled it in.

Nothing is written here. Headings and values are forgiven what people vary: accents, capitals, order, spaces, signs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from communes.calculs import normalize_nom
from communes.models import Convention
from conseiller.champs import JourField, MontantChamp
from conseiller.enums import Enumeration
from conseiller.refus import JOURS_INVERSES, Refus
from conseiller.tableurs import LigneLue, read_lignes
from subventions.calculs.lecture.objet import DERNIERE_ANNEE, PREMIERE_ANNEE
from subventions.enums import EtatDepense, Nature
from subventions.models import Depense
from subventions.presentation.depenses import COLONNES, EXEMPLE, JUSTIFICATIF
from subventions.presentation.mots import join_mots

OUI = {"oui", "o", "vrai", "1", "x"}
NON = {"non", "n", "faux", "0"}
TOUTES = {"", "toutes", "tous", "commun", "communes", "partagee", "partage", "toutes les communes"}
ANNEES = f"une année de {PREMIERE_ANNEE} à {DERNIERE_ANNEE}"
LONGUEURS = {"libelle": 500, "reference": 500, "mandat": 50}


class ColonnesManquantes(Refus):
    """A table without the headings that an expense cannot do without."""


@dataclass(frozen=True, slots=True)
class Defaut:
    """What is wrong in one cell: its line in the file, its column, what was read there, what is expected."""

    ligne: int
    colonne: str
    lu: str
    attendu: str


@dataclass(frozen=True, slots=True)
class Lecture:
    """A table read to its end: expenses not yet saved, with the line of each, and what is wrong."""

    depenses: list[Depense]
    lignes: list[int]
    defauts: list[Defaut]
    inconnues: list[str]
    exemples: int

    @property
    def montant(self) -> int:
        """Sum of the good lines, in cents."""
        return sum(depense.montant for depense in self.depenses)

    @property
    def lignes_fautives(self) -> int:
        """How many lines are to be corrected."""
        return len({defaut.ligne for defaut in self.defauts})


def read_depenses(contenu: bytes, nom: str, convention: Convention) -> Lecture:
    """The expenses of a CSV or a workbook; one query, whatever the number of lines.

    Raises TableauRefuse when the file is not read, ColonnesManquantes when its headings are not those of expenses.
    """
    entete, *lignes = read_lignes(contenu, nom)
    places, inconnues = _find_colonnes(entete)
    lecteur = _Lecteur(convention, places)
    gardees = [ligne for ligne in lignes if not lecteur.is_exemple(ligne)]
    if not gardees:
        raise ColonnesManquantes("Ce fichier ne contient encore aucune dépense. Remplissez-le, puis envoyez-le.")
    for ligne in gardees:
        lecteur.read(ligne)
    return Lecture(lecteur.depenses, lecteur.lignes, lecteur.defauts, inconnues, len(lignes) - len(gardees))


def _find_colonnes(entete: LigneLue) -> tuple[dict[str, int], list[str]]:
    """The place of each known column, and the headings that are none."""
    noms = {normalize_nom(nom): colonne for colonne in COLONNES for nom in (colonne.nom, *colonne.autres)}
    places: dict[str, int] = {}
    inconnues = []
    for rang, titre in enumerate(entete.cellules):
        colonne = noms.get(normalize_nom(titre))
        if colonne is not None and colonne.champ not in places:
            places[colonne.champ] = rang
        elif titre and normalize_nom(titre) != normalize_nom(JUSTIFICATIF):
            inconnues.append(titre)
    manquantes = [colonne.nom for colonne in COLONNES if colonne.obligatoire and colonne.champ not in places]
    if manquantes:
        raise ColonnesManquantes(
            f"La première ligne du tableau doit nommer les colonnes. Il manque\u00a0: {join_mots(manquantes)}."
            " Partez du modèle à télécharger, ou renommez vos colonnes."
        )
    return places, inconnues


@dataclass(slots=True)
class _Lecteur:
    """Reads line after line, and keeps what it finds."""

    convention: Convention
    places: dict[str, int]
    depenses: list[Depense] = field(default_factory=list)
    lignes: list[int] = field(default_factory=list)
    defauts: list[Defaut] = field(default_factory=list)
    parties: dict[str, Any] = field(init=False)
    lectures: dict[str, Callable[[str], Any]] = field(init=False)
    noms: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        parties = list(self.convention.parties.select_related("organisme"))
        self.parties = {normalize_nom(partie.organisme.nom): partie for partie in parties}
        self.parties |= {partie.organisme.code.lower(): partie for partie in parties}
        self.noms = {colonne.champ: colonne.nom for colonne in COLONNES}
        jour, montant = JourField(), MontantChamp()
        self.lectures = {
            "libelle": lambda texte: _read_texte(texte, LONGUEURS["libelle"], obligatoire=True),
            "nature": lambda texte: _read_mot(texte, Nature),
            "montant": lambda texte: montant.clean(_open_parentheses(texte)),
            "debut": jour.clean,
            "fin": lambda texte: jour.clean(texte) if texte else None,
            "affectation": self._find_partie,
            "etat": lambda texte: _read_mot(texte, EtatDepense) if texte else EtatDepense.CONSTATE.value,
            "eligible": _read_oui_non,
            "exercice": _read_exercice,
            "reference": lambda texte: _read_texte(texte, LONGUEURS["reference"]),
            "mandat": lambda texte: _read_texte(texte, LONGUEURS["mandat"]),
            "mandate_le": lambda texte: jour.clean(texte) if texte else None,
        }

    def is_exemple(self, ligne: LigneLue) -> bool:
        """Whether it is one of the model's own lines."""
        return normalize_nom(self._read_cellule(ligne, "libelle")).startswith(normalize_nom(EXEMPLE))

    def _read_cellule(self, ligne: LigneLue, champ: str) -> str:
        rang = self.places.get(champ)
        return "" if rang is None else ligne.cellules[rang]

    def read(self, ligne: LigneLue) -> None:
        """Keep the expense of a line, or each of its faults."""
        avant = len(self.defauts)
        champs: dict[str, Any] = {}
        for champ, lecture in self.lectures.items():
            texte = self._read_cellule(ligne, champ)
            try:
                champs[champ] = lecture(texte)
            except ValidationError as erreur:
                self._report(ligne, champ, " ".join(erreur.messages))
        debut = champs.get("debut")
        fin: Any = champs.get("fin") or debut
        if debut and fin and fin < debut:
            self._report(ligne, "fin", JOURS_INVERSES)
        if len(self.defauts) == avant:
            champs["fin"] = fin
            champs["exercice"] = champs["exercice"] or (champs["mandate_le"] or fin).year
            self.depenses.append(Depense(convention=self.convention, **champs))
            self.lignes.append(ligne.numero)

    def _report(self, ligne: LigneLue, champ: str, attendu: str) -> None:
        self.defauts.append(Defaut(ligne.numero, self.noms[champ], self._read_cellule(ligne, champ), attendu))

    def _find_partie(self, texte: str) -> Any:
        nom = normalize_nom(texte)
        if nom in TOUTES:
            return None
        if nom not in self.parties:
            connues = join_mots([str(partie) for partie in dict.fromkeys(self.parties.values())])
            raise ValidationError(
                f"Aucune partie ne porte ce nom ni ce code. Laissez vide, ou écrivez l’une d’elles\u00a0: {connues}."
            )
        return self.parties[nom]


def _read_texte(texte: str, longueur: int, *, obligatoire: bool = False) -> str:
    if obligatoire and not texte:
        raise ValidationError("Écrivez ce qui a été acheté ou payé.")
    if len(texte) > longueur:
        raise ValidationError(f"Ce texte dépasse {longueur} caractères\u00a0: raccourcissez-le.")
    return texte


def _read_mot(texte: str, mots: type[Enumeration]) -> str:
    """A word of the field by its value or its label, plural and feminine forgiven."""
    cherche = _stem(texte)
    for mot in mots:
        if cherche and cherche in {_stem(mot.value), _stem(mot.libelle)}:
            return mot.value
    raise ValidationError(f"Écrivez l’un de ces mots\u00a0: {join_mots([mot.libelle for mot in mots])}.")


def _stem(texte: str) -> str:
    return normalize_nom(texte).removesuffix("s").removesuffix("e")


def _read_oui_non(texte: str) -> bool | None:
    mot = normalize_nom(texte)
    if mot not in {"", *OUI, *NON}:
        raise ValidationError("Écrivez oui ou non, ou laissez vide\u00a0: la nature de la dépense décide alors.")
    return None if not mot else mot in OUI


def _read_exercice(texte: str) -> int | None:
    if not texte:
        return None
    if not (texte.isascii() and texte.isdigit() and PREMIERE_ANNEE <= int(texte) <= DERNIERE_ANNEE):
        raise ValidationError(f"Écrivez {ANNEES}, par exemple 2022, ou laissez vide.")
    return int(texte)


def _open_parentheses(texte: str) -> str:
    """Accountants write (123,45) for what is taken off."""
    nu = texte.strip()
    return f"-{nu[1:-1].strip()}" if nu.startswith("(") and nu.endswith(")") else nu
