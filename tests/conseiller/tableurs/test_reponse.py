"""A table as an answer: its type, its name, its three addresses."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from conseiller.tableurs import Colonne, Format, Tableau, write_csv, write_xlsx
from conseiller.tableurs.reponse import answer_tableaux

TABLEAU = Tableau("Dépenses", [Colonne("Objet")], [["Carburant"]])
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.mark.parametrize(
    ("format", "type_mime", "nom", "contenu"),
    [
        (Format.CSV, "text/csv; charset=utf-8", "depenses-2022.csv", write_csv(TABLEAU)),
        (Format.CSV_VIRGULE, "text/csv; charset=utf-8", "depenses-2022.virgule.csv", write_csv(TABLEAU, virgule=True)),
        (Format.XLSX, EXCEL, "depenses-2022.xlsx", write_xlsx([TABLEAU])),
    ],
)
def test_each_format_has_its_type_and_its_name(format, type_mime, nom, contenu):
    reponse = answer_tableaux("Dépenses 2022", format, [TABLEAU])
    assert reponse["Content-Type"] == type_mime
    assert reponse["Content-Disposition"] == f'attachment; filename="{nom}"'
    assert reponse.content == contenu


def test_several_tables_are_one_file():
    assert answer_tableaux("Dépenses", Format.CSV, [TABLEAU, TABLEAU]).content == write_csv(TABLEAU, TABLEAU)


def test_an_address_says_its_format_and_no_other_exists():
    for membre in Format:
        adresse = reverse("decompte_tableur", args=[1, 2, membre])
        assert adresse == f"/bureau/conventions/1/decomptes/2/calcul.{membre.value}"
        assert resolve(adresse).kwargs["format"] is membre
    with pytest.raises(Resolver404):
        resolve("/bureau/conventions/1/decomptes/2/calcul.ods")
    with pytest.raises(NoReverseMatch):
        reverse("decompte_tableur", args=[1, 2, "ods"])


def test_the_links_say_what_they_download_and_keep_the_filters():
    gabarit = Template('{% load tableurs %}{% exports "decompte_tableur" 1 2 quoi="le calcul" requete="a=1&b=2" %}')
    page = gabarit.render(Context())
    for membre in Format:
        assert (
            f'<a href="/bureau/conventions/1/decomptes/2/calcul.{membre.value}?a=1&amp;b=2">{membre.libelle}'
            '<span class="visually-hidden">, le calcul</span></a>'
        ) in page
