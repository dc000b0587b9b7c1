"""The zip of a workbook, looked at before anything opens it: what it is, unfolds into and declares."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZipFile, ZipInfo

from conseiller.tableurs.refus import ClasseurDemesure, ClasseurProtege, ClasseurSuspect, EstUnOds, PasUnTableau

ENTREES = 1_000
DEPLIE = 50 * 1024 * 1024
# A sheet of repeated rows shrinks fifty times, a bomb a thousand times; small parts prove nothing.
RAPPORT = 200
PETIT = 1024 * 1024
# Five thousand rows of a hundred columns, four tags a cell in the sheet and as many among the texts.
BALISES = 4_000_000
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
CHIFFRE = 0x1


def check_archive(contenu: bytes, nom: str) -> None:
    """Let a sound workbook through.

    Raises ClasseurDemesure, ClasseurProtege, EstUnOds, PasUnTableau, ClasseurSuspect; what `zipfile` raises when the
    archive is damaged is left to the caller.
    """
    with ZipFile(BytesIO(contenu)) as archive:
        entrees = archive.infolist()
        _check_tailles(entrees, nom)
        if any(entree.flag_bits & CHIFFRE for entree in entrees):
            raise ClasseurProtege(nom)
        noms = {entree.filename for entree in entrees}
        if "mimetype" in noms and archive.read("mimetype").startswith(ODS):
            raise EstUnOds(nom)
        if "xl/workbook.xml" not in noms:
            raise PasUnTableau(nom)
        _check_contenus(archive, entrees, nom)


def _check_tailles(entrees: Sequence[ZipInfo], nom: str) -> None:
    """The declared sizes can be trusted: `zipfile` never unfolds an entry beyond its own."""
    if len(entrees) > ENTREES or sum(entree.file_size for entree in entrees) > DEPLIE:
        raise ClasseurDemesure(nom)
    for entree in entrees:
        if entree.file_size > max(PETIT, RAPPORT * entree.compress_size):
            raise ClasseurDemesure(nom)


def _check_contenus(archive: ZipFile, entrees: Sequence[ZipInfo], nom: str) -> None:
    balises = 0
    for entree in entrees:
        # Without the zeros of UTF-16, in which the words would hide.
        partie = archive.read(entree).replace(b"\0", b"")
        if any(declaration in partie for declaration in DECLARATIONS):
            raise ClasseurSuspect(nom)
        balises += partie.count(b"<")
        if balises > BALISES:
            raise ClasseurDemesure(nom)
