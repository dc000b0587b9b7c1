"""Addresses that no page of ours leads to: whatever stands in them, a page, a refusal or 404, never our error."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, quote_from_bytes

import pytest
from django.test import Client
from django.urls import reverse

from ateliers.urls import bureau, publiques
from communes.enums import Fonction
from communes.models import Convention
from tests.fabrique import make_agent
from tests.test_acces import TABLE, distribution, locate

pytestmark = pytest.mark.django_db

__all__ = ["distribution"]

NOMS = {motif.name for motif in [*bureau.urlpatterns, *publiques.urlpatterns]}
LIGNES = [(methode, nom, arguments) for methode, nom, arguments, _ in TABLE if nom in NOMS]
# What they read of their address; papers read nothing else and are slow to make.
PARAMETRES = ("jour", "semaine", "mois", "annee", "seance", "modele", "fiche", "faites", "deja", "revoir", "lieu", "du",
              "q", "commune", "theme", "niveau", "quand", "libres", "next", "suite")  # fmt: skip
PAPIERS = {"emargement", "feuille_secours", "guichet_fiche", "inscription_fiche"}
VALEURS = [
    b"\x00",
    b"9999-12-31",
    b"0001-01-01",
    b"9999-W52",
    b"0001-W01",
    b"9" * 5000,
    "\u0663\u00b2".encode(),
    b"\xff\xfe\xed\xa0\x80",
    b"reservation:1,2\r\nX: y",
]
CHEMINS = ["9" * 19, "9" * 5000, "\x00", "9999-12-31T2359", "0001-01-01T0000", "\u0663\r\n"]


@pytest.fixture
def coordination(distribution) -> Client:
    """Who may open nearly everything, signed in; an error of ours is an answer like another."""
    _, cles = distribution
    client = Client(raise_request_exception=False)
    client.force_login(make_agent(Convention.objects.get(pk=cles["convention"]), 1, Fonction.COORDINATION))
    return client


@pytest.mark.parametrize("rang", range(len(VALEURS)))
def test_hostile_query_strings_never_break_a_page(distribution, coordination, rang):
    _, cles = distribution
    requete = "&".join(f"{parametre}={quote_from_bytes(VALEURS[rang])}" for parametre in PARAMETRES)
    adresses = [locate(nom, arguments, cles) for methode, nom, arguments in LIGNES
                if methode == "GET" and nom not in PAPIERS]  # fmt: skip
    statuts = {adresse: coordination.get(f"{adresse}?{requete}").status_code for adresse in adresses}
    assert {adresse: statut for adresse, statut in statuts.items() if statut >= 500} == {}


@pytest.mark.sqlite
def test_hostile_values_in_an_address_are_not_found(distribution, coordination):
    _, cles = distribution
    trouvees = {}
    for methode, nom, arguments in LIGNES:
        for place in range(len(arguments)):
            for hostile in CHEMINS:
                statut = coordination.generic(methode, put(nom, arguments, cles, place, hostile)).status_code
                # 409: a range that is not there offers the nearest free times.
                if statut not in (404, 409):
                    trouvees[methode, nom, place, hostile[:20]] = statut
    assert trouvees == {}


def put(nom: str, arguments: list[Any], cles: dict[str, Any], place: int, hostile: str) -> str:
    """The address with that value in one of its places, which `reverse` would refuse to write."""
    valeurs = [cles.get(argument, argument) for argument in arguments]
    temoin = {int: 123456789, str: "temoin"}[type(valeurs[place])]
    if valeurs[place] in ("csv", "json"):
        return reverse(nom, args=valeurs).replace(valeurs[place], quote(hostile))
    valeurs[place] = temoin
    return reverse(nom, args=valeurs).replace(str(temoin), quote(hostile))
