"""The official list of communes: loaded from the published files, searched as people type."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command

from communes.models import Commune
from communes.selectors import search_communes
from conseiller.journal.models import Ligne
from conseiller.refus import Refus

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

INSEE = """TYPECOM,COM,REG,DEP,CTCD,ARR,TNCC,NCC,NCCENR,LIBELLE,CAN,COMPARENT
COM,54328,44,54,54D,543,0,LUDRES,Ludres,Ludres,5405,
COM,54197,44,54,54D,543,0,FLEVILLE DEVANT NANCY,Fléville-devant-Nancy,Fléville-devant-Nancy,5405,
ARM,75101,11,75,75C,751,0,PARIS 1ER ARRONDISSEMENT,Paris 1er Arrondissement,Paris 1er Arrondissement,,75056
COMD,01015,,,,,0,ARBIGNIEU,Arbignieu,Arbignieu,,01015
COM,2A004,94,2A,20R,2A1,1,AJACCIO,Ajaccio,Ajaccio,2A99,
"""
NOMS = {
    "54265": "Houdemont",
    "54328": "Ludres",
    "42218": "Saint-Étienne",
    "88413": "Saint-Dié-des-Vosges",
    "94038": "L'Haÿ-les-Roses",
    "76351": "Le Havre",
    "54395": "Nancy",
    "54197": "Fléville-devant-Nancy",
    "22229": "Plœuc-L'Hermitage",
}


def make_objet(code: str, **champs: object) -> dict:
    return {
        "code": code,
        "nom": NOMS.get(code, "Commune"),
        "type": "commune-actuelle",
        "departement": code[:2],
        "siren": f"21{code}05".ljust(9, "0"),
        "codesPostaux": ["54710", "54180"],
        "population": 6150,
    } | champs


@pytest.fixture
def load(tmp_path):
    def load(contenu: str | bytes | list, nom: str = "v_commune_2026.csv", *options: str) -> str:
        fichier = tmp_path / nom
        contenu = json.dumps(contenu) if isinstance(contenu, list) else contenu
        fichier.write_bytes(contenu.encode() if isinstance(contenu, str) else contenu)
        sortie = StringIO()
        call_command("charger_communes", str(fichier), *options, stdout=sortie)
        return sortie.getvalue()

    return load


@pytest.fixture
def liste(load):
    load([make_objet(code) for code in NOMS], "communes.json")


def test_the_list_of_insee_keeps_the_communes_of_today(load):
    assert load("\ufeff" + INSEE) == "3 communes chargées, millésime 2026.\n"
    assert list(Commune.objects.values_list("insee", "nom", "nom_recherche", "departement", "millesime")) == [
        ("2A004", "Ajaccio", "ajaccio", "2A", "2026"),
        ("54197", "Fléville-devant-Nancy", "fleville devant nancy", "54", "2026"),
        ("54328", "Ludres", "ludres", "54", "2026"),
    ]
    assert Ligne.objects.get().details["nombre"] == 3


def test_the_administrative_division_tells_more_and_insee_does_not_take_it_away(load):
    deleguee = make_objet("01015", type="commune-deleguee")
    miquelon = make_objet("97501", departement=None, collectivite="975", population=None, siren=None)
    assert load([make_objet("54328"), deleguee, miquelon], "communes.json") == "2 communes chargées.\n"
    assert Commune.objects.get(pk="97501").departement == "975"
    load(INSEE.replace("Ludres,5405", "Ludres-Neuve,5405"))
    ludres = Commune.objects.get(pk="54328")
    assert (ludres.nom, ludres.siren, ludres.codes_postaux, ludres.population, ludres.millesime) == (
        "Ludres-Neuve",
        "215432805",
        "54710 54180",
        6150,
        "2026",
    )


def test_loading_again_changes_nothing_but_the_year_asked_for(load):
    load(INSEE)
    avant = list(Commune.objects.values())
    load(INSEE)
    assert list(Commune.objects.values()) == avant
    assert "millésime 2027" in load(INSEE, "v_commune_2026.csv", "--millesime", "2027")


@pytest.mark.parametrize(
    ("contenu", "pourquoi"),
    [
        ("", "ses colonnes ne sont pas celles de l’INSEE"),
        ("nom;code\nLudres;54328\n", "ses colonnes ne sont pas celles de l’INSEE"),
        (INSEE.encode("latin-1"), "son texte n’est pas en UTF-8"),
        (INSEE.split("COM,54328", maxsplit=1)[0], "aucune commune actuelle ne s’y trouve"),
        (INSEE.replace("54328,44", "5432,44"), "ligne 2, code\u00a0: «\u00a05432\u00a0» est inattendu"),
        (INSEE.replace("Ajaccio,2A99", ",2A99"), "ligne 6, nom\u00a0: «\u00a0\u00a0» est inattendu"),
        ("[{", "ce JSON ne se lit pas jusqu’au bout"),
        ('{"code": 1}', "une liste de communes y est attendue"),
        ([1], "une liste de communes y est attendue"),
        ([make_objet("54328", siren="21")], "commune 1, siren\u00a0: «\u00a021\u00a0» est inattendu"),
        ([make_objet("54328", codesPostaux="54710")], "commune 1, codesPostaux\u00a0: une liste est attendue"),
        ([make_objet("54328", population="6150")], "commune 1, population\u00a0: «\u00a06150\u00a0» est inattendu"),
    ],
)
def test_another_file_is_refused_in_a_sentence_and_writes_nothing(load, contenu, pourquoi):
    with pytest.raises(Refus) as refus:
        load(contenu)
    assert f"Ce fichier n’est pas une liste de communes\u00a0: {pourquoi}" in str(refus.value)
    assert not Commune.objects.exists()


def test_a_missing_file_is_refused_in_a_sentence():
    with pytest.raises(Refus, match="ne se lit pas"):
        call_command("charger_communes", "/nulle/part.csv")


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        (" 54 328 ", ["Ludres"]),
        ("215432805", ["Ludres"]),
        ("215 432 805 00016", ["Ludres"]),
        ("LUDRES", ["Ludres"]),
        ("st etienne", ["Saint-Étienne"]),
        ("Saint", ["Saint-Dié-des-Vosges", "Saint-Étienne"]),
        ("l’hay les", ["L'Haÿ-les-Roses"]),
        ("havre", ["Le Havre"]),
        ("nancy", ["Nancy", "Fléville-devant-Nancy"]),
        ("ploeuc", ["Plœuc-L'Hermitage"]),
        ("100%", []),
        ("  ", []),
        ("-", []),
    ],
)
def test_people_find_their_commune_as_they_type_it(liste, texte, attendu):
    assert [commune.nom for commune in search_communes(texte)] == attendu


def test_the_list_stops_where_it_is_told(liste):
    assert [commune.nom for commune in search_communes("nancy", 1)] == ["Nancy"]
    assert len(search_communes("l", 3)) == 3
