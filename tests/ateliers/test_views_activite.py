"""Reports of sessions, and what was done in a year: what later work reads."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from ateliers.enums import EtatSeance, Presence
from ateliers.models import Frequentation, Seance
from ateliers.selectors.activite import list_activites, sum_minutes
from ateliers.services.frequentation import count_frequentation
from communes.enums import Fonction
from communes.models import Agent, Convention
from tests.ateliers.fabrique import make_reservation, make_seance
from tests.envois import fill, read
from tests.fabrique import make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

# A Tuesday, 17 h in Paris; the session was from 14 h to 16 h.
LE_JOUR = datetime(2026, 12, 1, 16, 0, tzinfo=UTC)
DEBUT = datetime(2026, 12, 1, 13, 0, tzinfo=UTC)
AVANT = DEBUT - timedelta(days=60)


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
def seance(convention, lucie) -> Seance:
    return make_seance(convention, debut=DEBUT, conseiller=lucie)


@pytest.fixture
def page(convention, seance) -> str:
    return reverse("seance_compte_rendu", args=[convention.pk, seance.pk])


def come(seance: Seance, rang: int, age: str = "") -> None:
    make_reservation(seance, rang, now=AVANT).inscriptions.update(presence=Presence.PRESENT, tranche_age=age)


class TestReport:
    def test_it_starts_from_what_was_planned(self, client, seance, page):
        form = client.get(page).context["form"]
        assert (form["tenue"].value(), form["minutes"].value()) == ("oui", 120)
        assert form["commune"].value() == seance.commune_chargee_id

    def test_it_asks_the_age_of_those_who_came_only(self, client, seance, page):
        come(seance, 1)
        make_reservation(seance, 2, now=AVANT)
        texte = read(client.get(page))
        assert "Personne Fictif-1" in texte
        assert "Fictif-2" not in texte
        assert "1 inscrit sans présence notée ne compte pas." in texte

    def test_it_is_saved_then_corrected(self, client, convention, seance, page):
        come(seance, 1)
        cle = f"age_{seance.inscriptions.get().pk}"
        commune = convention.parties.get(ordre=2).organisme_id
        envoi = {"minutes": "95", "commune": commune, cle: "soixante_dix_plus"}
        reponse = client.post(page, fill(client, page, **envoi), follow=True)
        assert "Le compte rendu est enregistré." in read(reponse)
        seance.refresh_from_db()
        assert (seance.etat, seance.minutes_reelles, seance.commune_chargee_id) == ("tenue", 95, commune)
        assert seance.inscriptions.get().tranche_age == "soixante_dix_plus"
        assert fill(client, page)[cle] == "soixante_dix_plus"
        client.post(page, fill(client, page, tenue="non", minutes=""))
        seance.refresh_from_db()
        assert (seance.etat, seance.minutes_reelles) == ("annulee", 0)

    @pytest.mark.parametrize("minutes", ["", "0", "-5", "quatre", "9999"])
    def test_a_length_that_is_none_is_refused_beside_its_field(self, client, page, minutes):
        reponse = client.post(page, fill(client, page, minutes=minutes))
        assert reponse.status_code == 422
        assert set(reponse.context["form"].errors) == {"minutes"}
        assert f'value="{minutes}"' in read(reponse) or not minutes

    def test_an_appointment_says_its_theme_with_the_national_words(self, client, convention, lucie):
        rendez_vous = make_seance(convention, debut=DEBUT, atelier=None, places=1, conseiller=lucie)
        page = reverse("seance_compte_rendu", args=[convention.pk, rendez_vous.pk])
        assert "Acheter en ligne (Banque et achats en ligne)" in read(client.get(page))
        client.post(page, fill(client, page, thematique="acheter_en_ligne"))
        rendez_vous.refresh_from_db()
        assert rendez_vous.thematique == "acheter_en_ligne"

    def test_a_body_of_another_agreement_is_refused(self, client, page):
        ailleurs = make_convention(base=100).employeuse_id
        assert set(client.post(page, fill(client, page, commune=ailleurs)).context["form"].errors) == {"commune"}

    def test_before_the_start_the_page_says_when(self, client, convention, lucie):
        demain = make_seance(convention, debut=DEBUT + timedelta(days=1), conseiller=lucie)
        reponse = client.get(reverse("seance_compte_rendu", args=[convention.pk, demain.pk]), follow=True)
        assert "Cette séance n’a pas encore commencé" in read(reponse)

    def test_a_double_tap_writes_one_line(self, client, page):
        donnees = fill(client, page)
        assert [client.post(page, donnees).status_code for _ in range(2)] == [302, 302]

    def test_a_session_of_another_agreement_does_not_exist(self, client, convention, lucie):
        ailleurs = make_seance(make_convention(base=100), debut=DEBUT)
        assert client.get(reverse("seance_compte_rendu", args=[convention.pk, ailleurs.pk])).status_code == 404

    @pytest.mark.parametrize("nombre", [1, 10])
    def test_it_costs_the_same_whatever_the_people(self, client, seance, page, django_assert_num_queries, nombre):
        for rang in range(nombre):
            come(seance, rang)
        with django_assert_num_queries(11):
            client.get(page)


class TestActivity:
    def test_each_session_says_how_it_went(self, convention, lucie, seance):
        come(seance, 1, "soixante_dix_plus")
        come(seance, 2)
        make_reservation(seance, 3, now=AVANT)
        Seance.objects.filter(pk=seance.pk).update(etat=EtatSeance.TENUE, minutes_reelles=95)
        make_seance(convention, debut=DEBUT, etat=EtatSeance.ANNULEE, annulee_le=AVANT)
        rendez_vous = make_seance(convention, debut=DEBUT + timedelta(hours=1), atelier=None, thematique="cv", places=1)
        tenue, annulee, prevue = list_activites(convention, date(2026, 12, 1), date(2026, 12, 1))
        assert (tenue.minutes, tenue.presents, dict(tenue.ages)) == (95, 2, {"soixante_dix_plus": 1, "": 1})
        assert (tenue.nationale, tenue.rendez_vous) == ("Prévention en sécurité numérique", False)
        assert (annulee.minutes, annulee.presents) == (0, 0)
        assert (prevue.seance, prevue.minutes, prevue.thematique, prevue.rendez_vous) == (rendez_vous, 120, "cv", True)
        assert sum_minutes([tenue, annulee, prevue]) == {seance.commune_chargee_id: 95}

    def test_counts_stay_when_names_are_erased(self, convention, seance):
        Frequentation.objects.create(seance=seance, tranche_age="soixante_dix_plus", presents=3, figee=True)
        assert list_activites(convention, date(2026, 12, 1), date(2026, 12, 1))[0].presents == 3

    @pytest.mark.parametrize("nombre", [1, 20])
    def test_it_is_read_in_three_queries(self, convention, lucie, django_assert_num_queries, nombre):
        for rang in range(nombre):
            come(make_seance(convention, debut=DEBUT - timedelta(days=rang)), rang)
        with django_assert_num_queries(3):
            activites = list_activites(convention, date(2026, 1, 1), date(2026, 12, 31))
            assert [a.commune.nom for a in activites] == [convention.employeuse.nom] * nombre

    def test_the_year_is_told_beside_the_hours_allotted(self, client, convention, seance):
        Seance.objects.filter(pk=seance.pk).update(etat=EtatSeance.TENUE, minutes_reelles=95)
        texte = read(client.get(reverse("activite", args=[convention.pk])))
        assert "1 h 35" in texte
        assert "400 h" in texte
        assert "Créer de bons mots de passe" in texte

    def test_an_empty_year_says_so(self, client, convention, lucie):
        assert "Aucune séance n’a encore commencé cette année." in read(
            client.get(reverse("activite", args=[convention.pk]))
        )

    @pytest.mark.parametrize("annee", ["2019", "0", "abc", "99999"])
    def test_a_year_without_sessions_is_this_one(self, client, convention, lucie, annee):
        assert client.get(reverse("activite", args=[convention.pk]), {"annee": annee}).context["annee"] == 2026

    def test_partners_read_it_and_report_nothing(self, client, convention, seance, page):
        client.force_login(make_agent(convention, 2))
        assert page not in read(client.get(reverse("activite", args=[convention.pk])))
        assert client.get(page).status_code == 404

    def test_it_leaves_for_a_spreadsheet_without_a_name(self, client, convention, seance):
        come(seance, 1, "soixante_dix_plus")
        reponse = client.get(reverse("activite_tableur", args=[convention.pk, 2026, "csv"]))
        texte = reponse.content.decode("utf-8-sig")
        assert "01/12/2026;14:00;Collectif;Créer de bons mots de passe;Lieu fictif 1" in texte
        assert "Fictif-1" not in texte

    @pytest.mark.parametrize("annee", [0, 2025, 99999])
    def test_a_year_without_sessions_has_no_spreadsheet(self, client, convention, lucie, annee):
        assert client.get(reverse("activite_tableur", args=[convention.pk, annee, "csv"])).status_code == 404

    @pytest.mark.parametrize("nombre", [1, 20])
    def test_the_page_costs_the_same_whatever_was_done(
        self, client, convention, lucie, django_assert_num_queries, nombre
    ):
        for rang in range(nombre):
            come(make_seance(convention, debut=DEBUT - timedelta(days=rang)), rang)
        count_frequentation(now=LE_JOUR)
        with django_assert_num_queries(13):
            client.get(reverse("activite", args=[convention.pk]))

    def test_it_says_how_many_different_people_came(self, client, convention, seance):
        come(seance, 1, "soixante_dix_plus")
        assert "Qui est venu" not in read(client.get(reverse("activite", args=[convention.pk])))
        count_frequentation(now=LE_JOUR)
        texte = read(client.get(reverse("activite", args=[convention.pk])))
        assert "<strong>1 venue</strong>, de <strong>1 personne</strong>" in texte
        assert '<th scope="row">70 ans et plus</th><td class="nombre" data-nom="Venues">1</td>' in texte
