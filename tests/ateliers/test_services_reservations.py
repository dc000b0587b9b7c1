"""Booking: for everybody at once or for nobody, once, and never more people than seats."""

from __future__ import annotations

import pytest

from ateliers.enums import Auteur, Canal
from ateliers.models import Inscription, Reservation
from ateliers.services.places import SeanceComplete, add_chaise
from ateliers.services.reservations import DejaReserve, SeanceFermee, book, cancel_inscriptions
from tests.ateliers.fabrique import DEBUT, MAINTENANT, make_demande, make_reservation, make_seance
from tests.fabrique import make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def seance():
    return make_seance(make_convention(), places=2)


def read_etats(reservation: Reservation) -> list[str]:
    return list(reservation.inscriptions.order_by("pk").values_list("etat", flat=True))


def test_a_place_is_taken_and_given_back(seance):
    reservation = make_reservation(seance)
    seance.refresh_from_db()
    assert (seance.prises, read_etats(reservation)) == (1, ["confirmee"])
    ids = list(reservation.inscriptions.values_list("pk", flat=True))
    assert len(cancel_inscriptions(reservation, ids, par=Auteur.USAGER, now=MAINTENANT)) == 1
    assert cancel_inscriptions(reservation, ids, par=Auteur.USAGER, now=MAINTENANT) == []
    seance.refresh_from_db()
    assert (seance.prises, read_etats(reservation)) == (0, ["annulee"])


def test_full_is_refused_without_a_trace_and_the_list_is_for_those_who_ask(seance):
    make_reservation(seance, nombre=2)
    with pytest.raises(SeanceComplete):
        make_reservation(seance, 2)
    assert Reservation.objects.count() == 1
    assert read_etats(make_reservation(seance, 3, liste_attente=True)) == ["attente"]


def test_a_group_comes_whole_or_not_at_all(seance):
    make_reservation(seance)
    with pytest.raises(SeanceComplete):
        make_reservation(seance, 2, nombre=2)
    seance.refresh_from_db()
    assert seance.prises == 1


def test_the_same_form_twice_is_one_booking(seance):
    premiere, nouvelle = book(make_demande(), seance, now=MAINTENANT)
    assert nouvelle
    assert book(make_demande(), seance, now=MAINTENANT) == (premiere, False)
    assert Inscription.objects.count() == 1


def test_the_same_answers_from_elsewhere_look_booked_and_take_no_place(seance):
    premiere = make_reservation(seance)
    double = make_reservation(seance, navigateur="un autre")
    seance.refresh_from_db()
    assert (double.double_de, read_etats(double), seance.prises) == (premiere, ["doublon"], 1)
    assert double.code != premiere.code


def test_an_agent_says_whether_a_name_is_another_person(seance):
    agent = make_agent(seance.convention, 1)
    make_reservation(seance)
    with pytest.raises(DejaReserve):
        book(make_demande(canal=Canal.GUICHET), seance, agent=agent, now=MAINTENANT)
    book(make_demande(canal=Canal.GUICHET, homonyme=True), seance, agent=agent, now=MAINTENANT)
    seance.refresh_from_db()
    assert seance.prises == 2


def test_after_a_cancellation_one_may_book_again(seance):
    reservation = make_reservation(seance)
    ids = [inscription.pk for inscription in reservation.inscriptions.all()]
    cancel_inscriptions(reservation, ids, par=Auteur.USAGER, now=MAINTENANT)
    assert read_etats(make_reservation(seance)) == ["confirmee"]


def test_the_desk_keeps_its_seats_until_some_days_before(seance):
    seance.places_guichet, seance.guichet_jours = 1, 2
    seance.save()
    make_reservation(seance)
    seance.refresh_from_db()
    with pytest.raises(SeanceComplete):
        make_reservation(seance, 2)
    make_reservation(seance, 3, canal=Canal.GUICHET)
    seance.refresh_from_db()
    assert (seance.prises, seance.prises_guichet) == (2, 1)


def test_computers_are_a_second_capacity(seance):
    seance.ordinateurs = 0
    seance.save()
    demande = make_demande()
    personne = demande.personnes[0]
    avec = make_demande(personnes=(type(personne)(personne.prenom, personne.nom, ordinateur=True),))
    with pytest.raises(SeanceComplete):
        book(avec, seance, now=MAINTENANT)
    book(demande, seance, now=MAINTENANT)


def test_a_chair_is_added_knowingly_and_taken_through_the_same_gate(seance):
    make_reservation(seance, nombre=2)
    add_chaise(seance)
    seance.refresh_from_db()
    make_reservation(seance, 2)
    seance.refresh_from_db()
    assert (seance.capacite, seance.chaises, seance.prises) == (2, 1, 3)


def test_a_cycle_is_one_registration_for_all_its_sessions(seance):
    seance.atelier.cycle = True
    seance.atelier.save()
    suite = make_seance(seance.convention, atelier=seance.atelier, debut=DEBUT.replace(day=17), places=1)
    assert read_etats(make_reservation(seance)) == ["confirmee", "confirmee"]
    seance.refresh_from_db()
    with pytest.raises(SeanceComplete):
        make_reservation(seance, 2)
    suite.refresh_from_db()
    assert (seance.prises, suite.prises) == (1, 1)


def test_a_session_that_has_begun_is_closed_to_the_public_only(seance):
    with pytest.raises(SeanceFermee):
        make_reservation(seance, now=DEBUT)
    assert make_reservation(seance, now=DEBUT, canal=Canal.GUICHET).pk
