"""The adviser's day: where, who, late, next place, what is still to be told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from ateliers.enums import EtatInscription, EtatSeance, Presence
from ateliers.models import Appel, Seance
from communes.enums import Fonction
from communes.models import Agent, Convention
from conseiller.courriels.models import Courriel
from conseiller.journal.models import Ligne
from tests.ateliers.fabrique import make_lieu, make_reservation, make_seance
from tests.envois import read
from tests.fabrique import make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

# A Tuesday, 14 h 30 in Paris.
LE_JOUR = datetime(2026, 12, 1, 13, 30, tzinfo=UTC)
DEBUT = datetime(2026, 12, 1, 13, 0, tzinfo=UTC)
HIER = DEBUT - timedelta(days=1)


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(LE_JOUR, tick=False)


@pytest.fixture
def convention() -> Convention:
    return make_convention()


@pytest.fixture
def lucie(convention, client) -> Agent:
    agent = make_agent(convention, 1, Fonction.CONSEILLER)
    client.force_login(agent)
    return agent


@pytest.fixture
def page() -> str:
    return reverse("aujourdhui")


class TestDay:
    def test_an_empty_day_says_what_will_stand_there(self, client, lucie, page):
        texte = read(client.get(page))
        assert "Aucune séance aujourd’hui." in texte
        assert "Rien de prévu." in texte
        assert "Ils sont à jour." in texte

    def test_it_says_where_now_and_who_comes(self, client, convention, lucie, page):
        lieu = make_lieu(
            convention,
            nom="Salle fictive",
            adresse="1 rue fictive",
            salle="salle 2",
            acces="De plain-pied",
            accessible=True,
        )
        seance = make_seance(convention, debut=DEBUT, lieu=lieu, conseiller=lucie)
        make_reservation(seance, 1, now=HIER)
        texte = read(client.get(page))
        assert "14 h – 16 h" in texte
        assert "en cours" in texte
        assert "<strong>Salle fictive</strong>, salle 2" in texte
        assert "De plain-pied. Accessible en fauteuil roulant." in texte
        assert "Personne Fictif-1" in texte
        assert "1 inscrit sur 12" in texte

    def test_whoever_cancelled_or_waits_is_not_expected(self, client, convention, lucie, page):
        seance = make_seance(convention, debut=DEBUT, places=1, conseiller=lucie)
        make_reservation(seance, 1, now=HIER)
        attend = make_reservation(seance, 2, liste_attente=True, now=HIER)
        assert attend.inscriptions.get().etat == EtatInscription.ATTENTE
        assert "Fictif-2" not in read(client.get(page))

    def test_the_next_place_comes_with_its_road(self, client, convention, lucie, page):
        make_seance(convention, debut=DEBUT, conseiller=lucie)
        houdemont = convention.parties.get(ordre=4).organisme
        lieu = make_lieu(convention, nom="Mairie fictive", adresse="2 rue fictive", organisme=houdemont, trajet=25)
        make_seance(convention, debut=DEBUT + timedelta(hours=3), lieu=lieu, conseiller=lucie, installation=15)
        texte = read(client.get(page))
        assert (
            "<strong>25 minutes de route</strong> jusqu’à Mairie fictive, 2 rue fictive. Partez avant 16 h 20." in texte
        )

    def test_another_session_of_the_day_can_be_opened(self, client, convention, lucie, page):
        make_seance(convention, debut=DEBUT, conseiller=lucie)
        soir = make_seance(convention, debut=DEBUT + timedelta(hours=4), conseiller=lucie)
        make_reservation(soir, 7, now=HIER)
        assert "Fictif-7" not in read(client.get(page))
        assert "Fictif-7" in read(client.get(page, {"seance": soir.pk}))

    def test_sessions_of_other_advisers_stay_with_them(self, client, convention, lucie, page):
        autre = make_agent(convention, 1, Fonction.CONSEILLER, courriel="autre@exemple.example")
        make_seance(convention, debut=DEBUT, conseiller=autre)
        make_seance(make_convention(base=100), debut=DEBUT)
        assert "Aucune séance aujourd’hui." in read(client.get(page))

    def test_reports_that_are_missing_are_listed(self, client, convention, lucie, page):
        faite = make_seance(convention, debut=HIER, conseiller=lucie, etat=EtatSeance.TENUE)
        manque = make_seance(convention, debut=HIER, conseiller=lucie)
        texte = read(client.get(page))
        assert "Une séance attend le sien :" in texte
        assert reverse("seance_compte_rendu", args=[convention.pk, manque.pk]) in texte
        assert reverse("seance_compte_rendu", args=[convention.pk, faite.pk]) not in texte

    def test_the_desk_has_its_own_screen(self, client, convention, page):
        client.force_login(make_agent(convention, 1, Fonction.ACCUEIL))
        assert client.get(page).status_code == 404

    @pytest.mark.parametrize("nombre", [1, 10])
    def test_it_costs_the_same_whatever_the_day(
        self, client, convention, lucie, page, django_assert_num_queries, nombre
    ):
        for rang in range(nombre):
            seance = make_seance(convention, debut=DEBUT + timedelta(hours=rang), conseiller=lucie)
            make_seance(convention, debut=DEBUT + timedelta(days=1), conseiller=lucie)
            make_seance(convention, debut=HIER, conseiller=lucie)
            make_reservation(seance, rang, nombre=nombre, now=HIER)
        with django_assert_num_queries(10):
            assert client.get(page).status_code == 200


class TestLate:
    @pytest.fixture
    def seance(self, convention, lucie) -> Seance:
        return make_seance(convention, debut=DEBUT, conseiller=lucie)

    @pytest.fixture
    def adresse(self, seance) -> str:
        return reverse("seance_retard", args=[seance.pk])

    def send(self, client, adresse, **champs):
        jeton = str(client.get(adresse).context["form"]["jeton"].value())
        return client.post(adresse, {"jeton": jeton, **champs})

    def test_one_tap_says_it_to_the_desk(self, client, lucie, seance, adresse, page):
        reponse = self.send(client, adresse, minutes="20")
        assert reponse.url == f"{page}?seance={seance.pk}"
        seance.refresh_from_db()
        assert seance.retard == 20
        assert "20 minutes de retard annoncées" in read(client.get(reponse.url))
        ligne = Ligne.objects.latest("pk")
        assert (ligne.action, ligne.agent, ligne.details) == ("annoncer un retard", lucie, {"minutes": 20})
        assert Appel.objects.count() == 0

    def test_people_are_told_when_asked_and_once(self, client, seance, adresse):
        make_reservation(seance, 1, now=HIER)
        make_reservation(seance, 2, telephone="", courriel="deux@exemple.example", now=HIER)
        Courriel.objects.all().delete()
        for _ in range(2):
            self.send(client, adresse, minutes="20", prevenir="on")
        # An e-mail alone would be read too late.
        terme = DEBUT + timedelta(minutes=20)
        assert list(Appel.objects.values_list("evenement", "avant")) == [("changement", terme)] * 2
        assert "environ 20 minutes de retard" in " ".join(Courriel.objects.get().corps.split())
        assert Ligne.objects.filter(action="annoncer un retard").count() == 1

    def test_the_same_form_twice_says_it_once(self, client, seance, adresse):
        jeton = str(client.get(adresse).context["form"]["jeton"].value())
        for _ in range(2):
            assert client.post(adresse, {"jeton": jeton, "minutes": "10"}).status_code == 302
        assert Ligne.objects.filter(action="annoncer un retard").count() == 1

    def test_on_time_after_all(self, client, seance, adresse):
        Seance.objects.filter(pk=seance.pk).update(retard=20)
        assert self.send(client, adresse, minutes="0", prevenir="on").status_code == 302
        seance.refresh_from_db()
        assert seance.retard == 0

    def test_a_session_of_another_day_is_refused(self, client, convention, lucie):
        demain = make_seance(convention, debut=DEBUT + timedelta(days=1), conseiller=lucie)
        reponse = self.send(client, reverse("seance_retard", args=[demain.pk]), minutes="10")
        assert reponse.status_code == 422
        assert "Un retard s’annonce le jour même." in read(reponse)

    def test_a_session_that_is_over_is_refused(self, client, lucie, seance, adresse, time_machine):
        time_machine.move_to(LE_JOUR + timedelta(hours=3))
        reponse = self.send(client, adresse, minutes="10")
        assert "il n’y a plus de retard à annoncer" in read(reponse)

    def test_a_duration_is_asked_for(self, client, seance, adresse):
        assert "Choisissez une durée." in read(self.send(client, adresse))

    def test_a_form_sent_after_the_session_ended_is_found_again(self, client, lucie, seance, adresse):
        client.logout()
        reponse = client.post(
            adresse, {"jeton": "5ff3f6f0-5d0c-4f52-8a29-4f0a8f6d2b11", "minutes": "30", "prevenir": "on"}
        )
        assert reponse.status_code == 403
        seance.refresh_from_db()
        assert seance.retard == 0


class TestCoop:
    def test_it_is_ready_to_copy_without_a_name(self, client, convention, lucie):
        seance = make_seance(convention, debut=DEBUT, conseiller=lucie, minutes_reelles=95)
        for rang, age in ((1, "soixante_dix_plus"), (2, "soixante_dix_plus"), (3, "")):
            make_reservation(seance, rang, now=HIER).inscriptions.update(presence=Presence.PRESENT, tranche_age=age)
        Seance.objects.update(etat=EtatSeance.TENUE)
        texte = read(client.get(reverse("coop")))
        assert "Type : Collectif" in texte
        assert "Durée : 95 minutes" in texte
        assert "Thématique : Prévention en sécurité numérique" in texte
        assert "Participants : 3 Âges : 70 ans et plus : 2 âge non noté : 1" in texte
        assert "Fictif-" not in texte

    def test_a_session_without_a_report_is_told(self, client, convention, lucie):
        seance = make_seance(convention, debut=HIER, conseiller=lucie)
        texte = read(client.get(reverse("coop"), {"jour": "2026-11-30"}))
        assert "Sans compte rendu, une séance ne figure pas ici" in texte
        assert reverse("seance_compte_rendu", args=[convention.pk, seance.pk]) in texte

    @pytest.mark.parametrize("jour", ["", "hier", "0001-01-01", "9999-12-31", "2026-02-30"])
    def test_a_day_that_is_none_is_today(self, client, lucie, jour):
        assert client.get(reverse("coop"), {"jour": jour}).context["jour"] == LE_JOUR.date()

    @pytest.mark.parametrize("nombre", [1, 10])
    def test_it_costs_the_same_whatever_the_day(self, client, convention, lucie, django_assert_num_queries, nombre):
        for rang in range(nombre):
            seance = make_seance(convention, debut=DEBUT + timedelta(minutes=rang), conseiller=lucie)
            make_reservation(seance, rang, now=HIER)
        with django_assert_num_queries(10):
            client.get(reverse("coop"))
