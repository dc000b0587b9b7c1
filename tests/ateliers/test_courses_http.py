"""Five hundred people for twelve seats, over HTTP, against the web server as it runs."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from ateliers.models import Inscription, Reservation, Seance
from ateliers.selectors.seances import compute_etat
from ateliers.views.seances import RESERVATIONS
from tests.ateliers.courses import SIMULTANES, Envoi, locate, make_corps, read_secret, rush, send
from tests.ateliers.fabrique import make_demande, make_seance
from tests.fabrique import make_convention

pytestmark = [pytest.mark.processus, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]

CLIENTS, PLACES = 500, 12
# One in four asks for the list.
DEMANDENT = 4


@pytest.fixture
def seance():
    return make_seance(make_convention(), places=PLACES, debut=timezone.now() + timedelta(days=20))


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
    # No proxy is trusted: the whole crowd is behind one address, and nobody of it goes too fast.
    plateau.environment["WEB_CONCURRENCY"] = "2"
    plateau.start_site("redis", "web")
    envois = rush(plateau, locate(seance), [make_corps(rang, liste=rang % DEMANDENT == 0) for rang in range(CLIENTS)])
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
    Seance.objects.update(capacite=PLACES + RESERVATIONS.maximum)
    plateau.environment |= {"WEB_CONCURRENCY": "2", "PROXIES_DE_CONFIANCE": "127.0.0.1"}
    plateau.start_site("redis", "web")
    page = locate(seance)
    envois = rush(plateau, page, [make_corps(1)] * 20)
    assert {envoi.statut for envoi in envois} == {302}
    assert len({envoi.adresse for envoi in envois}) == 1
    assert Inscription.objects.count() == 1
    secret = read_secret(plateau, page)
    suite = [send(plateau, page, secret, make_corps(rang), 100).statut for rang in range(2, RESERVATIONS.maximum + 3)]
    assert suite == [302] * RESERVATIONS.maximum + [429]
