"""Appointments: a slot is taken once, given back when cancelled, and never taken where the adviser cannot be."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from ateliers.enums import Auteur, Canal
from ateliers.models import Absence, Occupation, Reservation, Seance
from ateliers.selectors.creneaux import DELAI_PUBLIC, find_libres, list_offres
from ateliers.services.occupation import DejaPris, occupy
from ateliers.services.rendez_vous import CreneauPris, book_rendez_vous
from ateliers.services.reservations import book, cancel_inscriptions
from communes.enums import Fonction
from conseiller.refus import Refus
from tests.ateliers.fabrique import DEBUT, MAINTENANT, make_demande, make_lieu, make_seance
from tests.ateliers.rendez_vous import make_plage
from tests.fabrique import make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

DEMI_HEURE = timedelta(minutes=30)


@pytest.fixture
def convention():
    return make_convention()


@pytest.fixture
def camille(convention):
    return make_agent(convention, 1, Fonction.CONSEILLER)


@pytest.fixture
def plage(convention, camille):
    return make_plage(convention, camille)


def list_heures(convention, au_plus_tot=MAINTENANT) -> list[str]:
    """Times, in UTC, of the slots that are offered."""
    return [f"{offre.debut:%H:%M}" for offre in list_offres(convention.groupe, au_plus_tot=au_plus_tot)]


def take(plage, rang=1, debut=DEBUT, now=MAINTENANT, **champs):
    return book_rendez_vous(plage, debut, make_demande(rang, **champs), now=now)


def test_a_slot_becomes_a_session_of_one_seat_with_its_booking(convention, camille, plage):
    reservation, nouvelle = take(plage)
    seance = Seance.objects.get()
    assert nouvelle
    assert (seance.atelier, seance.conseiller, seance.lieu, seance.commune_chargee) == (
        None,
        camille,
        plage.lieu,
        plage.lieu.organisme,
    )
    assert (seance.fin - seance.debut, seance.capacite, seance.prises) == (DEMI_HEURE, 1, 1)
    assert reservation.inscriptions.get().etat == "confirmee"
    assert Occupation.objects.count() == 4
    assert list_heures(convention) == ["13:30", "14:00", "14:30"]


def test_a_shaky_double_tap_is_one_appointment(plage):
    premiere, _ = take(plage)
    assert take(plage) == (premiere, False)
    assert Reservation.objects.count() == 1


def test_a_stranger_with_the_same_name_is_told_what_everybody_is_told(plage):
    take(plage)
    with pytest.raises(CreneauPris) as inconnu:
        take(plage, 2)
    with pytest.raises(CreneauPris) as meme_nom:
        take(plage, navigateur="un autre")
    assert str(inconnu.value) == str(meme_nom.value)
    assert Reservation.objects.count() == 1


def test_nobody_waits_for_an_hour_and_an_appointment_is_for_one(plage):
    take(plage)
    with pytest.raises(CreneauPris):
        take(plage, 2, liste_attente=True)
    with pytest.raises(Refus, match="pour une seule personne"):
        take(plage, 3, nombre=2)


def test_cancelling_gives_the_slot_back(convention, plage):
    reservation, _ = take(plage)
    ids = list(reservation.inscriptions.values_list("pk", flat=True))
    cancel_inscriptions(reservation, ids, par=Auteur.USAGER, now=MAINTENANT)
    ancienne = Seance.objects.get()
    assert (ancienne.etat, ancienne.annulee_le, ancienne.annulee_par, ancienne.sequence, ancienne.prises) == (
        "annulee",
        MAINTENANT,
        None,
        1,
        0,
    )
    assert Occupation.objects.count() == 0
    autre, nouvelle = take(plage)
    assert nouvelle
    assert autre != reservation
    assert list_heures(convention) == ["13:30", "14:00", "14:30"]


def test_a_workshop_that_everybody_leaves_stays(convention, camille):
    seance = make_seance(convention, conseiller=camille)
    occupy(seance)
    reservation, _ = book(make_demande(), seance, now=MAINTENANT)
    ids = list(reservation.inscriptions.values_list("pk", flat=True))
    cancel_inscriptions(reservation, ids, par=Auteur.USAGER, now=MAINTENANT)
    seance.refresh_from_db()
    assert seance.etat == "prevue"
    assert Occupation.objects.exists()


def test_absences_and_workshops_with_their_setting_up_close_slots(convention, camille, plage):
    Absence.objects.create(conseiller=camille, debut=DEBUT + timedelta(minutes=10), fin=DEBUT + timedelta(minutes=20))
    occupy(make_seance(convention, lieu=plage.lieu, debut=DEBUT + timedelta(hours=2), installation=15, conseiller=None))
    assert list_heures(convention) == ["13:30", "14:00"]


def test_the_road_from_another_commune_closes_slots_before_and_after(convention, camille, plage):
    houdemont = make_lieu(convention, organisme=convention.parties.get(ordre=4).organisme, trajet=25)
    avant = make_seance(convention, lieu=houdemont, conseiller=camille, debut=DEBUT - timedelta(hours=2))
    apres = make_seance(convention, lieu=houdemont, conseiller=camille, debut=DEBUT + timedelta(hours=2))
    occupy(avant)
    occupy(apres)
    assert list_heures(convention) == ["13:30", "14:00"]
    with pytest.raises(CreneauPris):
        take(plage)


def test_the_public_books_until_two_hours_before_and_the_desk_until_the_start(convention, plage):
    now = DEBUT - DELAI_PUBLIC + timedelta(minutes=1)
    assert list_heures(convention, now + DELAI_PUBLIC) == ["13:30", "14:00", "14:30"]
    with pytest.raises(CreneauPris):
        take(plage, now=now)
    reservation, _ = take(plage, now=now, canal=Canal.GUICHET, navigateur="", telephone="")
    assert reservation.canal == "guichet"


def test_a_time_that_is_no_slot_or_a_range_that_is_gone_is_refused(plage):
    with pytest.raises(CreneauPris):
        take(plage, debut=DEBUT + timedelta(minutes=10))
    ancienne = type(plage)(**{champ.attname: getattr(plage, champ.attname) for champ in plage._meta.concrete_fields})
    plage.delete()
    with pytest.raises(CreneauPris):
        take(ancienne)


def test_a_workshop_cannot_be_planned_over_an_appointment(convention, camille, plage):
    take(plage)
    with pytest.raises(DejaPris, match="Rendez-vous avec le conseiller numérique"):
        occupy(make_seance(convention, conseiller=camille, lieu=make_lieu(convention)))


def test_the_number_of_queries_does_not_grow(convention, camille, plage, django_assert_num_queries):
    with django_assert_num_queries(3):
        list_offres(convention.groupe, au_plus_tot=MAINTENANT)
    for rang in range(1, 20):
        autre = make_plage(convention, camille, debut=DEBUT + timedelta(days=rang))
        take(autre, rang, debut=autre.debut)
    with django_assert_num_queries(3):
        assert len(list_offres(convention.groupe, au_plus_tot=MAINTENANT)) == 4 + 19 * 3


def rush(demandes) -> list[bool]:
    """Ask all at once; who got it."""
    depart = Barrier(len(demandes))

    def ask(choix) -> bool:
        plage, debut, rang = choix
        try:
            depart.wait()
            take(plage, rang, debut)
            return True
        except CreneauPris:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(len(demandes)) as fils:
        return list(fils.map(ask, demandes))


@pytest.mark.django_db(transaction=True)
def test_of_ten_who_want_the_same_slot_exactly_one_gets_it():
    convention = make_convention()
    plage = make_plage(convention, make_agent(convention, 1, Fonction.CONSEILLER))
    for tour in range(4):
        debut = DEBUT + tour * DEMI_HEURE
        assert rush([(plage, debut, 10 * tour + rang) for rang in range(10)]).count(True) == 1
    assert (Seance.objects.count(), Reservation.objects.count(), Occupation.objects.count()) == (4, 4, 16)


@pytest.mark.django_db(transaction=True)
def test_two_slots_without_time_for_the_road_between_them_are_never_both_taken():
    convention = make_convention()
    camille = make_agent(convention, 1, Fonction.CONSEILLER)
    ici = make_plage(convention, camille, fin=DEBUT + DEMI_HEURE)
    ailleurs = make_lieu(convention, organisme=convention.parties.get(ordre=2).organisme)
    la_bas = make_plage(convention, camille, debut=DEBUT + DEMI_HEURE, lieu=ailleurs)
    assert rush([(ici, ici.debut, 1), (la_bas, la_bas.debut, 2)]).count(True) == 1


def test_the_slots_of_no_range_are_asked_of_nobody(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert find_libres([], au_plus_tot=MAINTENANT) == []
