"""The public page: what it says, how it is searched, what it costs, and that it never shows what is no longer so."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from ateliers.enums import Auteur
from ateliers.models import Atelier, Lieu, Seance
from ateliers.services.places import add_chaise
from ateliers.services.reservations import cancel_inscriptions
from communes.models import Convention, Groupe
from tests.ateliers.fabrique import DEBUT, MAINTENANT, make_lieu, make_reservation, make_seance
from tests.fabrique import make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture(autouse=True)
def maintenant():
    with time_machine.travel(MAINTENANT, tick=False) as horloge:
        yield horloge


@pytest.fixture
def convention() -> Convention:
    convention = make_convention()
    make_lieu(convention, nom="Médiathèque fictive", horaires="Mardi : 14 h – 18 h", accessible=True)
    return convention


def find_adresse(convention: Convention) -> str:
    return reverse("mediatheque", args=[convention.groupe.slug])


def read(convention: Convention, requete: str = "", client: Client | None = None) -> str:
    """The page as people read it: no tags, no-break spaces made plain."""
    reponse = (client or Client()).get(find_adresse(convention) + requete)
    assert reponse.status_code == 200
    return reponse.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def make_atelier(convention: Convention, **champs: object) -> Atelier:
    return Atelier.objects.create(convention=convention, **{"titre": "Écrire un courriel", **champs})


class TestList:
    def test_it_says_what_where_when_how_long_and_how_many_places(self, convention):
        seance = make_seance(convention, places=8)
        Atelier.objects.update(phrase="Longs, faciles à retenir.", niveau="debutant")
        page = read(convention)
        for mots in (
            "<strong>1 atelier</strong> à venir",
            "Créer de bons mots de passe",
            "Longs, faciles à retenir.",
            "14 h – 16 h",
            "(2 h)",
            "Médiathèque fictive",
            "<span>Débutant</span>",
            "(accessible en fauteuil roulant)",
            "<strong>8 places restantes</strong>",
            "Ateliers numériques gratuits",
        ):
            assert mots in page
        assert f'href="{find_adresse(convention)}seances/{seance.pk}/">Réserver' in page
        assert page.count('href="#place-libre"') == 8

    def test_it_is_by_month_with_a_programme_for_each(self, convention):
        make_seance(convention)
        make_seance(convention, debut=DEBUT + timedelta(days=31))
        page = read(convention)
        assert page.index("Décembre <span>2026</span>") < page.index("Janvier <span>2027</span>")
        assert "programme.pdf?mois=2026-12" in page
        assert "programme.pdf?mois=2027-01" in page

    def test_words_follow_the_places(self, convention):
        seance = make_seance(convention, places=3)
        make_reservation(seance, 1)
        make_reservation(seance, 2)
        assert "<strong>1 place restante</strong>" in read(convention)
        make_reservation(seance, 3)
        make_reservation(seance, 4, liste_attente=True)
        make_reservation(seance, 5, liste_attente=True)
        page = read(convention)
        assert "<strong>Complet : liste d’attente</strong>" in page
        assert "2 personnes en attente" in page
        assert ">Liste d’attente" in page

    def test_above_twelve_places_words_are_enough(self, convention):
        make_seance(convention, places=13)
        page = read(convention)
        assert "13 places restantes" in page
        assert 'href="#place-libre"' not in page

    def test_places_that_the_desk_keeps_are_not_offered_until_the_last_days(self, convention, maintenant):
        make_seance(convention, places=8, places_guichet=3)
        assert "5 places restantes" in read(convention)
        maintenant.move_to(DEBUT - timedelta(days=2))
        assert "8 places restantes" in read(convention)

    def test_a_cycle_is_there_once_with_its_dates(self, convention):
        cycle = make_atelier(convention, cycle=True)
        for jours in (0, 2, 7):
            make_seance(convention, atelier=cycle, debut=DEBUT + timedelta(days=jours), places=8 - jours)
        page = read(convention)
        assert page.count("<h3>") == 1
        assert "3 séances : 15, 17 et 22 déc." in page
        assert "<strong>1 place restante</strong>" in page

    def test_appointments_and_what_has_begun_are_not_there(self, convention, maintenant):
        make_seance(convention, atelier=None, places=1)
        assert "Aucun atelier n’est prévu pour le moment." in read(convention)
        make_seance(convention)
        maintenant.move_to(DEBUT)
        page = read(convention)
        assert "Aucun atelier n’est prévu pour le moment." in page
        assert "03 53 01 12 34" in page

    def test_a_cancelled_session_says_so_in_its_last_days_and_cannot_be_booked(self, convention, maintenant):
        seance = make_seance(convention)
        Seance.objects.filter(pk=seance.pk).update(
            etat="annulee", annulee_le=MAINTENANT, sequence=1, motif="Le conseiller est souffrant."
        )
        assert "Annulé" not in read(convention)
        maintenant.move_to(MAINTENANT + timedelta(days=3))
        page = read(convention)
        assert "Annulé" in page
        assert "Le conseiller est souffrant." in page
        assert "Réserver" not in page

    def test_another_group_sees_none_of_it(self, convention):
        make_seance(convention)
        assert "Créer de bons mots de passe" not in read(make_convention(base=100))

    def test_an_unknown_group_is_not_found(self, client, convention):
        for nom in ("mediatheque", "agenda", "programme"):
            assert client.get(reverse(nom, args=["nulle-part"])).status_code == 404

    def test_what_people_typed_is_text(self, convention):
        make_seance(convention, atelier=make_atelier(convention, titre="<script>alert(1)</script>"))
        assert "<script>alert" not in read(convention)


class TestSearch:
    @pytest.fixture(autouse=True)
    def seances(self, convention):
        autre = make_lieu(convention, nom="Mairie fictive", organisme=convention.parties.get(ordre=2).organisme)
        mail = make_atelier(convention, thematique="courriel", niveau="debutant", description="Écrire à sa famille")
        make_seance(convention, atelier=mail, lieu=autre)
        make_seance(convention, debut=DEBUT + timedelta(days=31))
        return autre

    @pytest.mark.parametrize(
        ("requete", "trouve", "ailleurs"),
        [
            ("?q=ECRIRE+famille", True, False),
            ("?q=%C3%A9cr", True, False),
            ("?q=courriels", True, False),
            ("?q=mot+de+passe", False, True),
            ("?theme=courriel", True, False),
            ("?niveau=debutant", True, False),
            ("?quand=2027-01", False, True),
            ("?quand=2026-12", True, False),
        ],
    )
    def test_it_forgives_and_filters(self, convention, requete, trouve, ailleurs):
        page = read(convention, requete)
        assert (">Écrire un courriel</a>" in page, ">Créer de bons mots de passe</a>" in page) == (trouve, ailleurs)
        assert "<strong>1 atelier</strong> sur 2" in page

    def test_a_commune_and_full_ones_hidden(self, convention, seances):
        page = read(convention, f"?commune={seances.organisme_id}")
        assert (page.count("<h3>"), seances.nom in page) == (1, True)
        Seance.objects.filter(lieu=seances).update(capacite=0)
        page = read(convention, "?libres=1")
        assert (page.count("<h3>"), "Écrire un courriel" in page) == (1, False)

    def test_each_filter_in_use_is_a_link_that_takes_it_away(self, convention):
        adresse = find_adresse(convention)
        page = read(convention, "?q=courriel&niveau=debutant")
        assert f'href="{adresse}?niveau=debutant"' in page
        assert f'href="{adresse}?q=courriel"' in page
        assert 'value="courriel"' in page

    def test_nothing_found_says_what_to_do(self, convention):
        page = read(convention, "?q=zzz")
        assert "Aucun atelier ne correspond à ce que vous cherchez." in page
        assert "Voir tous les ateliers" in page
        assert "03 53 01 12 34" in page

    def test_values_that_no_list_offers_are_no_filters(self, convention):
        assert "<strong>2 ateliers</strong> à venir" in read(convention, "?commune=x&theme=y&quand=9&niveau=%00")


class TestCost:
    @pytest.mark.parametrize("nombre", [1, 50])
    def test_three_queries_whatever_the_number_of_sessions(self, client, convention, nombre, django_assert_num_queries):
        for rang in range(nombre):
            make_seance(convention, debut=DEBUT + timedelta(hours=rang))
        with django_assert_num_queries(3):
            client.get(find_adresse(convention))
        with django_assert_num_queries(1):
            client.get(find_adresse(convention))

    @pytest.mark.parametrize(("nom", "suite", "requetes"), [("agenda", "", 2), ("programme", "?mois=2026-12", 3)])
    @pytest.mark.parametrize("nombre", [1, 20])
    def test_so_do_the_feed_and_the_programme(
        self, client, convention, nombre, nom, suite, requetes, django_assert_num_queries
    ):
        for rang in range(nombre):
            make_seance(convention, debut=DEBUT + timedelta(hours=rang))
        with django_assert_num_queries(requetes):
            client.get(reverse(nom, args=[convention.groupe.slug]) + suite)

    def test_a_browser_that_has_the_page_is_not_sent_it_again(self, client, convention):
        make_seance(convention)
        premiere = client.get(find_adresse(convention))
        assert premiere["Cache-Control"] == "no-cache"
        assert client.get(find_adresse(convention), headers={"if-none-match": premiere["ETag"]}).status_code == 304

    def test_it_is_the_same_page_whoever_reads_it(self, client, convention):
        make_seance(convention)
        publique = client.get(find_adresse(convention)).content
        client.force_login(make_agent(convention, 1))
        assert client.get(find_adresse(convention)).content == publique


class TestFreshness:
    def test_each_change_is_seen_at_once(self, convention, maintenant):
        seance = make_seance(convention, places=3)
        assert "3 places restantes" in read(convention)
        reservation = make_reservation(seance)
        assert "2 places restantes" in read(convention)
        cancel_inscriptions(
            reservation, list(reservation.inscriptions.values_list("pk", flat=True)), par=Auteur.USAGER, now=MAINTENANT
        )
        assert "3 places restantes" in read(convention)
        add_chaise(seance)
        assert "4 places restantes" in read(convention)
        Groupe.objects.update(nom="Groupe rebaptisé")
        assert "Groupe rebaptisé" in read(convention)
        Lieu.objects.update(telephone="03 53 01 99 99")
        assert "03 53 01 99 99" in read(convention)
        Convention.objects.update(exemple=True)
        assert "Données d’exemple, fictives." in read(convention)
        maintenant.move_to(DEBUT + timedelta(minutes=1))
        assert "Aucun atelier n’est prévu" in read(convention)

    def test_one_place_given_back_and_another_taken_is_a_change(self, convention):
        premiere, seconde = make_seance(convention, places=8), make_seance(convention, places=8)
        Seance.objects.filter(pk=premiere.pk).update(prises=1)
        avant = read(convention)
        Seance.objects.filter(pk=premiere.pk).update(prises=0)
        Seance.objects.filter(pk=seconde.pk).update(prises=1)
        assert read(convention) != avant


class TestCalendars:
    def test_the_feed_has_workshops_only_and_tells_what_is_cancelled(self, client, convention):
        tenue = make_seance(convention, debut=MAINTENANT - timedelta(days=7))
        annulee = make_seance(convention)
        make_seance(convention, atelier=None, places=1)
        make_seance(convention, debut=MAINTENANT - timedelta(days=60))
        Seance.objects.filter(pk=annulee.pk).update(etat="annulee", annulee_le=MAINTENANT, sequence=1)
        reponse = client.get(reverse("agenda", args=[convention.groupe.slug]))
        assert reponse["Content-Type"] == "text/calendar; charset=utf-8"
        evenements = Calendar.from_ical(reponse.content.decode()).walk("VEVENT")
        assert [(str(e["UID"]), e["SEQUENCE"], str(e["STATUS"])) for e in evenements] == [
            (f"seance-{tenue.pk}@127.0.0.1", 0, "CONFIRMED"),
            (f"seance-{annulee.pk}@127.0.0.1", 1, "CANCELLED"),
        ]

    def test_a_calendar_that_asks_again_is_told_that_nothing_changed(self, client, convention):
        make_seance(convention)
        adresse = reverse("agenda", args=[convention.groupe.slug])
        etag = client.get(adresse)["ETag"]
        assert client.get(adresse, headers={"if-none-match": etag}).status_code == 304
        Seance.objects.update(sequence=1, modifiee_le=timezone.now(), precision="Salle bleue")
        assert client.get(adresse, headers={"if-none-match": etag}).status_code == 200

    def test_a_session_alone_or_the_whole_of_its_cycle(self, client, convention):
        cycle = make_atelier(convention, cycle=True)
        seances = [make_seance(convention, atelier=cycle, debut=DEBUT + timedelta(days=jours)) for jours in (0, 2)]
        seule = make_seance(convention)
        for seance, nombre in [(seances[0], 2), (seule, 1)]:
            reponse = client.get(reverse("seance_agenda", args=[convention.groupe.slug, seance.pk]))
            assert len(Calendar.from_ical(reponse.content.decode()).walk("VEVENT")) == nombre

    def test_an_appointment_or_the_session_of_another_group_is_not_given(self, client, convention):
        rendez_vous = make_seance(convention, atelier=None, places=1)
        ailleurs = make_seance(make_convention(base=100))
        for seance in (rendez_vous, ailleurs):
            adresse = reverse("seance_agenda", args=[convention.groupe.slug, seance.pk])
            assert client.get(adresse).status_code == 404


class TestProgramme:
    def test_a_month_is_printed_once_whatever_is_booked(self, client, convention):
        seance = make_seance(convention)
        adresse = reverse("programme", args=[convention.groupe.slug])
        premier = client.get(f"{adresse}?mois=2026-12")
        assert (premier["Content-Type"], premier.content[:5]) == ("application/pdf", b"%PDF-")
        make_reservation(seance)
        assert client.get(f"{adresse}?mois=2026-12")["ETag"] == premier["ETag"]
        Atelier.objects.update(titre="Un autre titre")
        make_reservation(seance, 2)
        assert client.get(f"{adresse}?mois=2026-12")["ETag"] != premier["ETag"]

    @pytest.mark.parametrize("mois", ["", "2027-02", "2026-13", "décembre", "../../etc/passwd"])
    def test_a_month_without_anything_is_not_found(self, client, convention, mois):
        make_seance(convention)
        adresse = reverse("programme", args=[convention.groupe.slug])
        assert client.get(adresse, {"mois": mois}).status_code == 404


class TestChoice:
    def test_the_only_group_is_where_it_leads(self, client, convention):
        assert client.get(reverse("mediatheque_choix")).url == find_adresse(convention)

    def test_among_several_one_chooses(self, client, convention):
        autre = make_convention(base=100)
        page = client.get(reverse("mediatheque_choix")).content.decode()
        assert f'href="{find_adresse(convention)}"' in page
        assert f'href="{find_adresse(autre)}"' in page

    def test_before_any_group_it_says_so(self, client):
        assert "Aucune commune n’est enregistrée" in client.get(reverse("mediatheque_choix")).content.decode()

    def test_home_leads_to_the_next_three(self, client, convention, django_assert_num_queries):
        for rang in range(4):
            make_seance(convention, debut=DEBUT + timedelta(days=rang))
        with django_assert_num_queries(3):
            page = client.get("/").content.decode()
        assert page.count('class="seance"') == 3
        assert f'href="{find_adresse(convention)}"' in page
