"""Files that are not read: each reason has its sentence, and nothing breaks."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from conseiller.tableurs import TableauRefuse, read_lignes, refus
from tests.conseiller.tableurs.fichiers import (
    DOCX,
    ODS,
    OLE,
    encrypt_flags,
    read_parts,
    replace_sheet,
    save,
    sheet,
    small_workbook,
    zip_parts,
)

ENTITES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
UTF_16 = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'.encode("utf-16")
CHIFFRE = OLE + "EncryptedPackage".encode("utf-16-le")


def test_the_sentence_says_which_file_why_and_what_to_do():
    with pytest.raises(refus.EstUnPdf) as leve:
        read_lignes(b"%PDF-1.7\n", "dépenses {2022}.xlsx")
    assert str(leve.value) == (
        "«\u00a0dépenses {2022}.xlsx\u00a0» est un PDF\u00a0: ses cases ne se lisent pas."
        " Enregistrez le tableau au format Excel (.xlsx) ou CSV, puis envoyez ce fichier."
    )


@pytest.mark.parametrize(
    ("contenu", "classe"),
    [
        (b"", refus.FichierVide),
        (b" \r\n;;\r\n", refus.FichierVide),
        (save(Workbook()), refus.FichierVide),
        (b"a" * (5 * 1024 * 1024 + 1), refus.FichierTropLourd),
        (b"\x89PNG\r\n\x1a\n", refus.EstUneImage),
        (b"\xff\xd8\xff\xe0", refus.EstUneImage),
        (OLE, refus.EstUnAncienExcel),
        (CHIFFRE, refus.ClasseurProtege),
        (ODS, refus.EstUnOds),
        (DOCX, refus.PasUnTableau),
        (b"PK\x05\x06" + bytes(18), refus.PasUnTableau),
        (b"\r\n<!DOCTYPE html><table><tr><td>1</td></tr></table>", refus.PasUnTableau),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", refus.PasUnTableau),
        (b"{\\rtf1}", refus.PasUnTableau),
        (b"a;b\n1;\0\n", refus.TexteIllisible),
        ("Objet;Montant\n".encode("utf-16"), refus.TexteIllisible),
        (b"a;\x81\n", refus.TexteIllisible),
        (b"\xef\xbb\xbfa;\xe9\n", refus.TexteIllisible),
        (small_workbook("a\0b"), refus.TexteIllisible),
        (b'a;b\n1;"ouvert\n2;3\n', refus.LigneIllisible),
        (b"a;b\n1;" + b"x" * 200_000, refus.LigneIllisible),
        (b"a\n" * 5_001, refus.TropDeLignes),
        (b";".join([b"a"] * 101), refus.TropDeColonnes),
    ],
)
def test_a_file_that_is_no_table_is_refused(contenu, classe):
    with pytest.raises(TableauRefuse) as leve:
        read_lignes(contenu, "essai")
    assert type(leve.value) is classe


@pytest.mark.parametrize(
    ("rangees", "classe"),
    [
        ('<row r="5001"><c r="A5001"><v>1</v></c></row>', refus.TropDeLignes),
        ('<row r="1"><c r="CW1"><v>1</v></c></row>', refus.TropDeColonnes),
        ('<row r="1"><c r="A1"><v>abc</v></c></row>', refus.ClasseurAbime),
        ('<row r="1"><c r="A1" t="s"><v>99</v></c></row>', refus.ClasseurAbime),
        ('<row r="x"><c r="A1"><v>1</v></c></row>', refus.ClasseurAbime),
        ('<row r="1"><c r="A1"><v>1</v></row>', refus.ClasseurAbime),
        ("<row><c/></row>" * 2_000_001, refus.ClasseurDemesure),
    ],
)
def test_a_sheet_out_of_bounds_is_refused(rangees, classe):
    with pytest.raises(TableauRefuse) as leve:
        read_lignes(replace_sheet(sheet(rangees)), "essai")
    assert type(leve.value) is classe


@pytest.mark.parametrize(
    ("parties", "classe"),
    [
        ({"xl/media/image1.png": bytes(50 * 1024 * 1024)}, refus.ClasseurDemesure),
        ({"xl/media/image1.png": bytes(2 * 1024 * 1024)}, refus.ClasseurDemesure),
        ({f"xl/media/{rang}": b"" for rang in range(1_000)}, refus.ClasseurDemesure),
        ({"xl/sharedStrings.xml": ENTITES + b"<x>&a;</x>"}, refus.ClasseurSuspect),
        ({"docProps/core.xml": UTF_16}, refus.ClasseurSuspect),
        ({"xl/workbook.xml": b"<workbook"}, refus.ClasseurAbime),
        ({"[Content_Types].xml": b"<Types/>"}, refus.ClasseurAbime),
        ({"xl/styles.xml": b""}, refus.ClasseurAbime),
    ],
)
def test_a_workbook_with_a_trap_inside_is_refused(parties, classe):
    with pytest.raises(TableauRefuse) as leve:
        read_lignes(zip_parts(read_parts(small_workbook()) | parties), "essai")
    assert type(leve.value) is classe


def test_an_encrypted_archive_is_refused():
    with pytest.raises(refus.ClasseurProtege):
        read_lignes(encrypt_flags(small_workbook()), "essai")


def test_a_workbook_without_a_visible_sheet_is_empty():
    parties = read_parts(small_workbook())
    cachee = parties["xl/workbook.xml"].replace(b"<sheet ", b'<sheet state="hidden" ')
    with pytest.raises(refus.FichierVide):
        read_lignes(zip_parts(parties | {"xl/workbook.xml": cachee}), "essai")


def test_five_thousand_rows_and_a_hundred_columns_are_read():
    assert len(read_lignes(b"a\n" * 5_000 + b"\n" * 9_000, "essai")) == 5_000
    assert len(read_lignes(b";".join([b"a"] * 100), "essai")[0].cellules) == 100


ENTIER = small_workbook()


@given(st.integers(0, len(ENTIER) - 1), st.integers(0, 255))
@settings(max_examples=300)
def test_an_altered_workbook_is_read_or_refused(place, octet):
    altere = ENTIER[:place] + bytes([octet]) + ENTIER[place + 1 :]
    for contenu in (altere, ENTIER[:place]):
        with suppress(TableauRefuse):
            read_lignes(contenu, "essai")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(contenu):
    with suppress(TableauRefuse):
        read_lignes(contenu, "essai")
