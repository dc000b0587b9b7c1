"""Files as people send them, and as nobody should."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from openpyxl import Workbook

from conseiller.tableurs import Colonne, Tableau, write_xlsx

TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Override PartName="/xl/workbook.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"""


def zip_parts(parties: Mapping[str, bytes], methode: int = ZIP_DEFLATED) -> bytes:
    flux = BytesIO()
    with ZipFile(flux, "w", methode) as archive:
        for nom, contenu in parties.items():
            archive.writestr(nom, contenu)
    return flux.getvalue()


def read_parts(contenu: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(contenu)) as archive:
        return {nom: archive.read(nom) for nom in archive.namelist()}


def small_workbook(texte: str = "Carburant") -> bytes:
    return write_xlsx([Tableau("Dépenses", [Colonne("Objet")], [[texte]])])


def replace_sheet(feuille: bytes) -> bytes:
    """A sound workbook whose only sheet is `feuille`."""
    return zip_parts(read_parts(small_workbook()) | {"xl/worksheets/sheet1.xml": feuille})


def sheet(rangees: str, dimension: str = "A1") -> bytes:
    espace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return (
        f'<worksheet xmlns="{espace}"><dimension ref="{dimension}"/><sheetData>{rangees}</sheetData></worksheet>'
    ).encode()


def save(classeur: Workbook) -> bytes:
    flux = BytesIO()
    classeur.save(flux)
    return flux.getvalue()


def encrypt_flags(contenu: bytes) -> bytes:
    """The same archive, every entry said to be encrypted."""
    octets = bytearray(contenu)
    for signature, ecart in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = octets.find(signature)
        while place >= 0:
            octets[place + ecart] |= 1
            place = octets.find(signature, place + 4)
    return bytes(octets)


ODS = zip_parts({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}, ZIP_STORED)
DOCX = zip_parts({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
