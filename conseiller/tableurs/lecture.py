"""A file that someone sends, read into rows of text. Its content decides what it is, never its name."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from conseiller.tableurs.classeur import open_xlsx
from conseiller.tableurs.refus import (
    ClasseurProtege,
    EstUnAncienExcel,
    EstUneImage,
    EstUnPdf,
    FichierTropLourd,
    FichierVide,
    PasUnTableau,
    TableauRefuse,
    TexteIllisible,
    TropDeColonnes,
    TropDeLignes,
)
from conseiller.tableurs.texte import read_csv

MEGAOCTETS = 5
LIGNES = 5_000
COLONNES = 100
# How much further to look for a stray cell, which makes a refusal: below and beside, a spreadsheet has only formats.
MARGE = 2

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The name of the stream that carries a workbook under a password.
CHIFFRE = "EncryptedPackage".encode("utf-16-le")
SIGNATURES: tuple[tuple[bytes, type[TableauRefuse]], ...] = (
    (b"%PDF-", EstUnPdf),
    (b"\x89PNG", EstUneImage),
    (b"\xff\xd8\xff", EstUneImage),
    (b"GIF8", EstUneImage),
    (b"RIFF", EstUneImage),
    (b"II*\0", EstUneImage),
    (b"MM\0*", EstUneImage),
    (OLE, EstUnAncienExcel),
    (b"<", PasUnTableau),
    (b"\xef\xbb\xbf<", PasUnTableau),
    (b"{\\rtf", PasUnTableau),
)


class LigneLue(NamedTuple):
    """A row that has something in it, and its number in the file, from 1, as a spreadsheet numbers it."""

    numero: int
    cellules: tuple[str, ...]


def read_lignes(contenu: bytes, nom: str) -> list[LigneLue]:
    """The rows of a CSV or of the first visible sheet of a workbook; `nom` is what the sentences call the file.

    Cells are texts without spaces around: dates as 2022-03-01, numbers as 1823.12. Empty rows and the empty columns
    on the right are left out; all rows have the same width. Raises TableauRefuse.
    """
    if len(contenu) > MEGAOCTETS * 1024 * 1024:
        raise FichierTropLourd(nom, limite=MEGAOCTETS)
    if contenu.startswith(ZIP):
        with open_xlsx(contenu, nom, MARGE * LIGNES, MARGE * COLONNES) as rangees:
            return _bound(rangees, nom)
    if contenu.startswith(OLE) and CHIFFRE in contenu:
        raise ClasseurProtege(nom)
    debut = contenu[:1024].lstrip()
    for signature, refus in SIGNATURES:
        if debut.startswith(signature):
            raise refus(nom)
    return _bound(read_csv(contenu, nom), nom)


def _bound(rangees: Iterable[list[str]], nom: str) -> list[LigneLue]:
    lues = []
    for numero, rangee in enumerate(islice(rangees, MARGE * LIGNES), 1):
        cellules = [cellule.strip() for cellule in rangee]
        while cellules and not cellules[-1]:
            cellules.pop()
        if not cellules:
            continue
        if numero > LIGNES:
            raise TropDeLignes(nom, limite=LIGNES)
        if len(cellules) > COLONNES:
            raise TropDeColonnes(nom, limite=COLONNES, numero=numero)
        if any("\0" in cellule for cellule in cellules):
            raise TexteIllisible(nom)
        lues.append((numero, cellules))
    if not lues:
        raise FichierVide(nom)
    largeur = max(len(cellules) for _, cellules in lues)
    return [LigneLue(numero, (*cellules, *[""] * (largeur - len(cellules)))) for numero, cellules in lues]
