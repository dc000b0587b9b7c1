"""What no browser would send, in every address and every field at once: refused in French, never an error of ours."""

from __future__ import annotations

from datetime import date, timedelta
from secrets import randbelow
from typing import Any
from urllib.parse import quote_from_bytes, urlencode
from uuid import uuid4

import pytest
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse

from communes.enums import Fonction
from communes.models import Convention
from tests.envois import fill
from tests.fabrique import make_agent
from tests.test_acces import TABLE, distribution, locate

pytestmark = pytest.mark.django_db

__all__ = ["distribution"]

HOSTILES = [
    b"\x00a",
    b"9" * 31,
    ("\u202e<b>'\"=1+1" * 400).encode(),
    b"-2147483649",
    b"\xed\xa0\x80\xff\r\nBcc: x@y.example",
]
# A key that neither database can hold, a sign that neither can write.
CLE, SIGNE = 2**63, "a\x00"
PARAMETRES = ("apres", "avant", "texte", "minimum", "exercice", "charge", "vu", "version", "bareme", "identifiant",
              "nom_cherche", "effet_le", "genre", "partie", "projets", "next", "lieu", "du")  # fmt: skip
SANS_FORMULAIRE = ("du", "au", "rang", "projets")
CODAGE = "application/x-www-form-urlencoded"
JOUR = f"{date.today() + timedelta(days=40):%d/%m/%Y}"
PERSONNE = {"prenom": "Odette", "nom": "Marchal", "telephone": "06 39 98 20 17"}
DATE = {"jour": JOUR, "heure_debut": "14:00", "heure_fin": "16:00", "titre": "Faire son CV", "lieu": "lieu"}
PLAGE = {"lieu": "lieu", "jour": JOUR, "de": "14:00", "a": "16:00", "duree": "30", "semaines": "2"}
# Where, of what, and what makes the form valid where the page does not yet: one field at a time is then hostile.
FICHES = [
    (
        "seance",
        ["groupe", "seance"],
        {**PERSONNE, "commune": "Commune fictive 1", "prenom2": "Jean", "nom2": "Marchal"},
    ),
    ("rendez_vous_reserver", ["groupe", "plage", "heure"], {**PERSONNE, "commune": "autre"}),
    ("inscription_chercher", [], {"code": "K7M4PX", "nom": "Mar"}),
    ("guichet_ajouter", ["seance"], {"personne": "Odette Marchal", "commune": "ailleurs"}),
    ("guichet_inscrire", ["seance"], {"personne": "Odette Marchal", "deuxieme": "Jean Marchal", "commune": "ailleurs"}),
    ("guichet_corriger", ["reservation"], {}),
    ("guichet_annuler", ["reservation"], {}),
    ("guichet_chercher", [], {"cherche": "Marchal"}),
    (
        "liste_papier",
        ["seance"],
        {"prenom_1": "Odette", "nom_1": "Marchal", "heure_1": "00:00", "commune_1": "ailleurs"},
    ),
    ("rendez_vous_donner", ["convention", "plage", "heure"], {"personne": "Odette Marchal", "commune": "ailleurs"}),
    ("personne_chercher", [], {"texte": "Marchal"}),
    ("atelier_ajouter", ["convention"], {**DATE, "forme": "semaines", "nombre": "2"}),
    ("seances_ajouter", ["convention", "atelier"], {**DATE, "forme": "une", "autres": JOUR}),
    ("seance_modifier", ["convention", "seance"], {}),
    ("seance_annuler", ["convention", "seance"], {}),
    ("plage_ajouter", ["convention"], PLAGE),
    ("plage_modifier", ["convention", "plage"], {}),
    ("absence_ajouter", [], {"du": JOUR, "au": JOUR, "de": "09:00", "a": "12:00"}),
    ("lieu_modifier", ["convention", "lieu"], {}),
    ("seance_retard", ["seance"], {"minutes": "10"}),
    ("seance_compte_rendu", ["convention", "passee"], {}),
    ("decompte_reprendre", ["convention", "decompte"], {"motif": "Une facture manque."}),
    ("remarque_repondre", ["convention", "decompte", "remarque"], {"reponse": "C’est corrigé."}),
    ("titre_modifier", ["convention", "titre"], {}),
    ("paiement_modifier", ["convention", "paiement"], {}),
    ("campagnes", [], {"du": "01/07/2021", "au": "31/12/2021"}),
]
# The lines of a paper list are alike.
AUTRES_LIGNES = tuple(f"_{rang}" for rang in range(2, 9))


def write(champs: list[str], rang: int, **autres: Any) -> bytes:
    """Fields filled with the hostile values in turn, from that rank."""
    paires = [(champ, HOSTILES[(rang + place) % len(HOSTILES)]) for place, champ in enumerate(champs)]
    paires += [(nom, str(autre).encode()) for nom, autre in autres.items()]
    return b"&".join(f"{nom}={quote_from_bytes(texte)}".encode() for nom, texte in paires)


def test_hostile_values_never_break_a_page(request):
    _, cles = request.getfixturevalue("distribution")
    agent = make_agent(Convention.objects.get(pk=cles["convention"]), 1, Fonction.COORDINATION)
    client = Client(raise_request_exception=False)
    client.force_login(agent)
    statuts = {}
    for rang, (methode, nom, arguments, _) in enumerate(TABLE):
        adresse = locate(nom, arguments, cles)
        if nom in ("sante_pret", "account_logout"):
            continue
        if methode == "GET":
            reponse = client.get(f"{adresse}?{write(list(PARAMETRES), rang).decode()}")
        else:
            page = client.get(adresse)
            form = page.context.get("form") if page.context else None
            champs = [nom for nom in form.fields if nom != "jeton"] if form is not None else list(SANS_FORMULAIRE)
            corps = write(champs, rang, jeton=uuid4())
            reponse = client.generic("POST", adresse, corps, content_type=CODAGE)
        if reponse.streaming:
            list(reponse.streaming_content)
        if reponse.status_code >= 500:
            statuts[methode, nom] = reponse.status_code
    assert statuts == {}


@pytest.mark.sqlite
def test_hostile_keys_in_an_address_are_never_our_error(distribution):
    """Each part of each address in turn."""
    _, cles = distribution
    client = Client(raise_request_exception=False)
    client.force_login(make_agent(Convention.objects.get(pk=cles["convention"]), 1, Fonction.COORDINATION))
    statuts = {}
    for nom, arguments in [(nom, arguments) for methode, nom, arguments, _ in TABLE if methode == "GET"]:
        lus = resolve(locate(nom, arguments, cles)).kwargs
        for cle, valeur in lus.items():
            try:
                adresse = reverse(nom, kwargs={**lus, cle: CLE if isinstance(valeur, int) else SIGNE})
            except NoReverseMatch:
                continue
            statuts[adresse] = client.get(adresse).status_code
    assert {adresse: statut for adresse, statut in statuts.items() if statut >= 500} == {}


@pytest.mark.parametrize(("nom", "arguments", "champs"), FICHES, ids=[nom for nom, _, _ in FICHES])
def test_each_field_of_a_form_withstands_hostile_values(distribution, nom, arguments, champs):
    _, cles = distribution
    client = Client(raise_request_exception=False)
    client.force_login(make_agent(Convention.objects.get(pk=cles["convention"]), 1, Fonction.COORDINATION))
    adresse = locate(nom, arguments, cles)
    donnees = fill(client, adresse, **{champ: cles.get(valeur, valeur) for champ, valeur in champs.items()})
    essayes = [champ for champ in donnees if champ != "jeton" and not champ.endswith(AUTRES_LIGNES)]
    form = (send(client, adresse, donnees).context or {}).get("form")
    # Some refuse for the day on which the tests run: nobody walks in before it, a holiday has to be read first.
    assert set(form.errors if form else ()) <= {NON_FIELD_ERRORS, "accepte"}
    statuts = {
        (champ, valeur): send(client, adresse, donnees, champ, valeur).status_code
        for champ in essayes
        for valeur in HOSTILES
    }
    assert {cle: statut for cle, statut in statuts.items() if statut not in {200, 302, 409, 422}} == {}


def send(client: Client, adresse: str, donnees: dict[str, Any], champ: str = "", valeur: bytes = b"") -> Any:
    """The answer to that form with one hostile field, from an address of its own: nothing stays of it."""
    corps = urlencode({**donnees, champ: valeur, "jeton": uuid4()}, doseq=True)
    expediteur = f"10.{randbelow(256)}.{randbelow(256)}.{randbelow(256)}"
    with transaction.atomic():
        reponse = client.generic("POST", adresse, corps, content_type=CODAGE, REMOTE_ADDR=expediteur)
        transaction.set_rollback(True)
    return reponse
