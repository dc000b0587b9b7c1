"""A crowd that books at the same moment, over HTTP, for the tests and for the measurements."""

from __future__ import annotations

import http.client
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from ateliers.models import Seance
from tests.plateau import Plateau

SIMULTANES = 50


@dataclass
class Envoi:
    """A request as its sender saw it."""

    rang: int
    statut: int
    adresse: str
    debut: float
    fin: float


def locate(seance: Seance) -> str:
    """Its public address."""
    return reverse("seance", args=[seance.convention.groupe.slug, seance.pk])


def make_corps(rang: int, *, liste: bool = False) -> str:
    """What the person of that rank sends; `liste`: they take a rank on the waiting list when it is full."""
    champs = {
        "nom": f"Fictif-{rang}",
        "prenom": "Personne",
        "telephone": f"06 39 98 {rang // 100:02d} {rang % 100:02d}",
    }
    if liste:
        champs["liste_attente"] = "on"
    return urlencode({**champs, "courriel": "", "commune": "99000"})


def read_secret(plateau: Plateau, page: str) -> tuple[str, str]:
    """What a form needs to be believed: the cookie, and the token of the page."""
    with closing(connect(plateau)) as connexion:
        connexion.request("GET", page)
        reponse = connexion.getresponse()
        trouve = re.search(rb'csrfmiddlewaretoken" value="(\w+)"', reponse.read())
        return reponse.getheader("Set-Cookie", "").split(";")[0], trouve[1].decode() if trouve else ""


def connect(plateau: Plateau) -> http.client.HTTPConnection:
    """A connection of its own, as another person's."""
    return http.client.HTTPConnection("127.0.0.1", int(plateau.environment["PORT"]), timeout=60)


def send(plateau: Plateau, page: str, secret: tuple[str, str], corps: str, rang: int) -> Envoi:
    """One person; each rank has an address of its own when the site trusts us as a proxy, else all have ours."""
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


def rush(plateau: Plateau, page: str, corps: list[str]) -> list[Envoi]:
    """Everybody at once."""
    secret = read_secret(plateau, page)
    depart = threading.Barrier(SIMULTANES)

    def run(premier: int) -> list[Envoi]:
        depart.wait()
        return [send(plateau, page, secret, corps[rang], rang) for rang in range(premier, len(corps), SIMULTANES)]

    with ThreadPoolExecutor(SIMULTANES) as piscine:
        return [envoi for envois in piscine.map(run, range(SIMULTANES)) for envoi in envois]
