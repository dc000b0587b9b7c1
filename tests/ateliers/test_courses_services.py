"""Many people at the same instant, of all kinds: the counters stay those of the rows, within the seats."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.db import connections

from ateliers.enums import TENANT_UNE_PLACE, Auteur, Canal, EtatInscription
from ateliers.models import Inscription, Reservation, Seance
from ateliers.services.attente import accept_offre, cancel_and_offer, decline_offre, expire_offres, promote
from ateliers.services.places import add_chaise
from ateliers.services.reservations import book
from conseiller.refus import Refus
from tests.ateliers.fabrique import DEBUT, MAINTENANT, make_demande, make_reservation, make_seance
from tests.fabrique import make_convention

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]

FILS = 12


def run_together(gestes: Sequence[Callable[[], object]]) -> int:
    """Do everything, a dozen at a time and begun at once; returns how many were not refused."""
    depart = threading.Barrier(FILS)

    def run(premier: int) -> int:
        faits = 0
        depart.wait(20)
        try:
            for geste in gestes[premier::FILS]:
                try:
                    geste()
                    faits += 1
                except Refus:
                    continue
        finally:
            connections.close_all()
        return faits

    with ThreadPoolExecutor(FILS) as piscine:
        return sum(piscine.map(run, range(FILS)))


def ask(seance: Seance, rang: int, **champs: object) -> Callable[[], object]:
    """Somebody who has just read the session, as pages do, and books it."""
    demande = make_demande(rang, **champs)
    return lambda: book(demande, Seance.objects.select_related("atelier").get(pk=seance.pk), now=MAINTENANT)


def ask_computer(seance: Seance, rang: int) -> Callable[[], object]:
    personne = replace(make_demande(rang).personnes[0], ordinateur=True)
    return ask(seance, rang, personnes=(personne,))


def check_counters() -> None:
    """What each session counts is what its rows say, and nobody sits on another's chair."""
    for seance in Seance.objects.all():
        tenues = seance.inscriptions.filter(etat__in=TENANT_UNE_PLACE)
        assert (seance.prises, seance.prises_guichet, seance.ordinateurs_pris) == (
            tenues.count(),
            tenues.filter(guichet=True).count(),
            tenues.filter(ordinateur=True).count(),
        )
        assert seance.prises <= seance.places
    for reservation in Reservation.objects.all():
        # A group, or a cycle, is whole.
        assert reservation.inscriptions.values("etat").distinct().count() == 1


def test_groups_of_three_and_people_alone(db):
    seance = make_seance(make_convention(), places=11)
    groupes = [ask(seance, rang, nombre=3) for rang in range(20)]
    seuls = [ask(seance, rang) for rang in range(20, 40)]
    run_together([geste for paire in zip(groupes, seuls, strict=True) for geste in paire])
    check_counters()
    # Those who are alone take what no group can.
    assert Seance.objects.get().prises == 11


def test_computers_run_out_before_seats(db):
    seance = make_seance(make_convention(), places=10, ordinateurs=3)
    gestes = [geste for rang in range(20) for geste in (ask_computer(seance, rang), ask(seance, 20 + rang))]
    assert run_together(gestes) == 10
    check_counters()
    seance.refresh_from_db()
    assert (seance.prises, seance.ordinateurs_pris <= 3) == (10, True)


def test_the_public_leaves_the_desk_its_seats(db):
    seance = make_seance(make_convention(), places=12, places_guichet=4)
    public = [ask(seance, rang) for rang in range(30)]
    guichet = [ask(seance, 30 + rang, canal=Canal.GUICHET) for rang in range(4)]
    assert run_together([*public, *guichet]) == 12
    check_counters()
    seance.refresh_from_db()
    assert (seance.prises, seance.prises_guichet) == (12, 4)


def test_a_cycle_is_booked_whole(db):
    seance = make_seance(make_convention(), places=6)
    seance.atelier.cycle = True
    seance.atelier.save()
    for jours, places in ((2, 4), (4, 9)):
        make_seance(seance.convention, atelier=seance.atelier, debut=DEBUT + timedelta(days=jours), places=places)
    seances = list(Seance.objects.all())
    assert run_together([ask(seances[rang % 3], rang) for rang in range(30)]) == 4
    check_counters()
    assert [seance.prises for seance in Seance.objects.all()] == [4, 4, 4]


def test_the_list_moves_while_others_book_cancel_and_answer(db):
    seance = make_seance(make_convention(), places=6, places_guichet=1)
    assis = [make_reservation(seance, rang) for rang in range(5)]
    seance.refresh_from_db()
    attente = [make_reservation(seance, rang, nombre=1 + rang % 2, liste_attente=True) for rang in range(10, 20)]
    gestes: list[Callable[[], object]] = []
    for rang, (venue, premiere, seconde) in enumerate(zip(assis, attente[:5], attente[5:], strict=True)):
        ids = list(venue.inscriptions.values_list("pk", flat=True))
        gestes += [
            partial(cancel_and_offer, venue, ids, par=Auteur.USAGER, now=MAINTENANT),
            partial(accept_offre, premiere, now=MAINTENANT),
            partial(decline_offre, premiere if rang % 2 else seconde, now=MAINTENANT),
            partial(cancel_and_offer, venue, ids, par=Auteur.USAGER, now=MAINTENANT),
            ask(seance, 30 + rang, liste_attente=True),
            ask(seance, 40 + rang, nombre=2),
            ask(seance, 50 + rang, canal=Canal.GUICHET),
            partial(promote, seance, now=MAINTENANT),
            partial(expire_offres, now=MAINTENANT + timedelta(days=12)),
            partial(accept_offre, seconde, now=MAINTENANT),
        ]
    run_together([*gestes, partial(add_chaise, seance)])
    check_counters()
    # Once everything is quiet, nobody waits beside a seat that they could have.
    expire_offres(now=MAINTENANT)
    check_counters()
    seance.refresh_from_db()
    assert seance.chaises == 1
    attendent = Inscription.objects.filter(etat=EtatInscription.ATTENTE.value)
    assert not attendent.exists() or seance.prises + 2 > seance.places - (seance.places_guichet - seance.prises_guichet)
