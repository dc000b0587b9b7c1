"""CSV, both ways."""

from __future__ import annotations

import csv
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from datetime import date
from io import StringIO
from itertools import islice

from conseiller.tableurs.refus import LigneIllisible, TexteIllisible
from conseiller.tableurs.tableau import Genre, Tableau, Valeur, write_decimal

# What a spreadsheet would run, whatever spaces or apostrophes stand before.
DANGEREUX = re.compile(r"[ '\u00a0]*[=+\-@\t\r\n]")
# In the order of preference when a file would bear several.
SEPARATEURS = ";\t,"
# Enough of a file to see its separator; less than the longest cell that the csv module reads.
APERCU = 100_000
LIGNES_APERCU = 50


def write_csv(*tableaux: Tableau, virgule: bool = False) -> bytes:
    """The CSV that a French spreadsheet opens as it is: byte order mark, semicolons, decimal commas, dates 31/12/2022.

    With `virgule`, the one that programs expect: commas, decimal points, dates 2022-12-31, no mark. Several tables
    follow one another, each under its title, a blank line between them.
    """
    flux = StringIO(newline="")
    ecrivain = csv.writer(flux, delimiter="," if virgule else ";", lineterminator="\r\n")
    for rang, tableau in enumerate(tableaux):
        if rang:
            ecrivain.writerow([])
        if len(tableaux) > 1:
            ecrivain.writerow([tame(tableau.titre)])
        ecrivain.writerow([tame(colonne.nom) for colonne in tableau.colonnes])
        genres = [colonne.genre for colonne in tableau.colonnes]
        for ligne in tableau.lignes:
            ecrivain.writerow([_write_cellule(*case, virgule) for case in zip(genres, ligne, strict=True)])
    return flux.getvalue().encode("utf-8" if virgule else "utf-8-sig")


def _write_cellule(genre: Genre, valeur: Valeur, virgule: bool) -> str:
    if valeur is None:
        return ""
    if isinstance(valeur, date):
        return valeur.isoformat() if virgule else f"{valeur:%d/%m/%Y}"
    if genre == Genre.TEXTE:
        return tame(str(valeur))
    nombre = write_decimal(genre, valeur)
    return nombre if virgule else nombre.replace(".", ",")


def tame(texte: str) -> str:
    """Keep a spreadsheet from running a text as a formula.

    >>> tame("=1+1"), tame("L’adjoint")
    ("'=1+1", 'L’adjoint')
    """
    return f"'{texte}" if DANGEREUX.match(texte) else texte


def untame(texte: str) -> str:
    """The text as it was before `tame`.

    >>> untame("'=1+1"), untame("'s-Hertogenbosch")
    ('=1+1', "'s-Hertogenbosch")
    """
    return texte[1:] if texte.startswith("'") and DANGEREUX.match(texte) else texte


def read_csv(contenu: bytes, nom: str) -> Iterator[list[str]]:
    """The rows of a CSV of any usual kind, blank ones included. Raises TexteIllisible, LigneIllisible."""
    texte = _decode(contenu, nom)
    # Strict: a quote left open would swallow the rest of the file into one cell.
    lecteur = csv.reader(StringIO(texte, newline=""), delimiter=guess_separateur(texte), strict=True)
    try:
        for rangee in lecteur:
            yield [untame(cellule) for cellule in rangee]
    except csv.Error as erreur:
        raise LigneIllisible(nom, numero=lecteur.line_num) from erreur


def _decode(contenu: bytes, nom: str) -> str:
    if b"\0" not in contenu:
        for codage in ("utf-8-sig",) if contenu.startswith(BOM_UTF8) else ("utf-8", "cp1252"):
            try:
                return contenu.decode(codage)
            except UnicodeDecodeError:
                continue
    raise TexteIllisible(nom)


def guess_separateur(texte: str) -> str:
    """The separator that leaves the fewest rows whole: decimal commas never stand in a heading, separators do.

    >>> guess_separateur("Objet;Montant\\nCarburant;12,50\\n"), guess_separateur("a,b\\n1,2;3\\n")
    (';', ',')
    """

    def rank(separateur: str) -> tuple[bool, int]:
        lecteur = csv.reader(StringIO(texte[:APERCU], newline=""), delimiter=separateur)
        largeurs = [len(rangee) for rangee in islice(lecteur, LIGNES_APERCU) if rangee]
        entieres = largeurs.count(1)
        return entieres < len(largeurs), -entieres

    return max(SEPARATEURS, key=rank)
