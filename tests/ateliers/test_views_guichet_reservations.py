"""A booking at the desk: found, corrected, cancelled, printed; somebody registered for another day."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from ateliers.enums import Canal
from ateliers.models import Atelier, Inscription, Reservation
from communes.enums import Fonction
from conseiller.journal.models import Ligne
from tests.ateliers.fabrique import MAINTENANT, make_reservation, make_seance
from tests.envois import fill, read
from tests.fabrique import make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def seance():
    return make_seance(make_convention(), places=2)


@pytest.fixture
def claire(seance, client):
    agent = make_agent(seance.convention, 2, Fonction.ACCUEIL)
    with time_machine.travel(MAINTENANT, tick=False):
        client.force_login(agent)
        yield agent


def search(client, texte) -> str:
    return read(client.post(reverse("guichet_chercher"), {"cherche": texte}))


def inscrire(client, seance, **champs):
    adresse = reverse("guichet_inscrire", args=[seance.pk])
    return client.post(adresse, fill(client, adresse, **champs))


class TestSearch:
    @pytest.mark.parametrize("texte", ["fictif", "PERSÔNNE", "fictfi", "anne", "06 39 98 00 01", "0001", "063998"])
    def test_a_name_a_contact_or_a_number_finds_it(self, client, seance, claire, texte):
        make_reservation(seance, contact="Anne Fictif")
        assert "1 réservation<" in search(client, texte)

    def test_a_code_finds_one_however_it_is_typed(self, client, seance, claire):
        reservation = make_reservation(seance)
        make_reservation(seance, 2)
        assert "1 réservation<" in search(client, f"{reservation.code[:3].lower()}-{reservation.code[3:]}")

    def test_nothing_found_says_what_to_try(self, client, seance, claire):
        make_reservation(seance)
        assert "Essayez le début du nom" in search(client, "Dupont")

    def test_other_agreements_are_not_searched(self, client, seance, claire):
        autre = make_reservation(make_seance(make_convention(base=100)))
        assert "Aucune réservation" in search(client, "fictif")
        assert "Aucune réservation" in search(client, autre.code)

    @pytest.mark.parametrize("nombre", [1, 30])
    def test_it_costs_the_same_whatever_is_found(self, client, seance, claire, django_assert_num_queries, nombre):
        grande = make_seance(seance.convention, places=30)
        for rang in range(nombre):
            make_reservation(grande, rang)
        with django_assert_num_queries(12):
            client.post(reverse("guichet_chercher"), {"cherche": "fictif"})

    def test_an_empty_search_asks_for_something(self, client, seance, claire):
        assert "Écrivez un nom, un téléphone ou un code." in search(client, "")


class TestBooking:
    def test_it_gives_the_code_and_hides_the_number(self, client, seance, claire):
        reservation = make_reservation(seance)
        adresse = reverse("guichet_reservation", args=[reservation.pk])
        texte = read(client.get(adresse))
        assert f"{reservation.code[:3]} {reservation.code[3:]}" in texte
        assert "06 39 98" not in texte
        assert reservation.jeton not in texte
        client.post(reverse("guichet_telephone", args=[reservation.pk]))
        assert "06 39 98 00 01" in read(client.get(adresse))
        assert Ligne.objects.filter(action="montrer les téléphones", agent=claire).count() == 1

    def test_its_slip_is_printed_without_its_long_link(self, client, seance, claire):
        reponse = client.get(reverse("guichet_fiche", args=[make_reservation(seance).pk]))
        assert reponse["Content-Type"] == "application/pdf"
        assert reponse["Cache-Control"].startswith("private, no-store")
        assert reponse.content.startswith(b"%PDF")

    def test_cancelling_says_by_whom_and_frees_the_place(self, client, seance, claire):
        reservation = make_reservation(seance, nombre=2)
        attend = make_reservation(seance, 2, liste_attente=True)
        adresse = reverse("guichet_annuler", args=[reservation.pk])
        ligne = reservation.inscriptions.first()
        assert client.post(adresse, fill(client, adresse, inscriptions=[ligne.pk])).status_code == 302
        ligne.refresh_from_db()
        assert (ligne.etat, ligne.annulee_par) == ("annulee", "guichet")
        assert attend.inscriptions.get().etat == "proposee"

    def test_nothing_ticked_is_told(self, client, seance, claire):
        adresse = reverse("guichet_annuler", args=[make_reservation(seance).pk])
        assert "Cochez au moins une ligne." in read(client.post(adresse, fill(client, adresse, inscriptions=[])))

    def test_a_name_is_corrected_and_the_journal_does_not_repeat_it(self, client, seance, claire):
        reservation = make_reservation(seance)
        avant = reservation.cle
        adresse = reverse("guichet_corriger", args=[reservation.pk])
        donnees = fill(client, adresse, nom_1="Marchal", telephone="0639980002")
        assert client.post(adresse, donnees).status_code == 302
        reservation.refresh_from_db()
        assert (reservation.participants.get().nom, reservation.telephone) == ("Marchal", "06 39 98 00 02")
        assert reservation.cle not in (None, avant)
        assert Ligne.objects.get(action="corriger une réservation").details == {}


class TestRegister:
    def test_a_name_is_enough_and_the_code_follows(self, client, seance, claire):
        reponse = inscrire(client, seance, personne="Odette Marchal", canal="telephone")
        reservation = Reservation.objects.get()
        assert reponse.url == reverse("guichet_reservation", args=[reservation.pk])
        assert (reservation.canal, reservation.cree_par) == (Canal.TELEPHONE.value, claire)
        assert reservation.inscriptions.get().presence == ""

    def test_two_people_come_with_one_contact(self, client, seance, claire):
        inscrire(client, seance, personne="Odette Marchal", deuxieme="Jean Marchal", contact="Sylvie  Perrin")
        reservation = Reservation.objects.get()
        assert (reservation.contact, reservation.participants.count()) == ("Sylvie Perrin", 2)

    def test_full_offers_chairs_for_both(self, client, seance, claire):
        make_reservation(seance, nombre=2)
        champs = {"personne": "Odette Marchal", "deuxieme": "Jean Marchal"}
        assert "C’est complet : ajouter une chaise ?" in read(inscrire(client, seance, **champs))
        assert inscrire(client, seance, **champs, choix="chaise").status_code == 302
        seance.refresh_from_db()
        assert (seance.chaises, seance.prises) == (2, 4)
        assert Inscription.objects.filter(guichet=True).count() == 2

    def test_an_empty_list_of_sessions_says_what_to_do(self, client, seance, claire):
        assert "Créer de bons mots de passe" in read(client.get(reverse("guichet_seances")))
        seance.delete()
        assert "Aucun atelier n’est prévu." in read(client.get(reverse("guichet_seances")))


@pytest.mark.parametrize("nombre", [1, 12])
def test_sessions_to_come_cost_the_same_whatever_their_number(
    client, seance, claire, nombre, django_assert_num_queries
):
    for rang in range(nombre):
        make_seance(seance.convention, debut=seance.debut + timedelta(days=rang))
    with django_assert_num_queries(8):
        client.get(reverse("guichet_seances"))


@pytest.mark.parametrize("nombre", [1, 12])
def test_a_booking_costs_the_same_whatever_its_sessions(client, seance, claire, nombre, django_assert_num_queries):
    cycle = Atelier.objects.create(convention=seance.convention, titre="Cycle fictif", cycle=True)
    for rang in range(nombre):
        premiere = make_seance(seance.convention, atelier=cycle, debut=seance.debut + timedelta(days=rang))
    reservation = make_reservation(premiere, nombre=2)
    assert reservation.inscriptions.count() == 2 * nombre
    with django_assert_num_queries(11):
        client.get(reverse("guichet_reservation", args=[reservation.pk]))
