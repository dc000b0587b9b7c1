"""Workbooks (.xlsx), both ways: XlsxWriter writes, openpyxl reads."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from conseiller.refus import Refus
from conseiller.tableurs.archive import check_archive
from conseiller.tableurs.refus import ClasseurAbime, FichierVide
from conseiller.tableurs.tableau import Genre, Tableau, Valeur, write_decimal

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
# The same figures give the same bytes, whenever they are written.
CREATION = datetime(2020, 1, 1)
FORMATS = {
    Genre.TEXTE: "@",
    Genre.MONTANT: "#,##0.00 €",
    Genre.HEURES: '#,##0.00 "h"',
    Genre.DATE: "dd/mm/yyyy",
    Genre.ENTIER: "#,##0",
    Genre.POURCENT: "0.00 %",
    Genre.NOMBRE: "General",
}
LARGEURS = (12, 60)
# Room for the arrow of the filter.
FLECHE = 4
# Both counted in UTF-16 units, as Excel does.
TEXTE_MAXIMAL = 32_767
NOM_MAXIMAL = 31
INTERDITS = re.compile(r"[\[\]:*?/\\\x00-\x1f\ufffe\uffff\U00010000-\U0010ffff]")
# Excel keeps these for itself, the second one in French.
RESERVES = ("history", "historique")


def write_xlsx(tableaux: Sequence[Tableau]) -> bytes:
    """One sheet per table: real numbers and dates, texts that stay texts, headings that stay in sight and filter."""
    from xlsxwriter import Workbook

    flux = BytesIO()
    with Workbook(flux, OPTIONS) as classeur:
        classeur.set_properties({"created": CREATION})
        entete = classeur.add_format({"bold": True, "bottom": 1, "num_format": "@"})
        formats = {genre: classeur.add_format({"num_format": forme}) for genre, forme in FORMATS.items()}
        for nom, tableau in zip(name_feuilles(tableau.titre for tableau in tableaux), tableaux, strict=True):
            _write_feuille(classeur.add_worksheet(nom), tableau, entete, formats)
    return flux.getvalue()


def _write_feuille(feuille: Any, tableau: Tableau, entete: Any, formats: dict[Genre, Any]) -> None:
    feuille.freeze_panes(1, 0)
    feuille.autofilter(0, 0, len(tableau.lignes), len(tableau.colonnes) - 1)
    for rang, colonne in enumerate(tableau.colonnes):
        valeurs = [ligne[rang] for ligne in tableau.lignes]
        feuille.set_column(rang, rang, _measure(colonne.nom, colonne.genre, valeurs))
        feuille.write_string(0, rang, _protect(colonne.nom), entete)
        for numero, valeur in enumerate(valeurs, 1):
            _write_cellule(feuille, (numero, rang), colonne.genre, valeur, formats[colonne.genre])


def _write_cellule(feuille: Any, place: tuple[int, int], genre: Genre, valeur: Valeur, forme: Any) -> None:
    if valeur is None:
        return
    if isinstance(valeur, date):
        feuille.write_datetime(*place, valeur, forme)
    elif genre == Genre.TEXTE:
        feuille.write_string(*place, _protect(str(valeur)), forme)
    else:
        # Decimal only carries the digits: a percentage is a fraction for a spreadsheet.
        nombre = Decimal(write_decimal(genre, valeur))
        feuille.write_number(*place, nombre.scaleb(-2) if genre == Genre.POURCENT else nombre, forme)


def _protect(texte: str) -> str:
    """A text that fits a cell; XlsxWriter copies as it is, tags included, what looks like its own rich text."""
    texte = f"{texte} " if texte.startswith("<r>") and texte.endswith("</r>") else texte
    return texte.encode("utf-16-le")[: 2 * TEXTE_MAXIMAL].decode("utf-16-le", "ignore")


def _measure(nom: str, genre: Genre, valeurs: Sequence[Valeur]) -> int:
    """The width of a column, in letters."""
    moins, plus = LARGEURS
    textes = [len(str(valeur)) for valeur in valeurs if valeur is not None] if genre == Genre.TEXTE else []
    return min(plus, max(moins, len(nom) + FLECHE, *textes))


def name_feuilles(titres: Iterable[str]) -> list[str]:
    """Names that Excel accepts for sheets: no sign of its own, 31 letters, never twice the same.

    >>> name_feuilles(["Dépenses 2021/2022", "Dépenses 2021:2022", "Historique", ""])
    ['Dépenses 2021 2022', 'Dépenses 2021 2022 (2)', 'Historique (2)', 'Tableau']
    """
    noms: list[str] = []
    pris = set(RESERVES)
    for titre in titres:
        base = nom = INTERDITS.sub(" ", titre)[:NOM_MAXIMAL].strip(" '") or "Tableau"
        rang = 1
        while nom.lower() in pris:
            rang += 1
            suffixe = f" ({rang})"
            nom = base[: NOM_MAXIMAL - len(suffixe)] + suffixe
        pris.add(nom.lower())
        noms.append(nom)
    return noms


@contextmanager
def open_xlsx(contenu: bytes, nom: str, lignes: int, colonnes: int) -> Iterator[Iterator[list[str]]]:
    """The rows of the first visible sheet, missing ones included, no further than `lignes` and `colonnes`.

    Raises the refusals of `check_archive`, FichierVide when no sheet is visible, and ClasseurAbime for all that
    openpyxl meets, here or inside the block.
    """
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            check_archive(contenu, nom)
            classeur = load_workbook(BytesIO(contenu), read_only=True, data_only=True, keep_links=False)
            visibles = [feuille for feuille in classeur.worksheets if feuille.sheet_state == "visible"]
            if not visibles:
                raise FichierVide(nom)
            # All three are given, so that the size which the sheet declares counts for nothing.
            rangees = visibles[0].iter_rows(min_row=1, max_row=lignes, max_col=colonnes, values_only=True)
            yield ([write_cellule(valeur) for valeur in rangee] for rangee in rangees)
        except Refus:
            raise
        # A damaged workbook breaks openpyxl, and the parsers under it, in more ways than they document.
        except Exception as erreur:
            raise ClasseurAbime(nom) from erreur


def write_cellule(valeur: object) -> str:
    """A value of a workbook as people would type it.

    >>> write_cellule(datetime(2022, 3, 1)), write_cellule(1823.12), write_cellule(12.0), write_cellule(True)
    ('2022-03-01', '1823.12', '12', 'oui')
    """
    match valeur:
        case None:
            return ""
        case bool():
            return "oui" if valeur else "non"
        case float():
            return _write_nombre(valeur)
        case datetime():
            return valeur.date().isoformat() if valeur.time() == time() else valeur.isoformat(" ", "minutes")
        case time():
            return valeur.isoformat("minutes")
        case timedelta():
            heures, minutes = divmod(valeur // timedelta(minutes=1), 60)
            return f"{heures}:{minutes:02d}"
        case str():
            return _unescape(valeur)
        case _:
            return str(valeur)


def _write_nombre(valeur: float) -> str:
    """The fifteen digits that a spreadsheet shows: binary noise begins after them."""
    nombre = format(Decimal(f"{valeur:.15g}"), "f")
    return nombre.rstrip("0").rstrip(".") if "." in nombre else nombre


def _unescape(texte: str) -> str:
    """Signs that XML does not know are written by their number: `_x000D_`."""
    from openpyxl.utils.escape import unescape

    return str(unescape(texte))
