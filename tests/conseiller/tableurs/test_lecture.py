"""Tables that people send: every usual way of writing one reads the same."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from conseiller.tableurs import Colonne, Genre, LigneLue, Tableau, read_lignes, write_csv, write_xlsx
from conseiller.tableurs.classeur import write_cellule
from conseiller.tableurs.tableau import write_decimal
from tests.conseiller.tableurs.fichiers import replace_sheet, save, sheet

TEXTES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
MONTANTS = st.integers(-(10**13), 10**13)
LIGNES = st.lists(
    st.tuples(
        TEXTES,
        st.none() | MONTANTS,
        st.none() | st.integers(0, 10**6),
        st.none() | st.dates(date(1900, 3, 1), date(2200, 1, 1)),
        TEXTES,
    ),
    max_size=8,
)
COLONNES = (
    Colonne("Objet"),
    Colonne("Montant", Genre.MONTANT),
    Colonne("Heures", Genre.HEURES),
    Colonne("Date", Genre.DATE),
    Colonne("Note"),
)


def cells(contenu: bytes) -> list[tuple[str, ...]]:
    return [ligne.cellules for ligne in read_lignes(contenu, "essai")]


def write_lignes(lignes: list[tuple], forme_date: str, *, plain: bool) -> list[tuple[str, ...]]:
    """What the rows must read back as; a workbook drops the zeros that decimals end with (`plain`)."""

    def number(genre: Genre, valeur: int | None) -> str:
        texte = "" if valeur is None else write_decimal(genre, valeur)
        return texte.rstrip("0").rstrip(".") if plain and "." in texte else texte

    attendues = [
        (
            objet.strip(),
            number(Genre.MONTANT, montant),
            number(Genre.HEURES, heures),
            jour.strftime(forme_date) if jour else "",
            note.strip(),
        )
        for objet, montant, heures, jour, note in lignes
    ]
    return [tuple(colonne.nom for colonne in COLONNES), *filter(any, attendues)]


@given(LIGNES)
def test_a_table_written_as_csv_reads_back(lignes):
    tableau = Tableau("Essai", COLONNES, lignes)
    assert cells(write_csv(tableau, virgule=True)) == write_lignes(lignes, "%Y-%m-%d", plain=False)
    attendues = write_lignes(lignes, "%d/%m/%Y", plain=False)
    decimales = [(o, m.replace(".", ","), h.replace(".", ","), d, n) for o, m, h, d, n in attendues]
    assert cells(write_csv(tableau)) == decimales


@given(LIGNES)
def test_a_table_written_as_a_workbook_reads_back(lignes):
    assert cells(write_xlsx([Tableau("Essai", COLONNES, lignes)])) == write_lignes(lignes, "%Y-%m-%d", plain=True)


@given(MONTANTS)
def test_no_amount_gets_binary_noise(centimes):
    attendu = write_decimal(Genre.MONTANT, centimes).rstrip("0").rstrip(".")
    assert write_cellule(float(write_decimal(Genre.MONTANT, centimes))) == ("0" if attendu in {"", "-0"} else attendu)


@pytest.mark.parametrize(
    "contenu",
    [
        "Objet;Montant\nÉté;12,50\n".encode(),
        "\ufeffObjet;Montant\r\nÉté;12,50\r\n".encode(),
        "Objet;Montant\rÉté;12,50\r".encode(),
        "Objet;Montant\nÉté;12,50".encode("cp1252"),
        "Objet\tMontant\nÉté\t12,50\n".encode(),
        'Objet,Montant\nÉté,"12,50"\n'.encode(),
        '"Objet";"Montant"\n"Été";"12,50"\n'.encode(),
        "Objet;Montant;;\n Été ; 12,50 ;;\n;;;\n;;;\n".encode(),
    ],
)
def test_every_usual_csv_reads_the_same(contenu):
    assert cells(contenu) == [("Objet", "Montant"), ("Été", "12,50")]


@pytest.mark.parametrize(
    ("texte", "cellules"),
    [
        ("a;b;c\n1,5;2,5;3,5\n1,5;2,5;3,5\n", [("a", "b", "c"), ("1,5", "2,5", "3,5"), ("1,5", "2,5", "3,5")]),
        ("a,b\n1;2;3,x\n4;5;6,y\n", [("a", "b"), ("1;2;3", "x"), ("4;5;6", "y")]),
        ("Dépenses\n\na;b\n1,5;2\n", [("Dépenses", ""), ("a", "b"), ("1,5", "2")]),
        ('a,b\n1,"x;y\nz;t\nu;v"\n', [("a", "b"), ("1", "x;y\nz;t\nu;v")]),
        ("Objet\nCarburant\n", [("Objet",), ("Carburant",)]),
        ("PK;b\n1;2\n", [("PK", "b"), ("1", "2")]),
    ],
)
def test_the_separator_is_guessed(texte, cellules):
    assert cells(texte.encode()) == cellules


def test_a_row_keeps_the_number_that_a_spreadsheet_shows():
    classeur = Workbook()
    classeur.active["A2"], classeur.active["C5"] = "Objet", 12
    attendues = [LigneLue(2, ("Objet", "", "")), LigneLue(5, ("", "", "12"))]
    assert read_lignes(save(classeur), "essai") == attendues
    assert read_lignes(b"\r\nObjet\r\n;;\r\n\r\n;;12\r\n", "essai") == attendues
    assert [ligne.numero for ligne in read_lignes(b'a;"b\nc"\nd;e\n', "essai")] == [1, 2]


@pytest.mark.parametrize(
    ("valeur", "texte"),
    [
        (None, ""),
        (True, "oui"),
        (False, "non"),
        (1823.12, "1823.12"),
        (12.0, "12"),
        (0.1 + 0.2, "0.3"),
        (1e20, "100000000000000000000"),
        (54000, "54000"),
        ("054", "054"),
        (" Été\u00a0", "Été"),
        (datetime(2022, 3, 1), "2022-03-01"),
        (date(2022, 3, 1), "2022-03-01"),
        (datetime(2022, 3, 1, 14, 30), "2022-03-01 14:30"),
        (time(9, 5), "09:05"),
        (timedelta(hours=36, minutes=15), "36:15"),
    ],
)
def test_a_cell_of_a_workbook_is_the_text_that_people_would_type(valeur, texte):
    classeur = Workbook()
    classeur.active.append(["x", valeur, "x"])
    assert cells(save(classeur)) == [("x", texte, "x")]


def test_a_formula_gives_its_last_result():
    feuille = sheet('<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>"a"</f><v>a</v></c></row>')
    assert cells(replace_sheet(feuille)) == [("2", "a")]


def test_the_first_visible_sheet_is_read():
    classeur = Workbook()
    classeur.active["A1"] = "cachée"
    classeur.create_sheet("Vue")["A1"] = "vue"
    classeur.create_sheet("Suite")["A1"] = "suite"
    classeur.worksheets[0].sheet_state = "hidden"
    assert cells(save(classeur)) == [("vue",)]


@pytest.mark.parametrize("dimension", ["A1", "A1:XFD1048576", "B2:C3"])
def test_the_size_that_a_sheet_declares_counts_for_nothing(dimension):
    rangees = '<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="C3"><v>2</v></c></row>'
    fin = '<row r="1048576"><c r="A1048576" s="1"/></row>'
    assert read_lignes(replace_sheet(sheet(rangees + fin, dimension)), "essai") == [
        LigneLue(1, ("1", "", "")),
        LigneLue(3, ("", "", "2")),
    ]


def test_what_openpyxl_warns_about_stays_inside():
    rangees = '<row r="1"><c r="A1"><v>1</v></c></row>'
    suite = b'<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"/></extLst></worksheet>'
    assert cells(replace_sheet(sheet(rangees).replace(b"</worksheet>", suite))) == [("1",)]
