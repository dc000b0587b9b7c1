"""A booking found again, read, cancelled, its link changed."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from ateliers.models import Appel, Inscription, Reservation
from ateliers.services.demande import Personne
from ateliers.services.reservations import book
from ateliers.services.seances import cancel_seances
from conseiller.discretion import MasqueJetons
from tests.ateliers.fabrique import DEBUT, MAINTENANT, make_demande, make_reservation, make_seance
from tests.fabrique import make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("aujourdhui")]
RECHERCHE = "/inscription/"


@pytest.fixture
def aujourdhui(time_machine):
    time_machine.move_to(MAINTENANT, tick=False)


@pytest.fixture
def seance():
    return make_seance(make_convention(), places=2)


@pytest.fixture
def reservation(seance) -> Reservation:
    return make_reservation(seance, contact="Sylvie Perrin")


def locate(nom: str, reservation: Reservation) -> str:
    return reverse(nom, args=[reservation.jeton])


def search(client, code: str, nom: str, **options):
    return client.post(RECHERCHE, {"code": code, "nom": nom}, **options)


class TestFinding:
    @pytest.mark.parametrize("nom", ["fic", "FICTIF", "Fiç", " per", "Perrin"])
    def test_either_surname_opens_it_however_typed(self, client, reservation, nom):
        tape = f" {reservation.code[:3].lower()}-{reservation.code[3:].replace('0', 'o')} "
        reponse = search(client, tape, nom)
        assert (reponse.status_code, reponse.url) == (302, locate("inscription", reservation))

    @pytest.mark.parametrize(("code", "nom"), [("K7M4PX", "fic"), (None, "xyz"), (None, "fi"), ("\u202e" * 30, "fic")])
    def test_any_failure_is_the_same_sentence(self, client, reservation, code, nom):
        reponse = search(client, code or reservation.code, nom)
        assert reponse.status_code == 422
        assert reponse.context["form"].non_field_errors()[0].startswith("Aucune réservation ne correspond")

    @pytest.mark.parametrize("code", [None, "K7M4PX"])
    def test_a_code_that_exists_takes_no_longer(self, client, reservation, code, django_assert_num_queries):
        client.get(RECHERCHE)
        with django_assert_num_queries(4):
            search(client, code or reservation.code, "xyz", REMOTE_ADDR=f"198.51.100.{40 + (code is None)}")

    def test_the_eleventh_failure_waits_but_not_another_address(self, client, reservation):
        statuts = [search(client, "K7M4PX", "fic", REMOTE_ADDR="198.51.100.50").status_code for _ in range(11)]
        assert statuts == [422] * 10 + [429]
        assert search(client, reservation.code, "fic", REMOTE_ADDR="198.51.100.50")["Retry-After"] == "600"
        assert search(client, reservation.code, "fic", REMOTE_ADDR="198.51.100.51").status_code == 302

    def test_neither_a_success_nor_a_header_nor_the_next_address_of_its_network_gives_more_tries(
        self, client, reservation
    ):
        statuts = [
            search(
                client,
                "K7M4PX",
                "fic",
                REMOTE_ADDR=f"2001:db8:5::{rang:x}",
                HTTP_X_FORWARDED_FOR=f"198.51.100.{rang}",
            ).status_code
            for rang in range(10)
            if search(client, reservation.code, "fic", REMOTE_ADDR=f"2001:db8:5::{rang:x}").status_code == 302
        ]
        assert statuts == [422] * 10
        assert search(client, reservation.code, "fic", REMOTE_ADDR="2001:db8:5::ff").status_code == 429

    def test_a_lost_code_leads_to_the_desk(self, client, reservation):
        assert "J’ai perdu mon code" in client.get(RECHERCHE).content.decode()


class TestReading:
    def test_it_is_kept_by_nobody(self, client, reservation):
        for nom in ("inscription", "inscription_annuler", "inscription_agenda", "inscription_repondre"):
            reponse = client.get(locate(nom, reservation))
            assert "no-store" in reponse["Cache-Control"]
            assert (reponse["X-Robots-Tag"], reponse["Referrer-Policy"]) == ("noindex, nofollow", "same-origin")

    def test_it_tells_what_happens_now(self, client, reservation):
        texte = client.get(locate("inscription", reservation)).content.decode()
        for phrase in ("Nous vous appellerons au", "mardi 15\u00a0décembre 2026 à 10\u00a0h", "Code perdu", "Perrin"):
            assert phrase in texte

    def test_a_late_booking_promises_no_reminder(self, client, seance):
        tardive = make_reservation(seance, now=DEBUT - timedelta(hours=47))
        assert "nous ne vous rappellerons pas" in client.get(locate("inscription", tardive)).content.decode()

    def test_slips_are_made_a_few_at_a_time(self, client, reservation):
        adresse, ailleurs = locate("inscription_fiche", reservation), {"REMOTE_ADDR": "198.51.100.77"}
        statuts = [client.get(adresse, **ailleurs).status_code for _ in range(21)]
        assert statuts == [200] * 20 + [429]

    def test_the_slip_is_a_pdf_and_the_calendar_has_the_session(self, client, reservation):
        assert client.get(locate("inscription_fiche", reservation)).content.startswith(b"%PDF")
        assert client.get(locate("inscription_agenda", reservation)).content.count(b"BEGIN:VEVENT") == 1

    def test_queries_do_not_grow_with_the_dates(self, client, django_assert_num_queries):
        convention = make_convention(base=30)
        atelier = make_seance(convention).atelier
        atelier.cycle = True
        atelier.save()
        for semaine in range(1, 5):
            make_seance(convention, atelier=atelier, debut=DEBUT + timedelta(weeks=semaine))
        cycle = make_reservation(atelier.seances.first(), 3, nombre=2)
        simple = make_reservation(make_seance(convention), 4)
        for reservation in (cycle, simple):
            with django_assert_num_queries(6):
                client.get(locate("inscription", reservation))


class TestCancelling:
    def test_all_of_it_after_saying_so(self, client, seance, reservation):
        adresse = locate("inscription_annuler", reservation)
        ids = re.findall(r'name="inscriptions" value="(\d+)"', client.get(adresse).content.decode())
        reponse = client.post(adresse, {"inscriptions": ids}, follow=True)
        assert "La réservation de Personne est annulée" in reponse.content.decode()
        seance.refresh_from_db()
        assert seance.prises == 0
        assert client.post(adresse, {"inscriptions": ids}).status_code == 422

    def test_one_of_two_friends(self, client, seance):
        reservation = make_reservation(seance, nombre=2)
        premiere = reservation.inscriptions.first()
        client.post(locate("inscription_annuler", reservation), {"inscriptions": [premiere.pk]})
        assert list(reservation.inscriptions.values_list("etat", flat=True)) == ["annulee", "confirmee"]

    def test_the_page_then_names_only_who_still_comes(self, client, seance):
        demande = make_demande(nombre=2)
        odette, helene = (Personne(prenom, "Fictif") for prenom in ("Odette", "Hélène"))
        reservation = book(replace(demande, personnes=(odette, helene)), seance, now=MAINTENANT)[0]
        premiere = reservation.inscriptions.get(participant__prenom="Odette")
        client.post(locate("inscription_annuler", reservation), {"inscriptions": [premiere.pk]})
        texte = client.get(locate("inscription", reservation)).content.decode()
        assert ("La place d’Hélène est réservée" in texte, "Vous avez annulé" in texte) == (True, False)

    def test_everything_in_one_press(self, client, seance):
        reservation = make_reservation(seance, nombre=2)
        texte = client.post(locate("inscription_annuler", reservation), {"tout": "oui"}, follow=True).content.decode()
        assert "Vous avez annulé votre réservation\u00a0: il n’y a rien d’autre à faire." in texte
        assert set(reservation.inscriptions.values_list("etat", flat=True)) == {"annulee"}

    def test_nothing_ticked_is_told(self, client, seance):
        reservation = make_reservation(seance, nombre=2)
        reponse = client.post(locate("inscription_annuler", reservation), {})
        assert (reponse.status_code, "Cochez au moins une ligne." in reponse.content.decode()) == (422, True)

    def test_leaving_the_list_says_so(self, client, seance):
        make_reservation(seance, 8, nombre=2)
        attend = make_reservation(seance, 9, liste_attente=True)
        page = client.get(locate("inscription", attend)).content.decode()
        assert "Votre demande est la première de la liste." in page
        assert "Vous perdrez votre rang." in client.get(locate("inscription_annuler", attend)).content.decode()
        texte = client.post(locate("inscription_annuler", attend), {"tout": "oui"}, follow=True).content.decode()
        assert "la liste d’attente ne vous compte plus" in texte

    def test_cancelled_by_the_organisation_says_who_why_and_the_other_date(self, client, seance, reservation):
        autre = make_seance(seance.convention, atelier=seance.atelier, debut=DEBUT + timedelta(days=7))
        cancel_seances(
            [seance.pk],
            par=seance.convention.employeuse,
            motif="la salle est fermée",
            remplacement=autre,
            agent=None,
            now=MAINTENANT,
        )
        texte = client.get(locate("inscription", reservation)).content.decode()
        for phrase in (
            "La mairie de Commune fictive 1 a annulé cette séance.",
            "La salle est fermée.",
            f'href="{reverse("seance", args=[seance.convention.groupe.slug, autre.pk])}"',
        ):
            assert phrase in texte

    def test_somebody_else_s_place_is_out_of_reach(self, client, seance, reservation):
        autre = make_reservation(seance, 2).inscriptions.get()
        assert client.post(locate("inscription_annuler", reservation), {"inscriptions": [autre.pk]}).status_code == 422
        autre.refresh_from_db()
        assert autre.etat == "confirmee"

    def test_the_next_on_the_list_is_offered_the_place(self, client, seance):
        premiere = make_reservation(seance, nombre=2)
        suivante = make_reservation(seance, 3, liste_attente=True)
        ids = list(premiere.inscriptions.values_list("pk", flat=True))
        client.post(locate("inscription_annuler", premiere), {"inscriptions": ids})
        assert suivante.inscriptions.get().etat == "proposee"
        assert "Une place s’est libérée" in client.get(locate("inscription", suivante)).content.decode()

    def test_after_the_delay_one_calls(self, client, seance, reservation, time_machine):
        time_machine.move_to(DEBUT - timedelta(hours=3))
        ids = {"inscriptions": [reservation.inscriptions.get().pk]}
        reponse = client.post(locate("inscription_annuler", reservation), ids)
        attendu = "L’annulation par internet est fermée depuis 10\u00a0h. Appelez le 03 53 01 12 34."
        assert reponse.context["form"].non_field_errors() == [attendu]
        assert Inscription.objects.get().etat == "confirmee"

    def test_a_double_seems_cancelled_frees_nothing_and_the_person_is_told(self, client, seance, reservation):
        double = make_reservation(seance, contact="Sylvie Perrin", navigateur="un autre")
        ids = {"inscriptions": [double.inscriptions.get().pk]}
        texte = client.post(locate("inscription_annuler", double), ids, follow=True).content.decode()
        assert "La réservation de Personne est annulée" in texte
        seance.refresh_from_db()
        assert (seance.prises, reservation.inscriptions.get().etat) == (1, "confirmee")
        assert Appel.objects.get().reservation == reservation


class TestLink:
    def test_a_link_that_was_seen_is_changed(self, client, reservation):
        ancien = locate("inscription", reservation)
        reponse = client.post(locate("inscription_changer_lien", reservation))
        assert (client.get(ancien).status_code, client.get(reponse.url).status_code) == (404, 200)
        assert "Retrouver ma réservation" in client.get(ancien).content.decode()
        mortes = ("inscription_annuler", "inscription_repondre", "inscription_fiche", "inscription_agenda")
        assert [client.get(locate(nom, reservation)).status_code for nom in mortes] == [404] * 4
        assert search(client, reservation.code, "fic").url == reponse.url

    def test_the_log_never_holds_it(self, reservation):
        ligne = logging.LogRecord(
            "django.request", 30, "", 0, "%s: %s", ("Not Found", f"/inscription/{reservation.jeton}/"), None
        )
        assert MasqueJetons().filter(ligne)
        assert ligne.getMessage() == "Not Found: /inscription/…/"


def test_a_double_on_the_list_waits_for_nothing(client, seance):
    make_reservation(seance, 8, nombre=2)
    make_reservation(seance, liste_attente=True)
    double = make_reservation(seance, liste_attente=True, navigateur="un autre")
    assert double.inscriptions.get().etat == "attente"
    assert "Personne est sur la liste d’attente" in client.get(locate("inscription", double)).content.decode()
    premiere = Reservation.objects.get(telephone="06 39 98 00 08")
    ids = list(premiere.inscriptions.values_list("pk", flat=True))
    client.post(locate("inscription_annuler", premiere), {"inscriptions": ids})
    assert double.inscriptions.get().etat == "attente"
