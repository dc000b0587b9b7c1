"""Tables that people take away: what each format writes, and what a spreadsheet makes of it."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from conseiller.tableurs import Colonne, Genre, Tableau, write_csv, write_xlsx
from conseiller.tableurs.classeur import name_feuilles

DANGERS = ["=1+1", "+33 3 83", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1+1", "'=1+1"]
DEPENSES = Tableau(
    "Dépenses",
    [
        Colonne("Objet"),
        Colonne("Montant", Genre.MONTANT),
        Colonne("Heures", Genre.HEURES),
        Colonne("Date", Genre.DATE),
        Colonne("Jours", Genre.ENTIER),
        Colonne("Part", Genre.POURCENT),
        Colonne("Valeur", Genre.NOMBRE),
    ],
    [
        ["Câbles ; adaptateurs", 182312, 934, date(2022, 3, 1), 365, 1234, "0.00123"],
        ["Avoir", -5, 4, date(2021, 12, 31), 0, 10000, "-12"],
        [None] * 7,
    ],
)


def test_the_semicolon_csv_is_what_a_french_spreadsheet_opens():
    assert write_csv(DEPENSES).decode() == (
        "\ufeffObjet;Montant;Heures;Date;Jours;Part;Valeur\r\n"
        '"Câbles ; adaptateurs";1823,12;233,5;01/03/2022;365;12,34;0,00123\r\n'
        "Avoir;-0,05;1;31/12/2021;0;100;-12\r\n"
        ";;;;;;\r\n"
    )


def test_the_comma_csv_is_what_a_program_reads():
    assert write_csv(DEPENSES, virgule=True).decode() == (
        "Objet,Montant,Heures,Date,Jours,Part,Valeur\r\n"
        "Câbles ; adaptateurs,1823.12,233.5,2022-03-01,365,12.34,0.00123\r\n"
        "Avoir,-0.05,1,2021-12-31,0,100,-12\r\n"
        ",,,,,,\r\n"
    )


def test_several_tables_follow_one_another_under_their_titles():
    heures = Tableau("=Heures", [Colonne("Commune")], [["Ludres"]])
    assert write_csv(heures, heures, virgule=True) == (
        b"'=Heures\r\nCommune\r\nLudres\r\n\r\n'=Heures\r\nCommune\r\nLudres\r\n"
    )


def test_the_workbook_holds_real_numbers_and_dates():
    feuille = load_workbook(BytesIO(write_xlsx([DEPENSES])))["Dépenses"]
    rangees = list(feuille.iter_rows())
    assert [[case.value for case in rangee] for rangee in rangees] == [
        ["Objet", "Montant", "Heures", "Date", "Jours", "Part", "Valeur"],
        ["Câbles ; adaptateurs", 1823.12, 233.5, datetime(2022, 3, 1), 365, 0.1234, 0.00123],
        ["Avoir", -0.05, 1, datetime(2021, 12, 31), 0, 1, -12],
    ]
    assert [case.number_format for case in rangees[1]] == [
        "@", "#,##0.00 €", '#,##0.00 "h"', "dd/mm/yyyy", "#,##0", "0.00 %", "General"
    ]  # fmt: skip
    assert {case.font.bold for case in rangees[0]} == {True}
    assert (feuille.freeze_panes, feuille.auto_filter.ref) == ("A2", "A1:G4")
    assert (feuille.column_dimensions["A"].width > 20, feuille.column_dimensions["B"].width < 15) == (True, True)


def test_the_same_tables_give_the_same_bytes(time_machine):
    time_machine.move_to(datetime(2022, 1, 1, 8))
    premier = write_xlsx([DEPENSES])
    time_machine.move_to(datetime(2023, 6, 1, 9))
    assert write_xlsx([DEPENSES]) == premier


@pytest.mark.parametrize("texte", DANGERS)
def test_no_text_runs_as_a_formula_in_a_csv(texte):
    for virgule in (False, True):
        contenu = write_csv(Tableau(texte, [Colonne(texte)], [[texte]]), virgule=virgule).decode("utf-8-sig")
        assert contenu.replace('"', "") == f"'{texte}\r\n" * 2


@pytest.mark.parametrize("texte", [*DANGERS, "https://exemple.fr", "0123", "<r>gras</r>", "{=1}"])
def test_a_text_of_a_workbook_stays_a_text(texte):
    contenu = write_xlsx([Tableau("Essai", [Colonne(texte)], [[texte]])])
    feuille = load_workbook(BytesIO(contenu))["Essai"]
    for case in (feuille["A1"], feuille["A2"]):
        assert (case.data_type, case.hyperlink) == ("s", None)
        assert case.value.replace("_x000D_", "\r").strip() == texte.strip()


def test_a_text_too_long_for_a_cell_is_cut_not_lost():
    feuille = load_workbook(BytesIO(write_xlsx([Tableau("Essai", [Colonne("Objet")], [["é" * 40_000]])])))["Essai"]
    assert feuille["A2"].value == "é" * 32_767


def test_sheets_have_names_that_excel_accepts():
    assert name_feuilles(["L’an 2021/2022", "l’an 2021:2022", "Historique", "''", "", "x" * 40, "x" * 41, "👍"]) == [
        "L’an 2021 2022", "l’an 2021 2022 (2)", "Historique (2)", "Tableau", "Tableau (2)",
        "x" * 31, "x" * 27 + " (2)", "Tableau (3)",
    ]  # fmt: skip


def test_each_table_has_its_sheet():
    classeur = load_workbook(BytesIO(write_xlsx([DEPENSES, DEPENSES])))
    assert classeur.sheetnames == ["Dépenses", "Dépenses (2)"]
