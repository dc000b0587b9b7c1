"""The desk: the day, presence, who walks in, who waits, whom to call, phones, another agent."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from ateliers.enums import Auteur, Canal, Evenement
from ateliers.models import Appel, Inscription, Reservation
from ateliers.services.attente import promote
from ateliers.services.reservations import cancel_inscriptions
from communes.enums import Fonction
from conseiller.courriels.models import Courriel, EtatCourriel
from conseiller.journal.models import Ligne
from conseiller.travaux.models import Travail
from tests.ateliers.fabrique import DEBUT, MAINTENANT, make_reservation, make_seance
from tests.envois import read
from tests.fabrique import make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

# Twenty minutes before the session.
JUSTE_AVANT = DEBUT - timedelta(minutes=20)


@pytest.fixture
def convention():
    return make_convention()


@pytest.fixture
def seance(convention):
    return make_seance(convention, places=2)


@pytest.fixture
def claire(convention, client):
    agent = make_agent(convention, 2, Fonction.ACCUEIL)
    with time_machine.travel(JUSTE_AVANT, tick=False):
        client.force_login(agent)
        yield agent


def post(client, nom, objet, **champs):
    return client.post(reverse(nom, args=[objet.pk]), {"jeton": str(uuid4()), **champs})


def arrive(client, seance, personne="Odette Marchal", **champs):
    return post(client, "guichet_ajouter", seance, **{"personne": personne, "commune": "ailleurs", **champs})


def see(client, jour="") -> str:
    return read(client.get(reverse("guichet") + (f"?jour={jour}" if jour else "")))


class TestDay:
    def test_it_shows_people_by_name_without_their_numbers(self, client, seance, claire):
        make_reservation(seance, contact="Anne Fictif")
        texte = see(client)
        assert "<h1>Mardi 15 décembre</h1>" in texte
        assert "dans 20 minutes" in texte
        assert "<strong>1 inscrit</strong> sur 2 · 0 présent · 0 absent" in texte
        assert "réservation de Anne Fictif" in texte
        assert "06 39 98" not in texte

    def test_a_finished_session_is_short_until_it_is_asked_for(self, client, seance, claire):
        make_reservation(seance)
        with time_machine.travel(DEBUT + timedelta(hours=3), tick=False):
            assert "Personne Fictif-1" not in see(client)
            page = client.get(f"{reverse('guichet')}?jour=2026-12-15&revoir={seance.pk}")
            assert "Personne Fictif-1" in read(page)
            assert "1 présence à noter" in read(page)

    def test_an_empty_day_leads_to_the_next_one(self, client, seance, claire):
        texte = see(client, "2026-12-14")
        assert "Aucune séance ce jour-là." in texte
        assert '<a class="btn btn-outline-primary" href="/bureau/accueil/?jour=2026-12-15">' in texte

    @pytest.mark.parametrize("jour", ["demain", "2026-13-45", "0001-01-01"])
    def test_a_day_that_is_none_is_today(self, client, seance, claire, jour):
        assert "<h1>Mardi 15 décembre</h1>" in see(client, jour)

    def test_namesakes_are_told_apart_and_doubles_wait_for_a_judge(self, client, seance, claire):
        make_reservation(seance)
        make_reservation(seance, telephone="06 39 98 99 99")
        double = make_reservation(make_seance(seance.convention, places=3), navigateur="a")
        make_reservation(double.inscriptions.get().seance, navigateur="b")
        texte = see(client)
        assert texte.count("Homonyme</span>") == 2
        assert "Peut-être la même personne : 1" in texte

    def test_another_agreement_does_not_exist(self, client, claire):
        autre = make_seance(make_convention(base=100))
        inscription = make_reservation(autre).inscriptions.get()
        assert post(client, "presence", inscription, presence="present").status_code == 404
        assert post(client, "guichet_ajouter", autre).status_code == 404
        assert client.get(reverse("guichet_reservation", args=[inscription.reservation_id])).status_code == 404
        assert "Personne Fictif" not in see(client)

    @pytest.mark.parametrize(("seances", "personnes"), [(1, 1), (6, 1), (1, 30), (6, 30)])
    def test_it_costs_the_same_whatever_the_day(
        self, client, convention, claire, django_assert_num_queries, seances, personnes
    ):
        rang = 0
        for _ in range(seances):
            seance = make_seance(convention, places=30)
            for _ in range(personnes):
                rang += 1
                make_reservation(seance, rang)
        Appel.objects.create(
            cle="a",
            reservation=Reservation.objects.latest("pk"),
            seance=seance,
            evenement="confirmation",
            cree_le=DEBUT,
        )
        with django_assert_num_queries(13):
            client.get(reverse("guichet"))


class TestPresence:
    def test_a_press_leads_back_to_the_row_and_a_second_one_undoes(self, client, seance, claire):
        inscription = make_reservation(seance).inscriptions.get()
        suite = "/bureau/accueil/?jour=2026-12-15"
        reponse = post(client, "presence", inscription, presence="present", suite=suite)
        assert reponse.url == f"{suite}#inscription-{inscription.pk}"
        assert 'value="" aria-pressed="true"' in see(client)
        post(client, "presence", inscription, presence="")
        inscription.refresh_from_db()
        assert inscription.presence == ""

    def test_it_leads_nowhere_else(self, client, seance, claire):
        inscription = make_reservation(seance).inscriptions.get()
        reponse = post(client, "presence", inscription, presence="autre", suite="https://ailleurs.example/")
        assert reponse.url == f"/bureau/accueil/#inscription-{inscription.pk}"

    def test_a_row_cancelled_meanwhile_answers_with_a_sentence(self, client, seance, claire):
        reservation = make_reservation(seance)
        inscription = reservation.inscriptions.get()
        cancel_inscriptions(reservation, [inscription.pk], par=Auteur.USAGER, now=MAINTENANT)
        post(client, "presence", inscription, presence="present")
        assert "Cette personne n’a plus de place à cette séance" in see(client)


class TestWalkIn:
    def test_a_name_is_enough_and_they_are_there(self, client, seance, claire):
        reponse = arrive(client, seance)
        inscription = Inscription.objects.select_related("participant", "reservation").get()
        assert reponse.url == f"/bureau/accueil/?jour=2026-12-15#inscription-{inscription.pk}"
        assert (inscription.participant.nom_complet, inscription.presence) == ("Odette Marchal", "present")
        assert (inscription.reservation.canal, inscription.guichet) == (Canal.GUICHET.value, True)

    def test_a_double_tap_is_one_person(self, client, seance, claire):
        jeton = str(uuid4())
        assert {arrive(client, seance, jeton=jeton).status_code for _ in range(2)} == {302}
        assert Inscription.objects.count() == 1

    def test_the_commune_is_remembered(self, client, seance, claire):
        commune = seance.convention.parties.get(ordre=2).organisme_id
        arrive(client, seance, commune=str(commune))
        assert f'<option value="{commune}" selected>' in see(client)

    def test_a_first_name_alone_is_asked_for_more_and_kept(self, client, seance, claire):
        reponse = arrive(client, seance, "Odette")
        assert reponse.status_code == 422
        assert "Écrivez le prénom, puis le nom." in read(reponse)
        assert 'value="Odette"' in read(reponse)

    def test_full_asks_for_a_chair_or_the_list(self, client, seance, claire):
        make_reservation(seance, nombre=2)
        jeton = str(uuid4())
        assert "C’est complet : ajouter une chaise ?" in read(arrive(client, seance, jeton=jeton))
        assert arrive(client, seance, jeton=jeton, choix="chaise").status_code == 302
        seance.refresh_from_db()
        assert (seance.chaises, seance.prises) == (1, 3)
        assert Inscription.objects.get(participant__nom="Marchal").presence == "present"
        arrive(client, seance, "Simone Vautrin", choix="attente")
        assert Inscription.objects.get(participant__nom="Vautrin").etat == "attente"

    def test_a_chair_is_not_added_when_a_place_is_free(self, client, seance, claire):
        arrive(client, seance, choix="chaise")
        seance.refresh_from_db()
        assert (seance.chaises, seance.prises) == (0, 1)

    def test_a_known_name_is_the_same_person_or_a_namesake(self, client, seance, claire):
        arrive(client, seance, telephone="06 39 98 00 01")
        jeton = str(uuid4())
        texte = read(arrive(client, seance, "odette  MARCHAL", jeton=jeton))
        assert "Odette Marchal est déjà sur la liste de cette séance." in texte
        arrive(client, seance, jeton=jeton, choix="homonyme")
        assert Inscription.objects.count() == 2

    def test_who_walks_in_to_a_cycle_that_has_begun_is_there_today(self, client, convention, claire):
        premiere = make_seance(convention, debut=JUSTE_AVANT - timedelta(hours=1))
        premiere.atelier.cycle = True
        premiere.atelier.save()
        make_seance(convention, atelier=premiere.atelier, debut=DEBUT + timedelta(days=7))
        arrive(client, premiere)
        assert list(Inscription.objects.order_by("pk").values_list("presence", flat=True)) == ["present", ""]


class TestWaiting:
    @pytest.fixture
    def offre(self, seance):
        """Somebody who is offered the place that another has freed."""
        prise = make_reservation(seance, nombre=2)
        attend = make_reservation(seance, 2, liste_attente=True)
        cancel_inscriptions(prise, [prise.inscriptions.first().pk], par=Auteur.USAGER, now=MAINTENANT)
        promote(seance, now=MAINTENANT)
        return attend.inscriptions.get()

    def test_an_offer_says_until_when_and_is_answered(self, client, seance, claire, offre):
        assert "Réponse attendue avant" in see(client)
        post(client, "guichet_reponse", offre, reponse="vient")
        offre.refresh_from_db()
        assert offre.etat == "confirmee"
        post(client, "guichet_reponse", offre, reponse="renonce")
        offre.refresh_from_db()
        assert offre.etat == "confirmee"
        assert "Cette place n’est plus proposée" in see(client)

    def test_who_renounces_frees_the_place(self, client, seance, claire, offre):
        post(client, "guichet_reponse", offre, reponse="renonce")
        seance.refresh_from_db()
        assert seance.prises == 1

    def test_who_waits_and_is_there_is_let_in(self, client, seance, claire):
        make_reservation(seance, nombre=2)
        attend = make_reservation(seance, 2, liste_attente=True).inscriptions.get()
        post(client, "guichet_reponse", attend, reponse="entre")
        assert "Il n’y a plus assez de places à cette séance." in see(client)
        for _ in range(2):
            post(client, "guichet_reponse", attend, reponse="chaise")
        attend.refresh_from_db()
        seance.refresh_from_db()
        assert (attend.etat, attend.presence, seance.chaises, seance.prises) == ("confirmee", "present", 1, 3)

    @pytest.mark.parametrize(("reponse", "etat", "prises"), [("meme", "annulee", 1), ("entre", "confirmee", 2)])
    def test_a_double_is_judged(self, client, seance, claire, reponse, etat, prises):
        make_reservation(seance, navigateur="a")
        double = make_reservation(seance, navigateur="b").inscriptions.get()
        for _ in range(2):
            post(client, "guichet_reponse", double, reponse=reponse)
        double.refresh_from_db()
        seance.refresh_from_db()
        assert (double.etat, seance.prises) == (etat, prises)


class TestCalls:
    @pytest.fixture
    def appel(self, seance):
        reservation = make_reservation(seance)
        return Appel.objects.create(
            cle="a", reservation=reservation, seance=seance, evenement=Evenement.RAPPEL.value, cree_le=MAINTENANT
        )

    def test_a_try_keeps_it_and_an_outcome_closes_it(self, client, seance, claire, appel):
        assert "Appels à passer : 1" in see(client)
        assert '<a class="appel-numero" href="tel:0639980001">06 39 98 00 01</a>' in see(client)
        post(client, "guichet_appel", appel, issue="essai")
        assert "2e appel. À 13 h 40 : pas de réponse." in see(client)
        post(client, "guichet_appel", appel, issue="prevenu")
        appel.refresh_from_db()
        assert (appel.issue, appel.essais, appel.traite_par) == ("prevenu", 1, claire)
        assert "Personne à appeler pour l’instant." in see(client)

    def test_a_reminder_may_be_answered_by_a_cancellation(self, client, seance, claire, appel):
        post(client, "guichet_appel", appel, issue="renonce")
        assert Inscription.objects.get().etat == "annulee"


class TestMessages:
    """E-mails of bookings that have perhaps not arrived."""

    @pytest.fixture
    def courriels(self, convention, seance, claire):
        """Two that may not have arrived, of somebody each."""
        for rang in (1, 2):
            make_reservation(seance, rang, courriel=f"personne-{rang}@exemple.example")
        Courriel.objects.update(etat=EtatCourriel.INCERTAIN.value)
        Travail.objects.update(etat="fini", bail=None, fini_le=MAINTENANT)
        return list(Courriel.objects.order_by("pk"))

    def test_they_are_told_until_they_are_sent_again(self, client, seance, courriels):
        texte = see(client)
        assert "Messages à vérifier : 2" in texte
        assert "Personne Fictif-1</strong></a> : confirmation, mardi 15 décembre 2026 à 14 h" in texte
        envoi = reverse("message_renvoyer", args=[seance.convention_id, courriels[0].pk])
        reponse = client.post(envoi, {"suite": "/bureau/accueil/#a-verifier"})
        assert reponse.url == "/bureau/accueil/#a-verifier"
        texte = see(client)
        assert "Messages à vérifier : 1" in texte
        assert "Le courriel part dans un instant." in texte

    def test_those_that_no_longer_serve_or_have_a_call_are_not(self, client, seance, courriels):
        Courriel.objects.filter(pk=courriels[0].pk).update(perime_le=JUSTE_AVANT)
        appel = {"seance": seance, "evenement": "confirmation", "cree_le": MAINTENANT}
        reservation = Reservation.objects.latest("pk")
        Appel.objects.create(cle=courriels[1].cle, reservation=reservation, **appel)
        assert "Messages à vérifier" not in see(client)

    def test_those_of_another_agreement_are_not(self, client, claire):
        make_reservation(make_seance(make_convention(base=100)), courriel="autre@exemple.example")
        Courriel.objects.update(etat=EtatCourriel.ECHOUE.value)
        assert "Messages à vérifier" not in see(client)

    @pytest.mark.parametrize("nombre", [1, 12])
    def test_many_cost_the_same_and_five_are_shown(self, client, convention, claire, django_assert_num_queries, nombre):
        seance = make_seance(convention, places=30)
        for rang in range(nombre):
            make_reservation(seance, rang, courriel=f"personne-{rang}@exemple.example")
        Courriel.objects.update(etat=EtatCourriel.ECHOUE.value)
        with django_assert_num_queries(15):
            texte = see(client)
        assert texte.count(">Renvoyer<") == min(nombre, 5)
        assert ("Les suivants paraîtront ici" in texte) is (nombre > 5)


class TestPhones:
    def test_they_show_when_asked_for_a_while_and_the_journal_knows(self, client, seance, claire):
        make_reservation(seance)
        post(client, "guichet_telephones", seance, suite="/bureau/accueil/")
        assert "06 39 98 00 01" in see(client)
        ligne = Ligne.objects.get(action="montrer les téléphones")
        assert (ligne.agent, ligne.objet, ligne.details) == (claire, f"ateliers.seance:{seance.pk}", {})
        with time_machine.travel(JUSTE_AVANT + timedelta(minutes=16), tick=False):
            assert "06 39 98" not in see(client)


class TestAnotherAgent:
    def test_they_sign_in_and_find_the_same_day(self, client, seance, claire):
        reponse = client.post(reverse("guichet_changer"), {"suite": "/bureau/accueil/?jour=2026-12-15"})
        assert reponse.url == "/connexion/?next=%2Fbureau%2Faccueil%2F%3Fjour%3D2026-12-15"
        assert client.get(reverse("guichet")).status_code == 302
        assert "autofocus" in read(client.get(reponse.url))
