"""Booking by five hundred people at once: our gate, a lock on the session's row, and no care at all."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import django

from bench.mediatheque import open_base

CLIENTS, PLACES = 500, 12
# Processes and threads of each that serve them, as a web server has.
PROCESSUS, FILS = 4, 8
TOURS, TOURS_RAPIDES = 7, 2
NOTRE, VERROU, NAIVE = "notre", "verrou", "naive"
Service = Callable[[Any, Any, Any], object]


def run() -> dict[str, float]:
    """Measure, print the table, give the figures: wall seconds, people above the seats, ratios of medians.

    With BENCH_RAPIDE in the environment, fewer rounds.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conseiller.settings")
    django.setup()
    tours = TOURS_RAPIDES if "BENCH_RAPIDE" in os.environ else TOURS
    with open_base():
        figures = {**measure_services(tours), **measure_http()}
    print(f"{CLIENTS} clients à la fois pour {PLACES} places, {tours} tours alternés, sous HTTP, temps écoulé")
    for nom, mots in ((NOTRE, "notre service"), (VERROU, "select_for_update"), (NAIVE, "sans précaution")):
        print(
            f"  {mots:<18} ruée {figures[f'ruee_{nom}_s']:6.2f} s"
            f"   places pour tous {figures[f'large_{nom}_s']:6.2f} s"
            f"   en trop {figures[f'en_trop_{nom}']:3.0f}"
        )
    print(f"  ruée, contre select_for_update              {figures['rapport_ruee']:.2f}    (but\u00a0: 3 au moins)")
    print(f"  places pour tous, contre select_for_update  {figures['rapport_large']:.2f}")
    print(f"Sur HTTP, gunicorn à {PROCESSUS} processus, les clients sur la même machine")
    print(f"  ruée              {figures['http_ruee']:6.0f} demandes par seconde")
    print(f"  places pour tous  {figures['http_large']:6.0f} réservations par seconde")
    return figures


def measure_services(tours: int) -> dict[str, float]:
    """Each way in turn, so that a slow moment slows all of them."""
    durees: dict[tuple[str, int], list[float]] = {}
    en_trop = dict.fromkeys((NOTRE, VERROU, NAIVE), 0)
    with start_clients() as clients:
        for tour in range(tours + 1):
            for places in (PLACES, CLIENTS):
                for nom in (NOTRE, VERROU, NAIVE):
                    duree, inscrits = rush(clients, nom, places)
                    en_trop[nom] = max(en_trop[nom], inscrits - places)
                    # The first round opens the connections.
                    if tour:
                        durees.setdefault((nom, places), []).append(duree)
    ruee = {nom: median(durees[nom, PLACES]) for nom in en_trop}
    large = {nom: median(durees[nom, CLIENTS]) for nom in en_trop}
    return {
        **{f"ruee_{nom}_s": duree for nom, duree in ruee.items()},
        **{f"large_{nom}_s": duree for nom, duree in large.items()},
        **{f"en_trop_{nom}": float(nombre) for nom, nombre in en_trop.items()},
        "rapport_ruee": median(v / n for n, v in zip(durees[NOTRE, PLACES], durees[VERROU, PLACES], strict=True)),
        "rapport_large": median(v / n for n, v in zip(durees[NOTRE, CLIENTS], durees[VERROU, CLIENTS], strict=True)),
    }


def rush(clients: list[Connection], nom: str, places: int) -> tuple[float, int]:
    """Wall seconds of everybody at a session of its own, and how many it has in the end."""
    seance = make_seance(places)
    debut = perf_counter()
    for rang, client in enumerate(clients):
        client.send((nom, seance.pk, range(rang, CLIENTS, PROCESSUS)))
    for client in clients:
        client.recv()
    return perf_counter() - debut, seance.inscriptions.filter(etat="confirmee").count()


def make_seance(places: int) -> Any:
    """A session in three weeks, of a workshop of its own."""
    from django.utils import timezone

    from communes.models import Convention
    from tests.ateliers.fabrique import make_seance as make

    return make(Convention.objects.get(), places=places, debut=timezone.now() + timedelta(days=20))


@contextmanager
def start_clients() -> Iterator[list[Connection]]:
    """Processes that book when told to, each with its threads and their own connections to the database."""
    from django.db import connections

    # A child must not talk through its parent's connection.
    connections.close_all()
    contexte = multiprocessing.get_context("fork")
    tubes = [contexte.Pipe() for _ in range(PROCESSUS)]
    enfants = [contexte.Process(target=serve, args=(tube,)) for _, tube in tubes]
    for enfant in enfants:
        enfant.start()
    try:
        yield [tube for tube, _ in tubes]
    finally:
        for tube, _ in tubes:
            tube.send(None)
        for enfant in enfants:
            enfant.join()


def serve(tube: Connection) -> None:
    """Book for the people of the ranks received, until told to stop."""
    from django.db import connections

    services = {NOTRE: book_ours, VERROU: book_locked, NAIVE: book_naively}
    ouvertes = threading.Barrier(FILS)
    with ThreadPoolExecutor(FILS) as piscine:
        while (ordre := tube.recv()) is not None:
            nom, seance, rangs = ordre
            list(piscine.map(lambda rang, nom=nom, seance=seance: ask(services[nom], seance, rang), rangs))
            tube.send(True)

        def close(_: int) -> None:
            ouvertes.wait()
            connections.close_all()

        list(piscine.map(close, range(FILS)))


def ask(service: Service, seance: int, rang: int) -> None:
    """Read the session as the page does, then book."""
    from django.utils import timezone

    from ateliers.models import Seance
    from ateliers.services.places import SeanceComplete
    from tests.ateliers.fabrique import make_demande

    lue = Seance.objects.select_related("atelier").get(pk=seance)
    try:
        service(make_demande(rang), lue, timezone.now())
    except SeanceComplete:
        return


def book_ours(demande: Any, seance: Any, now: Any) -> None:
    """The service of the site."""
    from ateliers.services.reservations import book

    book(demande, seance, now=now)


def book_locked(demande: Any, seance: Any, now: Any) -> None:
    """The same service with a lock: hold the session's row, then count."""
    from django.db import transaction

    from ateliers.models import Seance

    with transaction.atomic():
        count_then_write(demande, Seance.objects.select_for_update().get(pk=seance.pk), now)


def book_naively(demande: Any, seance: Any, now: Any) -> None:
    """The same service without care."""
    from django.db import transaction

    with transaction.atomic():
        count_then_write(demande, seance, now)


def count_then_write(demande: Any, seance: Any, now: Any) -> None:
    """Count the registrations, then write the same things as our service, but for the counter."""
    from ateliers.enums import EtatInscription
    from ateliers.models import Reservation
    from ateliers.services.places import SeanceComplete
    from ateliers.services.reservations import insert_reservation

    cle = demande.compute_cle(seance)
    if Reservation.objects.filter(cle=cle).first() is not None:
        return
    if seance.inscriptions.filter(etat="confirmee").count() >= seance.places:
        raise SeanceComplete("C’est complet.")
    insert_reservation(demande, [seance], EtatInscription.CONFIRMEE, cle, None, agent=None, now=now)


def measure_http() -> dict[str, float]:
    """Requests per second of the rush, and bookings per second of a session with room for all."""
    from django.conf import settings

    from tests.ateliers.courses import locate, make_corps, rush
    from tests.plateau import Plateau

    corps = [make_corps(rang) for rang in range(CLIENTS)]
    with tempfile.TemporaryDirectory() as dossier:
        plateau = Plateau(Path(dossier), settings.DONNEES_DIR)
        plateau.environment |= {"WEB_CONCURRENCY": str(PROCESSUS), "PROXIES_DE_CONFIANCE": "127.0.0.1"}
        try:
            plateau.start_site("redis", "web")
            rush(plateau, locate(make_seance(PLACES)), corps)
            ruee = measure(lambda: rush(plateau, locate(make_seance(PLACES)), corps))
            large = measure(lambda: rush(plateau, locate(make_seance(CLIENTS)), corps))
        finally:
            for nom in list(plateau.processus):
                plateau.stop(nom)
    return {"http_ruee": CLIENTS / ruee, "http_large": CLIENTS / large}


def measure(action: Callable[[], object]) -> float:
    """Wall seconds of one run."""
    debut = perf_counter()
    action()
    return perf_counter() - debut
