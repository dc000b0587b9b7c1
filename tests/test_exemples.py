"""The two invented agreements: their amounts to the cent, by the rules, on the page, in the spreadsheet and on paper.

The literals were found by the oracle (exact fractions, no code of the product), then checked against the product.
"""

from __future__ import annotations

import csv
import re
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.urls import reverse

from communes.enums import Methode, TypeOrganisme
from conseiller.montants import format_euros, parse_montant
from subventions.calculs.decompte import compute_decompte
from subventions.calculs.ecriture import dump_resultat
from subventions.calculs.lecture import read_dossier
from subventions.documents import render_etat_liquidatif, render_synthese
from subventions.models import Decompte
from subventions.selectors import read_instantane
from tests.exemples import ANNEE, ASSOCIATION, BRETONNES, LONGUES, import_exemple, make_bretagne, make_longues
from tests.fabrique import make_agent
from tests.subventions.calculs import oracle
from tests.subventions.decomptes import make_decompte
from tests.subventions.impressions import extract_solid, solid
from tests.subventions.instantanes import EMPREINTE

PART = re.compile(r'<span class="part-montant"><data value="([^"]+)">')
PERIODE = date.fromisoformat(ANNEE[0]), date.fromisoformat(ANNEE[1])
BRETAGNE = {
    "couts": "39789.85",
    "subvention": "14153.74",
    "cofinancements": "3000.00",
    "reste": "22636.11",
    "parts": {
        ASSOCIATION: "0.00",
        "99701": "4135.14",
        "99702": "3521.49",
        "99703": "5828.97",
        "99704": "3136.70",
        "99705": "2926.35",
        "99706": "3500.36",
    },
}
BRETAGNE_ENCAISSEMENT = {
    "couts": "39789.85",
    "subvention": "17500.00",
    "cofinancements": "3000.00",
    "reste": "19289.85",
    "parts": {
        ASSOCIATION: "0.00",
        "99701": "3523.85",
        "99702": "3000.91",
        "99703": "4967.29",
        "99704": "2734.04",
        "99705": "2493.76",
        "99706": "2982.90",
    },
}
# 99802 and 99803 have the same hours: the cent that is missing goes to the lower code.
LONGS = {
    "couts": "36000.06",
    "subvention": "25000.00",
    "cofinancements": "0.00",
    "reste": "11000.06",
    "parts": {
        "99800": "2101.44",
        "99801": "1369.02",
        "99802": "1028.48",
        "99803": "1028.47",
        "99804": "821.41",
        "99805": "821.41",
        "99806": "756.38",
        "99807": "684.51",
        "99808": "677.66",
        "99809": "616.06",
        "99810": "547.61",
        "99811": "547.61",
    },
}
EXEMPLES = pytest.mark.parametrize(
    ("dossier", "attendu"), [(make_bretagne(), BRETAGNE), (make_longues(), LONGS)], ids=["six", "douze"]
)


@pytest.mark.parametrize(
    ("dossier", "methode", "attendu"),
    [
        (make_bretagne(), "prorata", BRETAGNE),
        (make_bretagne(), "encaissement", BRETAGNE_ENCAISSEMENT),
        (make_longues(), "prorata", LONGS),
        (make_longues(), "encaissement", LONGS),
    ],
)
def test_the_oracle_and_the_calculation_give_these_amounts(dossier, methode, attendu):
    resultat = compute_decompte(read_dossier(dossier), *PERIODE, Methode(methode), 0)
    for obtenu in (oracle.write(oracle.answer(dossier, *ANNEE, methode)), dump_resultat(resultat)):
        assert {cle: obtenu[cle] for cle in attendu} == attendu
    affectees = parse_montant(resultat_affecte(dossier))
    assert sum(map(parse_montant, attendu["parts"].values())) == parse_montant(attendu["reste"]) + affectees


def resultat_affecte(dossier: dict[str, Any]) -> str:
    """What is spent for one commune alone, which comes on top of the shares; one expense at most."""
    return next((depense["montant"] for depense in dossier["depenses"] if depense["affectation"]), "0.00")


def state(dossier: dict[str, Any]) -> Decompte:
    return make_decompte(import_exemple(dossier), *PERIODE)


@pytest.mark.django_db
@pytest.mark.sqlite
@pytest.mark.usefixtures("pieces")
class TestShown:
    @EXEMPLES
    def test_the_page_of_the_statement_shows_them(self, client, dossier, attendu):
        decompte = state(dossier)
        for rang in (1, 2):
            client.force_login(make_agent(decompte.convention, rang))
            page = client.get(reverse("decompte", args=[decompte.convention_id, decompte.pk])).content.decode()
            assert PART.findall(page) == list(attendu["parts"].values())
            assert format_euros(parse_montant(attendu["reste"])) in page.replace("&nbsp;", "\u00a0")

    @EXEMPLES
    def test_the_spreadsheet_gives_them(self, client, dossier, attendu):
        decompte = state(dossier)
        client.force_login(make_agent(decompte.convention, 1))
        reponse = client.get(reverse("decompte_tableur", args=[decompte.convention_id, decompte.pk, "csv"]))
        lignes = csv.DictReader(StringIO(reponse.content.decode("utf-8-sig")), delimiter=";")
        parts = {ligne["Commune"]: ligne["Valeur"] for ligne in lignes if ligne["Ligne"] == "Part"}
        assert parts == {
            commune["nom"]: attendu["parts"][commune["insee"]].replace(".", ",") for commune in dossier["communes"]
        }

    @EXEMPLES
    def test_paper_prints_them_under_the_whole_names(self, dossier, attendu):
        convention = import_exemple(dossier)
        instantane = read_instantane(convention, *PERIODE, Methode.PRORATA)
        resultat = instantane.compute()
        synthese = extract_solid(render_synthese(instantane, resultat, version=1, empreinte=EMPREINTE))
        for commune in dossier["communes"]:
            assert solid(commune["nom"]) in synthese
            assert solid(format_euros(parse_montant(attendu["parts"][commune["insee"]]))) in synthese
        derniere = dossier["communes"][-1]
        etat = extract_solid(
            render_etat_liquidatif(instantane, resultat, derniere["insee"], version=1, empreinte=EMPREINTE)
        )
        assert solid(format_euros(parse_montant(attendu["parts"][derniere["insee"]]))) in etat
        assert solid(derniere["nom"]) in etat


@pytest.mark.django_db
def test_an_association_employs_and_pays_nothing():
    convention = import_exemple(make_bretagne())
    assert (convention.employeuse.type, convention.employeuse.insee) == (TypeOrganisme.ASSOCIATION, None)
    assert [str(partie) for partie in convention.parties.all()][1:] == list(BRETONNES)
    assert not convention.tranches.filter(allocations__partie__organisme=convention.employeuse).exists()


@pytest.mark.django_db
def test_long_names_are_kept_whole():
    convention = import_exemple(make_longues())
    assert tuple(str(partie) for partie in convention.parties.all()) == LONGUES
    assert min(map(len, LONGUES)) > 80
