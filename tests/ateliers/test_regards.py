"""What strangers, neighbours and agents without the right read of residents: nothing, wherever they look."""

from __future__ import annotations

import pytest
from django.test import Client

from ateliers.models import Reservation
from communes.enums import Fonction
from tests.fabrique import make_agent, make_convention
from tests.test_acces import TABLE, distribution, locate

pytestmark = pytest.mark.django_db

__all__ = ["distribution"]

# The names, phones and e-mails of `tests.ateliers.fabrique` and of the table's bookings.
PERSONNELS = (b"Fictif-", b"06 39 98", b"0639980", b"personne@exemple")
LIENS = {"jeton", "autre_jeton"}


def open_page(client: Client, nom: str, arguments: list | dict, cles: dict):
    reponse = client.get(locate(nom, arguments, cles))
    contenu = b"".join(reponse.streaming_content) if reponse.streaming else reponse.content
    return reponse, contenu


@pytest.mark.parametrize("role", ["inconnu", "finances", "elu", "partenaire", "etranger"])
def test_no_page_that_they_open_names_a_resident(distribution, role):
    clients, cles = distribution
    codes = tuple(code.encode() for code in Reservation.objects.values_list("code", flat=True))
    nommees = {}
    for methode, nom, arguments, _ in TABLE:
        if methode != "GET" or nom == "account_logout" or LIENS & set(arguments):
            continue
        reponse, contenu = open_page(clients[role], nom, arguments, cles)
        vus = [mot for mot in (*PERSONNELS, *codes) if mot in contenu]
        if vus:
            nommees[nom] = (reponse.status_code, vus)
    assert nommees == {}


def test_the_administration_organises_and_reads_no_name(distribution):
    _, cles = distribution
    convention = Reservation.objects.first().convention
    client = Client()
    client.force_login(make_agent(convention, 1, Fonction.ADMINISTRATION))
    nommees = []
    for methode, nom, arguments, _ in TABLE:
        if methode == "GET" and nom != "account_logout" and not LIENS & set(arguments):
            _, contenu = open_page(client, nom, arguments, cles)
            nommees += [nom for mot in PERSONNELS if mot in contenu]
    assert nommees == []


def test_the_desk_of_another_group_opens_nothing_of_this_one(distribution):
    _, cles = distribution
    client = Client()
    for fonction in (Fonction.ACCUEIL, Fonction.COORDINATION):
        client.force_login(make_agent(make_convention(base=300 + 20 * len(fonction)), 1, fonction))
        nommees, ouvertes = [], []
        for methode, nom, arguments, _ in TABLE:
            if methode != "GET" or nom == "account_logout" or LIENS & set(arguments):
                continue
            reponse, contenu = open_page(client, nom, arguments, cles)
            nommees += [nom for mot in PERSONNELS if mot in contenu]
            ouvertes += [nom for cle in arguments if cle in ("convention", "reservation", "inscription")
                         if reponse.status_code != 404]  # fmt: skip
        assert (nommees, ouvertes) == ([], [])
