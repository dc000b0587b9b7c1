"""Five hundred people for twelve seats, over HTTP, against the web server as it runs."""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection, connections, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from ateliers.models import Inscription, Reservation, Seance
from ateliers.selectors.seances import compute_etat
from tests.ateliers.fabrique import make_demande, make_seance
from tests.fabrique import make_convention

pytestmark = [pytest.mark.processus, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]

CLIENTS, PLACES, SIMULTANES = 500, 12, 50
# One in twelve asks for the list.
DEMANDENT = 12


@dataclass
class Envoi:
    """A request as its sender saw it."""

    rang: int
    statut: int
    adresse: str
    debut: float
    fin: float


@pytest.fixture
def seance():
    return make_seance(make_convention(), places=PLACES, debut=timezone.now() + timedelta(days=20))


def make_corps(rang: int) -> str:
    champs = {
        "nom": f"Fictif-{rang}",
        "prenom": "Personne",
        "telephone": f"06 39 98 {rang // 100:02d} {rang % 100:02d}",
    }
    if rang % DEMANDENT == 0:
        champs["liste_attente"] = "on"
    return urlencode({**champs, "courriel": "", "commune": "99000"})


def read_secret(plateau, page: str) -> tuple[str, str]:
    """What a form needs to be believed: the cookie, and the token of the page."""
    with closing(connect(plateau)) as connexion:
        connexion.request("GET", page)
        reponse = connexion.getresponse()
        trouve = re.search(rb'csrfmiddlewaretoken" value="(\w+)"', reponse.read())
        return reponse.getheader("Set-Cookie").split(";")[0], trouve[1].decode()


def connect(plateau) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", int(plateau.environment["PORT"]), timeout=60)


def send(plateau, page: str, secret: tuple[str, str], corps: str, rang: int) -> Envoi:
    """One person at their own address, behind a proxy that we trust."""
    entetes = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": secret[0],
        "X-CSRFToken": secret[1],
        "X-Forwarded-For": f"198.51.{rang // 250}.{rang % 250 + 1}",
    }
    debut = time.monotonic()
    with closing(connect(plateau)) as connexion:
        connexion.request("POST", page, corps, entetes)
        reponse = connexion.getresponse()
        reponse.read()
        return Envoi(rang, reponse.status, reponse.getheader("Location") or "", debut, time.monotonic())


def rush(plateau, page: str, corps: list[str]) -> list[Envoi]:
    """Everybody at once."""
    secret = read_secret(plateau, page)
    depart = threading.Barrier(SIMULTANES)

    def run(premier: int) -> list[Envoi]:
        depart.wait()
        return [send(plateau, page, secret, corps[rang], rang) for rang in range(premier, len(corps), SIMULTANES)]

    with ThreadPoolExecutor(SIMULTANES) as piscine:
        return [envoi for envois in piscine.map(run, range(SIMULTANES)) for envoi in envois]


def overbook(seance: Seance) -> int:
    """The control: the same crowd checks, then inserts, as whoever has not thought of it writes it."""
    demande = make_demande(1000)
    depart = threading.Barrier(SIMULTANES)

    def check_then_insert(rang: int) -> None:
        depart.wait()
        # On SQLite a transaction takes the lock at once (IMMEDIATE): what is naive there is to do without.
        with transaction.atomic() if connection.vendor == "postgresql" else nullcontext():
            prises = Inscription.objects.filter(seance=seance, etat="confirmee").count()
            if prises < PLACES:
                reservation = Reservation.objects.create(
                    convention=seance.convention, code=f"N{rang:05d}", jeton=f"naif-{rang}", canal=demande.canal.value,
                    recu_le=seance.debut, rang_le=seance.debut, cree_le=seance.debut,
                )  # fmt: skip
                participant = reservation.participants.create(prenom="Personne", nom=f"Fictif-{rang}")
                reservation.inscriptions.create(participant=participant, seance=seance, etat="confirmee")
        connections.close_all()

    with ThreadPoolExecutor(SIMULTANES) as piscine:
        list(piscine.map(check_then_insert, range(SIMULTANES)))
    return Inscription.objects.filter(seance=seance, etat="confirmee").count()


def check_order(envois: list[Envoi]) -> None:
    """Whoever had their answer before another sent their request is before them on the list."""
    par_jeton = {envoi.adresse.split("/")[-2]: envoi for envoi in envois if envoi.statut == 302}
    liste = Reservation.objects.filter(inscriptions__etat="attente").order_by("rang_le", "pk")
    rangees = [par_jeton[jeton] for jeton in liste.values_list("jeton", flat=True)]
    for place, envoi in enumerate(rangees):
        assert all(suivant.fin > envoi.debut for suivant in rangees[place + 1 :])


def test_twelve_are_booked_the_list_is_in_order_and_a_naive_control_overbooks(plateau, seance):
    plateau.environment |= {"WEB_CONCURRENCY": "3", "PROXIES_DE_CONFIANCE": "127.0.0.1"}
    plateau.start_site("redis", "web")
    page = reverse("seance", args=[seance.convention.groupe.slug, seance.pk])
    envois = rush(plateau, page, [make_corps(rang) for rang in range(CLIENTS)])
    statuts = Counter(envoi.statut for envoi in envois)
    demandes = {envoi.rang for envoi in envois if envoi.rang % DEMANDENT == 0}
    acceptees = {envoi.rang for envoi in envois if envoi.statut == 302}
    etat = compute_etat(seance)
    assert (etat["confirmees"], etat["prises"]) == (PLACES, PLACES)
    assert demandes <= acceptees
    assert statuts == {302: PLACES + etat["attente"], 409: CLIENTS - PLACES - etat["attente"]}
    seance.refresh_from_db()
    assert seance.prises == PLACES
    check_order(envois)
    assert Reservation.objects.count() == PLACES + etat["attente"]
    journal = (plateau.dossier / "web.log").read_text()
    assert not any(reservation.jeton in journal for reservation in Reservation.objects.all())
    controle = make_seance(seance.convention, places=PLACES, debut=seance.debut)
    assert overbook(controle) > PLACES


def test_a_shaky_double_tap_is_one_booking_and_the_limit_is_one_for_all_the_workers(plateau, seance):
    Seance.objects.update(capacite=F("capacite") + 100)
    # No proxy is trusted: everybody is at one address.
    plateau.environment |= {"WEB_CONCURRENCY": "3"}
    plateau.start_site("redis", "web")
    page = reverse("seance", args=[seance.convention.groupe.slug, seance.pk])
    envois = rush(plateau, page, [make_corps(1)] * 20)
    assert {envoi.statut for envoi in envois} == {302}
    assert len({envoi.adresse for envoi in envois}) == 1
    assert Inscription.objects.count() == 1
    secret = read_secret(plateau, page)
    suite = [send(plateau, page, secret, make_corps(DEMANDENT * rang + 2), rang).statut for rang in range(41)]
    assert suite == [302] * 39 + [429] * 2
