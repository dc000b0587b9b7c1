"""What is taken away: one PDF per party, the summary, the spreadsheet."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from django.urls import reverse

from communes.enums import Fonction
from conseiller.tableurs import Format, read_lignes
from subventions.models import Decompte
from tests.fabrique import make_agent, make_convention
from tests.subventions.decomptes import SEMESTRE, add_documents, ask, compute, make_decompte

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]


@pytest.fixture
def decompte() -> Decompte:
    return make_decompte(make_convention(noms=("Ludres", "Fléville-devant-Nancy", "Heillecourt", "Houdemont")))


def lien(decompte: Decompte, code: str) -> str:
    return reverse("decompte_document", args=[decompte.convention_id, decompte.pk, code])


def statuts(client, decompte: Decompte) -> dict[str, int]:
    codes = ["99000", "99001", "99002", "99003", "synthese", "54328"]
    reponses = {code: client.get(lien(decompte, code)) for code in codes}
    for code, reponse in reponses.items():
        if reponse.status_code == 200:
            assert b"".join(reponse.streaming_content) == f"%PDF-1.7 {code}".encode()
    return {code: reponse.status_code for code, reponse in reponses.items()}


@pytest.mark.parametrize("fonction", [Fonction.FINANCES, Fonction.COORDINATION, Fonction.ELU])
def test_the_employing_body_opens_every_document(client, decompte, fonction):
    client.force_login(make_agent(decompte.convention, 1, fonction))
    assert statuts(client, decompte) == {
        "99000": 200, "99001": 200, "99002": 200, "99003": 200, "synthese": 200, "54328": 404
    }  # fmt: skip


def test_a_partner_opens_their_own_document_only(client, decompte):
    client.force_login(make_agent(decompte.convention, 4))
    assert statuts(client, decompte) == {
        "99000": 404, "99001": 404, "99002": 404, "99003": 200, "synthese": 404, "54328": 404
    }  # fmt: skip


def test_a_stranger_opens_nothing(client, decompte):
    client.force_login(make_agent(make_convention(base=100), 1))
    assert set(statuts(client, decompte).values()) == {404}


def test_a_document_that_is_not_rendered_yet_does_not_exist(client):
    decompte = compute(ask(make_convention(), *SEMESTRE))
    add_documents(decompte, ["99000"])
    client.force_login(make_agent(decompte.convention, 1))
    assert statuts(client, decompte)["99000"] == 200
    assert statuts(client, decompte)["99001"] == 404


def test_the_file_says_what_it_is(client, decompte):
    client.force_login(make_agent(decompte.convention, 1))
    reponse = client.get(lien(decompte, "99001"))
    assert reponse["Content-Type"] == "application/pdf"
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse["Content-Disposition"] == ('inline; filename="decompte-2e-semestre-2021-fleville-devant-nancy.pdf"')
    reponse.close()


def test_the_links_of_the_page_are_those_that_open(client, decompte):
    for rang, codes in ((1, {"99000", "99001", "99002", "99003", "synthese"}), (4, {"99003"})):
        client.force_login(make_agent(decompte.convention, rang))
        page = client.get(reverse("decompte", args=[decompte.convention_id, decompte.pk])).content.decode()
        assert {code for code in statuts(client, decompte) if lien(decompte, code) in page} == codes


PARTS = ("Ludres", "Fléville-devant-Nancy", "Heillecourt", "Houdemont")


def tableur(decompte: Decompte, format: str) -> str:
    return reverse("decompte_tableur", args=[decompte.convention_id, decompte.pk, format])


def test_the_spreadsheet_opens_as_french_spreadsheets_want_it(client, decompte):
    client.force_login(make_agent(decompte.convention, 2))
    reponse = client.get(tableur(decompte, "csv"))
    assert reponse["Content-Type"] == "text/csv; charset=utf-8"
    assert reponse["Content-Disposition"] == 'attachment; filename="decompte-2e-semestre-2021-calcul.csv"'
    assert reponse.content.startswith(b"\xef\xbb\xbf")
    lignes = list(csv.DictReader(StringIO(reponse.content.decode("utf-8-sig")), delimiter=";"))
    parts = {ligne["Commune"]: ligne["Valeur"] for ligne in lignes if ligne["Ligne"] == "Part"}
    assert parts == dict.fromkeys(PARTS, "458,72")


@pytest.mark.parametrize("format", ["virgule.csv", "xlsx"])
def test_the_other_spreadsheets_say_the_same_to_programs(client, decompte, format):
    client.force_login(make_agent(decompte.convention, 2))
    reponse = client.get(tableur(decompte, format))
    assert reponse["Content-Disposition"] == f'attachment; filename="decompte-2e-semestre-2021-calcul.{format}"'
    entete, *lignes = (ligne.cellules for ligne in read_lignes(reponse.content, "calcul"))
    assert entete == ("Étape", "Ligne", "Commune", "Précision", "Valeur", "Unité")
    assert {commune: valeur for _, nom, commune, _, valeur, _ in lignes if nom == "Part"} == dict.fromkeys(
        PARTS, "458.72"
    )


@pytest.mark.parametrize("format", ["csv", "virgule.csv", "xlsx"])
def test_there_is_no_spreadsheet_before_the_calculation(client, format):
    decompte = ask(make_convention(), *SEMESTRE)
    client.force_login(make_agent(decompte.convention, 1))
    assert client.get(tableur(decompte, format)).status_code == 404


def test_the_page_offers_each_spreadsheet_once_there_is_a_calculation(client, decompte):
    client.force_login(make_agent(decompte.convention, 2))
    page = client.get(reverse("decompte", args=[decompte.convention_id, decompte.pk])).content.decode()
    assert [page.count(f'href="{tableur(decompte, format)}"') for format in Format] == [1, 1, 1]
    sans = ask(make_convention(base=100), *SEMESTRE)
    client.force_login(make_agent(sans.convention, 1))
    page = client.get(reverse("decompte", args=[sans.convention_id, sans.pk])).content.decode()
    assert "calcul." not in page
