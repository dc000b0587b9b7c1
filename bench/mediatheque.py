"""The public page of 30 workshops, made and kept, against a view of the same stack that says hello."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from statistics import median
from typing import Any

import django

from bench.parts import CAS, measure

ATELIERS = 30
TOURS, TOURS_RAPIDES = 60, 5
# Requests of each kind in a round: a single one is too short for the clock.
BONJOURS, GARDEES, FAITES = 60, 30, 4


def run() -> dict[str, float]:
    """Measure, print the table, give the figures: processor milliseconds and ratios, medians of paired rounds.

    With BENCH_RAPIDE in the environment, fewer rounds.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conseiller.settings")
    django.setup()
    tours = TOURS_RAPIDES if "BENCH_RAPIDE" in os.environ else TOURS
    with open_site() as adresse:
        figures = measure_pages(adresse, tours)
    print(f"Page publique de {ATELIERS} ateliers, {tours} tours alternés, temps de processeur")
    faite, gardee = figures["rapport_faite"], figures["rapport_gardee"]
    print(f"  vue « bonjour »   {figures['bonjour_ms']:8.2f} ms    1,00")
    print(f"  page faite        {figures['faite_ms']:8.2f} ms    {faite:.1f}    (but\u00a0: 45 au plus)")
    print(f"  page gardée       {figures['gardee_ms']:8.2f} ms    {gardee:.2f}    (but\u00a0: 3 au plus)")
    return figures


@contextmanager
def open_site() -> Iterator[str]:
    """The settings of production and a base with the workshops; gives the page's address."""
    from django.test.utils import override_settings

    from conseiller import settings as reglages

    statiques = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    production = override_settings(DEBUG=False, ROOT_URLCONF="bench._adresses", STORAGES=reglages.STORAGES | statiques)
    with production, open_base() as convention:
        yield fill(convention)


@contextmanager
def open_base() -> Iterator[Any]:
    """A database of its own; gives its only agreement, of a group of four communes."""
    from django.db import connection
    from django.utils import timezone

    from subventions.calculs.lecture import read_dossier
    from subventions.services.dossiers import import_dossier

    ancienne = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        dossier = read_dossier(json.loads(CAS.read_text(encoding="utf-8"))["dossier"])
        yield import_dossier(dossier, agent=None, now=timezone.now())
    finally:
        connection.creation.destroy_test_db(ancienne, verbosity=0)


def fill(convention: Any) -> str:
    """The workshops of the next weeks, more or less full."""
    from django.urls import reverse
    from django.utils import timezone

    from ateliers.models import Atelier, Lieu, Seance

    now = timezone.now()
    lieux = [
        Lieu.objects.create(
            groupe=convention.groupe,
            organisme=partie.organisme,
            ordre=partie.ordre,
            nom=f"Salle de {partie}",
            accessible=True,
            telephone="03 53 01 12 34",
            horaires="Mardi : 14 h – 18 h",
        )
        for partie in convention.parties.all()
    ]
    for rang in range(ATELIERS):
        atelier = Atelier.objects.create(
            convention=convention,
            titre=f"Atelier fictif {rang}",
            phrase="Longs, faciles à retenir.",
            thematique="internet",
            niveau="debutant",
        )
        lieu = lieux[rang % len(lieux)]
        debut = now + timedelta(days=2 * rang + 1)
        Seance.objects.create(
            convention=convention,
            atelier=atelier,
            lieu=lieu,
            debut=debut,
            fin=debut + timedelta(hours=2),
            capacite=8,
            prises=rang % 9,
            commune_chargee=lieu.organisme,
            modifiee_le=now,
        )
    return reverse("mediatheque", args=[convention.groupe.slug])


def measure_pages(adresse: str, tours: int) -> dict[str, float]:
    """Milliseconds of one request of each kind; the ratios are medians of the ratios of each round."""
    from django.core.cache import caches

    bonjour, page = make_request("/bonjour/"), make_request(adresse)

    def make() -> None:
        caches["pages"].clear()
        page()

    make()
    durees = []
    for _ in range(tours):
        simple = measure(lambda: repeat(bonjour, BONJOURS)) / BONJOURS
        faite = measure(lambda: repeat(make, FAITES)) / FAITES
        gardee = measure(lambda: repeat(page, GARDEES)) / GARDEES
        durees.append((simple, faite, gardee))
    return {
        "bonjour_ms": 1e3 * median(simple for simple, _, _ in durees),
        "faite_ms": 1e3 * median(faite for _, faite, _ in durees),
        "gardee_ms": 1e3 * median(gardee for _, _, gardee in durees),
        "rapport_faite": median(faite / simple for simple, faite, _ in durees),
        "rapport_gardee": median(gardee / simple for simple, _, gardee in durees),
    }


def repeat(action: Callable[[], Any], fois: int) -> None:
    """Do it that many times."""
    for _ in range(fois):
        action()


def make_request(adresse: str) -> Callable[[], None]:
    """A request through the whole stack, as the server passes it on."""
    from io import BytesIO

    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()

    def ask() -> None:
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": adresse, "QUERY_STRING": "", "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "127.0.0.1:8000",
            "REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http", "wsgi.input": BytesIO(),
        }  # fmt: skip
        statuts: list[str] = []

        def start(statut: str, entetes: Any, info: Any = None, /) -> Callable[[bytes], object]:
            statuts.append(statut)
            return len

        reponse = application(environ, start)
        b"".join(reponse)
        reponse.close()
        assert statuts == ["200 OK"]

    return ask
