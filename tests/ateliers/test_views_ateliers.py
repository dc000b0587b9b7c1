"""Pages of workshops and of their sessions, as the adviser keeps them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from ateliers.models import Appel, Atelier, Seance
from ateliers.services.occupation import occupy
from ateliers.services.seances import cancel_seances
from communes.enums import Fonction
from conseiller.journal.models import Ligne
from tests.ateliers.fabrique import DEBUT, MAINTENANT, make_lieu, make_reservation, make_seance
from tests.envois import adresse, fill, read
from tests.fabrique import make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture(autouse=True)
def le_premier_decembre():
    with time_machine.travel(MAINTENANT, tick=False):
        yield


@pytest.fixture
def convention():
    convention = make_convention(
        convention={"objet": "Des ateliers (fictif)", "debut": "2026-07-01", "fin": "2028-06-30"}
    )
    make_lieu(convention)
    return convention


@pytest.fixture
def camille(convention, client):
    agent = make_agent(convention, 1, Fonction.CONSEILLER)
    client.force_login(agent)
    return agent


@pytest.fixture
def seance(convention, camille):
    seance = make_seance(convention, places=3, conseiller=camille)
    occupy(seance)
    return seance


def publish(client, convention, **champs):
    page = adresse("atelier_ajouter", convention)
    lieu = convention.groupe.lieux.first()
    defauts = {
        "titre": "Faire son CV",
        "jour": "08/12/2026",
        "heure_debut": "14 h",
        "heure_fin": "16:00",
        "lieu": lieu.pk,
    }
    donnees = {nom: valeur for nom, valeur in fill(client, page, **{**defauts, **champs}).items() if valeur is not None}
    return client.post(page, donnees)


def list_jours() -> list[date]:
    return [timezone.localdate(seance.debut) for seance in Seance.objects.order_by("debut")]


class TestPublish:
    def test_words_and_first_date_in_one_screen(self, client, convention, camille):
        reponse = publish(client, convention)
        atelier = Atelier.objects.get()
        assert reponse.url == adresse("atelier", convention, atelier.pk)
        seance = atelier.seances.get()
        assert (timezone.localtime(seance.debut).hour, seance.conseiller, seance.capacite) == (14, camille, 8)
        assert (seance.occupations.count(), seance.commune_chargee) == (2 * 10, seance.lieu.organisme)
        assert Ligne.objects.filter(action="publier un atelier", agent=camille).count() == 1
        assert "L’atelier est publié" in read(client.get(reponse.url))

    def test_twice_sent_is_published_once(self, client, convention, camille):
        page = adresse("atelier_ajouter", convention)
        lieu = convention.groupe.lieux.first()
        donnees = fill(
            client, page, titre="CV", jour="08/12/2026", heure_debut="14:00", heure_fin="16:00", lieu=lieu.pk
        )
        donnees.pop("accepte")
        assert client.post(page, donnees).url == client.post(page, donnees).url
        assert Seance.objects.count() == 1

    def test_every_week_warns_of_a_holiday_and_asks_to_have_read_it(self, client, convention, camille):
        reponse = publish(client, convention, jour="18/12/2026", forme="semaines", nombre="3")
        texte = read(reponse)
        assert reponse.status_code == 422
        assert "Jour férié : Noël" in texte
        assert "Jour férié : Jour de l'an" in texte.replace("’", "'")
        assert Atelier.objects.count() == 0
        marque = reponse.context["form"].marque
        publish(client, convention, jour="18/12/2026", forme="semaines", nombre="3", accepte=marque)
        assert list_jours() == [date(2026, 12, 18), date(2026, 12, 25), date(2027, 1, 1)]

    def test_a_cycle_has_the_dates_that_were_chosen_and_one_decision(self, client, convention, camille):
        publish(client, convention, forme="cycle", autres="10/12/2026\n15/12/2026", minimum="3", decision_jours="2")
        assert (Atelier.objects.get().cycle, list_jours()) == (
            True,
            [date(2026, 12, 8), date(2026, 12, 10), date(2026, 12, 15)],
        )
        decisions = list(Seance.objects.order_by("debut").values_list("minimum", "decision_le"))
        assert decisions == [(3, date(2026, 12, 6)), (None, None), (None, None)]

    def test_a_look_at_the_dates_publishes_nothing(self, client, convention, camille):
        reponse = publish(client, convention, forme="semaines", nombre="2", apercu="oui")
        assert (reponse.status_code, Atelier.objects.count()) == (200, 0)
        assert "Les 2 dates" in read(reponse)
        assert "Faire son CV" in read(reponse)

    def test_a_taken_adviser_is_refused_beside_the_field(self, client, convention, seance):
        reponse = publish(client, convention, jour="15/12/2026", lieu=make_lieu(convention).pk)
        assert reponse.status_code == 422
        assert "Le temps de Camille Fictif 1 est déjà pris" in str(reponse.context["form"].errors["conseiller"])

    def test_errors_are_in_french_and_nothing_typed_is_lost(self, client, convention, camille):
        texte = read(publish(client, convention, titre="", heure_debut="25 h", forme="semaines"))
        assert "Donnez un titre à l’atelier." in texte
        assert "Écrivez une heure, par exemple 14:30." in texte
        assert "Dites combien de séances, ou écrivez leurs dates." in texte
        assert 'value="25 h"' in texte

    def test_a_workshop_begins_again_with_its_words_and_its_last_date(self, client, convention, seance):
        page = f"{adresse('atelier_ajouter', convention)}?modele={seance.atelier_id}"
        initial = client.get(page).context["form"].initial
        assert (initial["titre"], initial["capacite"], initial["heure_debut"].hour) == (
            "Créer de bons mots de passe",
            3,
            14,
        )

    def test_dates_are_added_later(self, client, convention, seance):
        page = adresse("seances_ajouter", convention, seance.atelier_id)
        donnees = fill(client, page, jour="22/12/2026")
        donnees.pop("accepte")
        assert client.post(page, donnees).status_code == 302
        assert list_jours() == [date(2026, 12, 15), date(2026, 12, 22)]


class TestSession:
    def test_an_hour_changed_is_told_and_a_second_tab_is_refused_then_accepted(self, client, convention, seance):
        make_reservation(seance)
        page = adresse("seance_modifier", convention, seance.pk)
        premier, second = fill(client, page, heure_debut="15:00", heure_fin="17:00"), fill(client, page, capacite="5")
        assert client.post(page, premier).status_code == 302
        assert Appel.objects.get().evenement == "changement"
        refuse = client.post(page, second)
        assert refuse.status_code == 422
        assert "Cette séance a changé depuis que vous l’avez ouverte." in read(refuse)
        repris = second | {"version": refuse.context["form"]["version"].value(), "heure_debut": "15:00"}
        assert client.post(page, repris | {"heure_fin": "17:00"}).status_code == 302
        seance.refresh_from_db()
        assert (seance.capacite, timezone.localtime(seance.debut).hour) == (5, 15)

    def test_what_is_changed_on_the_following_leaves_the_rest_of_them(self, client, convention, seance):
        autre = make_seance(convention, atelier=seance.atelier, debut=DEBUT + timedelta(weeks=1), places=9)
        page = adresse("seance_modifier", convention, seance.pk)
        donnees = fill(client, page, portee="suivantes", delai_annulation="24")
        assert client.post(page, donnees).status_code == 302
        autre.refresh_from_db()
        assert (autre.capacite, autre.delai_annulation) == (9, 24)

    def test_fewer_seats_than_people_are_refused_in_french(self, client, convention, seance):
        make_reservation(seance, nombre=2)
        page = adresse("seance_modifier", convention, seance.pk)
        texte = read(client.post(page, fill(client, page, capacite="1")))
        assert "Le 15/12, 2 places sont déjà prises : gardez-en au moins 2" in texte

    def test_a_cancelled_session_says_who_is_to_be_called(self, client, convention, seance):
        make_reservation(seance, 8)
        page = adresse("seance_annuler", convention, seance.pk)
        assert "1 personne sera prévenue" in read(client.get(page))
        reponse = client.post(page, fill(client, page, motif="salle fermée"), follow=True)
        texte = read(reponse)
        assert "0 personne sur 1 prévenue" in texte
        assert 'href="tel:0639980008"' in texte
        assert "salle fermée" in texte
        seance.refresh_from_db()
        assert seance.annulee_par == convention.employeuse

    def test_the_waiting_list_changes_its_order_for_a_reason(self, client, convention, seance):
        make_reservation(seance, 1, nombre=3)
        for rang in (2, 3):
            make_reservation(seance, rang, liste_attente=True)
        page = adresse("attente_ordonner", convention, seance.pk)
        texte = read(client.get(page))
        premiere, seconde = client.get(page).context["liste"]
        donnees = fill(client, page, reservation=seconde.pk, avant=premiere.pk, motif="accompagne")
        assert "1. Personne Fictif-2" in texte
        assert client.post(page, donnees).status_code == 302
        assert client.get(page).context["liste"] == [seconde, premiere]

    def test_a_session_short_of_people_is_kept_by_somebody(self, client, convention, seance):
        Seance.objects.filter(pk=seance.pk).update(minimum=2, decision_le=date(2026, 12, 1))
        assert "À vous de décider." in read(client.get(adresse("seance_bureau", convention, seance.pk)))
        page = adresse("seance_maintenir", convention, seance.pk)
        client.post(page, fill(client, page))
        assert "À vous de décider." not in read(client.get(adresse("seance_bureau", convention, seance.pk)))

    @pytest.mark.parametrize("nombre", [1, 12])
    def test_as_many_queries_whatever_the_number_of_people(
        self, client, convention, camille, nombre, django_assert_num_queries
    ):
        seance = make_seance(convention, places=20)
        for rang in range(nombre):
            make_reservation(seance, rang)
        page = adresse("seance_bureau", convention, seance.pk)
        client.get(page)
        with django_assert_num_queries(12):
            client.get(page)


class TestList:
    @pytest.mark.parametrize("nombre", [1, 12])
    def test_as_many_queries_whatever_the_number_of_workshops(
        self, client, convention, camille, nombre, django_assert_num_queries
    ):
        for _ in range(nombre):
            make_seance(convention)
        client.get(adresse("ateliers", convention))
        with django_assert_num_queries(8):
            client.get(adresse("ateliers", convention))

    @pytest.mark.parametrize("nombre", [1, 12])
    def test_as_many_queries_whatever_the_number_of_dates(
        self, client, convention, seance, nombre, django_assert_num_queries
    ):
        for rang in range(nombre):
            make_seance(convention, atelier=seance.atelier, debut=seance.debut + timedelta(days=rang))
        page = adresse("atelier", convention, seance.atelier_id)
        client.get(page)
        with django_assert_num_queries(10):
            client.get(page)

    def test_an_empty_list_says_what_to_do(self, client, convention, camille):
        assert "Aucun atelier n’est publié. Publiez le premier" in (
            read(client.get(adresse("ateliers", convention))).replace("</strong></p> <p>", " ")
        )

    def test_only_a_workshop_without_anybody_is_deleted(self, client, convention, seance):
        assert "Supprimer</a>" in read(client.get(adresse("atelier", convention, seance.atelier_id)))
        page = adresse("atelier_supprimer", convention, seance.atelier_id)
        donnees = fill(client, page)
        make_reservation(seance)
        assert "Des personnes se sont inscrites" in read(client.post(page, donnees))
        cancel_seances([seance.pk], par=convention.employeuse, agent=None, now=MAINTENANT)
        assert "Supprimer</a>" not in read(client.get(adresse("atelier", convention, seance.atelier_id)))

    def test_the_words_change_for_all_dates(self, client, convention, seance):
        page = adresse("atelier_modifier", convention, seance.atelier_id)
        donnees = fill(client, page, titre="Mots de passe")
        assert client.post(page, donnees).status_code == 302
        assert str(Seance.objects.get()) == "Mots de passe"

    def test_the_desk_reads_and_does_not_plan(self, client, convention, seance):
        client.force_login(make_agent(convention, 2, Fonction.ACCUEIL))
        assert client.get(adresse("seance_bureau", convention, seance.pk)).status_code == 200
        assert client.get(adresse("seance_modifier", convention, seance.pk)).status_code == 404
