"""What no browser would send, in every address and every field at once: refused in French, never an error of ours."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote_from_bytes
from uuid import uuid4

import pytest
from django.test import Client

from communes.enums import Fonction
from communes.models import Convention
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
PARAMETRES = ("apres", "avant", "texte", "minimum", "exercice", "charge", "vu", "version", "bareme", "identifiant",
              "nom_cherche", "effet_le", "genre", "partie", "projets", "next", "lieu", "du")  # fmt: skip
SANS_FORMULAIRE = ("du", "au", "rang", "projets")


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
            reponse = client.generic("POST", adresse, corps, content_type="application/x-www-form-urlencoded")
        if reponse.streaming:
            list(reponse.streaming_content)
        if reponse.status_code >= 500:
            statuts[methode, nom] = reponse.status_code
    assert statuts == {}
