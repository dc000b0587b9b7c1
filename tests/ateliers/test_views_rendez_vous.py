"""Residents choose a free time and book it; the desk gives one."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from ateliers.enums import Auteur
from ateliers.models import Plage, Reservation, Seance
from ateliers.services.rendez_vous import book_rendez_vous
from ateliers.services.reservations import cancel_inscriptions
from communes.enums import Fonction
from tests.ateliers.fabrique import DEBUT, MAINTENANT, make_demande, make_lieu
from tests.ateliers.rendez_vous import make_plage
from tests.envois import fill, read
from tests.fabrique import make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

JETON = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
HEURE = "2026-12-15T1400"
REPONSES = {"prenom": "Odette", "nom": "Marchal", "commune": "Commune fictive 1", "telephone": "06 39 98 20 17"}


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(MAINTENANT, tick=False):
        yield


@pytest.fixture
def convention():
    return make_convention()


@pytest.fixture
def camille(convention):
    return make_agent(convention, 1, Fonction.CONSEILLER)


@pytest.fixture
def plage(convention, camille) -> Plage:
    return make_plage(convention, camille)


@pytest.fixture
def liste(convention) -> str:
    return reverse("rendez_vous", args=[convention.groupe.slug])


def address(plage: Plage, heure: str = HEURE) -> str:
    return reverse("rendez_vous_reserver", args=[plage.convention.groupe.slug, plage.pk, heure])


def read_plain(reponse) -> str:
    return read(reponse).replace("\u00a0", " ")


class TestChoice:
    def test_without_a_free_time_the_page_says_so_and_gives_the_phone(self, client, convention, liste):
        make_lieu(convention)
        texte = read(client.get(liste))
        assert "Aucun rendez-vous n’est libre pour l’instant." in texte
        assert "tel:0353011234" in texte

    def test_the_free_times_are_links_by_day_and_place(self, client, plage, liste):
        book_rendez_vous(plage, DEBUT, make_demande(), now=MAINTENANT)
        reponse = client.get(liste)
        journee = reponse.context["choix"].journees[0]
        assert [offre.heure for offre in journee.accueils[0].offres] == [
            "2026-12-15T1430",
            "2026-12-15T1500",
            "2026-12-15T1530",
        ]
        assert f'href="{address(plage, "2026-12-15T1430")}"' in read(reponse)
        assert "mardi 15 décembre 2026" in read_plain(reponse)
        assert "Fictif" not in read(reponse).replace("Lieu fictif", "")

    def test_places_are_chosen_by_links_and_days_come_a_few_at_a_time(self, client, convention, camille, plage, liste):
        ailleurs = make_lieu(convention, organisme=convention.parties.get(ordre=2).organisme)
        for rang in range(1, 9):
            make_plage(convention, camille, lieu=ailleurs, debut=DEBUT + timedelta(days=rang))
        choix = client.get(liste).context["choix"]
        assert (len(choix.journees), len(choix.lieux), f"{choix.suite}") == (6, 2, "2026-12-21")
        choix = client.get(liste, {"lieu": plage.lieu_id}).context["choix"]
        assert [f"{journee.jour}" for journee in choix.journees] == ["2026-12-15"]
        choix = client.get(liste, {"lieu": ailleurs.pk, "du": "2026-12-21"}).context["choix"]
        assert [f"{journee.jour}" for journee in choix.journees] == ["2026-12-21", "2026-12-22", "2026-12-23"]

    @pytest.mark.parametrize("demande", [{"lieu": "x"}, {"lieu": "9" * 30}, {"du": "hier"}, {"du": "9999-12-31"}])
    def test_what_no_link_says_is_no_fault(self, client, plage, liste, demande):
        assert client.get(liste, demande).status_code == 200

    def test_an_unknown_group_has_no_page(self, client):
        assert client.get("/mediatheque/nulle-part/rendez-vous/").status_code == 404

    def test_the_page_costs_the_same_whatever_the_number_of_times(
        self, client, convention, camille, plage, liste, django_assert_num_queries
    ):
        client.get(liste)
        with django_assert_num_queries(7):
            client.get(liste)
        for rang in range(1, 20):
            autre = make_plage(convention, camille, debut=DEBUT + timedelta(days=rang))
            book_rendez_vous(autre, autre.debut, make_demande(rang), now=MAINTENANT)
        with django_assert_num_queries(7):
            client.get(liste)


class TestBooking:
    def test_the_form_books_and_leads_to_the_code(self, client, plage):
        assert client.get(address(plage)).status_code == 200
        reponse = client.post(address(plage), REPONSES)
        reservation = Reservation.objects.get()
        assert (reponse.status_code, reponse.url) == (302, reverse("inscription", args=[reservation.jeton]))
        assert "Rendez-vous avec le conseiller numérique" in read(client.get(reponse.url))
        assert Seance.objects.get().debut == DEBUT

    def test_nothing_more_is_asked_than_for_a_workshop(self, client, plage):
        texte = read(client.get(address(plage)))
        assert "Qui vient au rendez-vous" in texte
        for absent in ("liste d’attente", "deuxième personne", "ordinateur2"):
            assert absent not in texte

    def test_a_shaky_double_tap_is_one_booking(self, client, plage):
        client.get(address(plage))
        reponses = [client.post(address(plage), REPONSES) for _ in range(2)]
        assert [reponse.status_code for reponse in reponses] == [302, 302]
        assert reponses[0].url == reponses[1].url
        assert "Cette réservation existe déjà. Rien n’a été ajouté." in read(client.get(reponses[1].url))
        assert Reservation.objects.count() == 1

    def test_a_time_taken_meanwhile_keeps_the_answers_and_offers_the_nearest(self, client, plage):
        client.get(address(plage))
        book_rendez_vous(plage, DEBUT, make_demande(), now=MAINTENANT)
        reponse = client.post(address(plage), REPONSES)
        texte = read(reponse)
        assert reponse.status_code == 409
        assert "Ce rendez-vous n’est plus libre" in texte
        assert 'name="nom" value="Marchal"' in texte
        autre = address(plage, "2026-12-15T1430")
        assert f'formaction="{autre}"' in texte
        assert client.post(autre, dict(reponse.context["tape"])).status_code == 302

    def test_a_stranger_with_the_same_answers_learns_nothing(self, client, plage):
        client.get(address(plage))
        client.post(address(plage), REPONSES)
        etranger = Client()
        etranger.get(address(plage))
        meme, autre = (etranger.post(address(plage), REPONSES | nom) for nom in ({}, {"nom": "Aubert"}))
        assert [meme.status_code, autre.status_code] == [409, 409]
        pages = [JETON.sub("", read(reponse)) for reponse in (meme, autre)]
        assert pages[0].replace("Marchal", "Aubert") == pages[1]

    def test_a_time_that_is_gone_is_told_before_anything_is_typed(self, client, plage):
        book_rendez_vous(plage, DEBUT, make_demande(), now=MAINTENANT)
        reponse = client.get(address(plage))
        assert reponse.status_code == 409
        assert f'href="{address(plage, "2026-12-15T1430")}"' in read(reponse)

    def test_a_range_removed_meanwhile_is_told_in_the_same_words(self, client, plage):
        adresse = address(plage)
        plage.delete()
        reponse = client.post(adresse, REPONSES)
        assert reponse.status_code == 409
        assert "Aucune autre heure n’est libre pour l’instant" in read(reponse)

    def test_what_is_missing_is_told_and_nothing_is_lost(self, client, plage):
        reponse = client.post(address(plage), REPONSES | {"telephone": ""})
        assert reponse.status_code == 422
        assert "Indiquez un téléphone ou une adresse électronique." in read(reponse)
        assert 'value="Marchal"' in read(reponse)

    def test_a_second_person_takes_another_time(self, client, plage):
        reponse = client.post(address(plage), REPONSES | {"prenom2": "Jean", "nom2": "Marchal"})
        assert reponse.status_code == 422
        assert "Un rendez-vous est pour une seule personne" in read(reponse)

    @pytest.mark.parametrize("heure", ["demain", "2026-12-15", "2026-13-15T1400", "0000-00-00T0000", "9999-12-31T2359"])
    def test_what_is_no_time_is_never_a_fault_of_ours(self, client, plage, heure):
        assert client.get(address(plage, heure)).status_code in (404, 409)

    def test_once_cancelled_the_time_is_offered_again(self, client, plage):
        client.post(address(plage), REPONSES)
        reservation = Reservation.objects.get()
        ids = list(reservation.inscriptions.values_list("pk", flat=True))
        cancel_inscriptions(reservation, ids, par=Auteur.USAGER, now=MAINTENANT)
        assert client.get(address(plage)).status_code == 200
        assert client.post(address(plage), REPONSES).status_code == 302
        assert Reservation.objects.count() == 2

    def test_by_code_the_time_goes_to_somebody_else_and_the_page_says_who_cancelled(self, client, plage):
        client.post(address(plage), REPONSES)
        premiere = Reservation.objects.get()
        suite = client.post(reverse("inscription_chercher"), {"code": premiere.code, "nom": "mar"}).url
        texte = client.post(f"{suite}annuler/", {"tout": "oui"}, follow=True).content.decode()
        assert "Vous avez annulé ce rendez-vous" in texte
        assert "Cette séance" not in texte
        assert client.get(address(plage)).status_code == 200
        autre = Client()
        reponse = autre.post(address(plage), REPONSES | {"nom": "Colin", "telephone": "06 39 98 20 18"})
        assert reponse.status_code == 302
        assert Seance.objects.filter(etat="prevue").get().debut == DEBUT


class TestDesk:
    @pytest.fixture
    def accueil(self, client, convention):
        agent = make_agent(convention, 2, Fonction.ACCUEIL, courriel="accueil@commune.example")
        client.force_login(agent)
        return agent

    def give(self, plage, heure=HEURE):
        return reverse("rendez_vous_donner", args=[plage.convention_id, plage.pk, heure])

    def test_it_gives_a_time_to_somebody_without_phone_until_the_last_minute(self, client, plage, accueil):
        with time_machine.travel(DEBUT - timedelta(minutes=5), tick=False):
            client.force_login(accueil)
            liste = reverse("rendez_vous_guichet", args=[plage.convention_id])
            assert self.give(plage) in read(client.get(liste))
            donnees = fill(client, self.give(plage), personne="Monique Claude", choix=[], canal="telephone")
            reponse = client.post(self.give(plage), donnees)
        reservation = Reservation.objects.get()
        assert (reponse.status_code, reservation.canal, reservation.cree_par) == (302, "telephone", accueil)
        assert reservation.participants.get().nom_complet == "Monique Claude"

    def test_sent_twice_it_is_given_once(self, client, plage, accueil):
        donnees = fill(client, self.give(plage), personne="Monique Claude", choix=[])
        reponses = [client.post(self.give(plage), donnees) for _ in range(2)]
        assert [reponse.status_code for reponse in reponses] == [302, 302]
        assert Reservation.objects.count() == 1

    def test_a_time_taken_meanwhile_offers_the_nearest_with_the_answers_kept(self, client, plage, accueil):
        donnees = fill(client, self.give(plage), personne="Monique Claude", choix=[])
        book_rendez_vous(plage, DEBUT, make_demande(), now=MAINTENANT)
        reponse = client.post(self.give(plage), donnees)
        assert reponse.status_code == 422
        assert "Ce rendez-vous n’est plus libre. Choisissez une autre heure." in read(reponse)
        autre = self.give(plage, "2026-12-15T1430")
        assert f'formaction="{autre}"' in read(reponse)
        assert client.post(autre, donnees).status_code == 302

    def test_without_a_free_time_it_says_whom_to_ask(self, client, convention, accueil):
        liste = reverse("rendez_vous_guichet", args=[convention.pk])
        assert "Aucune heure n’est libre." in read(client.get(liste))
