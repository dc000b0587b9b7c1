"""The life of a statement on screen, for the employing body: transmitted, taken back, given up."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from communes.models import Convention
from conseiller.courriels.models import Courriel
from conseiller.travaux.models import EtatTravail, Travail
from subventions.enums import EtatDecompte, Sens
from subventions.models import Decompte
from subventions.services.reponses import answer
from subventions.views.vie import describe_vie
from tests.envois import fill, read
from tests.fabrique import MAINTENANT, make_agent, make_convention
from tests.subventions.arretes import close, transmit
from tests.subventions.decomptes import make_decompte

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(MAINTENANT, tick=False):
        yield


@pytest.fixture
def convention() -> Convention:
    return make_convention(noms=("Ludres", "Heillecourt", "Houdemont", "Fléville"))


def page(decompte: Decompte, nom: str = "decompte") -> str:
    return reverse(nom, args=[decompte.convention_id, decompte.pk])


class TestTransmettre:
    def test_the_page_says_who_is_told_then_the_statement_waits_for_answers(self, client, convention):
        client.force_login(make_agent(convention, 1))
        make_agent(convention, 2)
        decompte = make_decompte(convention)
        assert page(decompte, "decompte_transmettre") in read(client.get(page(decompte)))
        adresse = page(decompte, "decompte_transmettre")
        confirmation = read(client.get(adresse))
        assert "<dt>Heillecourt</dt> <dd> Camille Fictif 2 </dd>" in confirmation
        assert "personne : invitez un agent de cette commune" in confirmation
        envoi = fill(client, adresse)
        for _ in range(2):
            reponse = client.post(adresse, envoi, follow=True)
            assert reponse.redirect_chain == [(page(decompte), 302)]
        lue = read(reponse)
        assert "Le 10 janvier 2022. Remarques jusqu’au 9 février 2022 : il reste 30 jours." in lue
        assert "3 communes n’ont pas répondu. Cela n’empêche pas d’arrêter." in lue
        assert Courriel.objects.count() == 1

    def test_two_tabs_what_was_computed_again_is_read_again(self, client, convention):
        client.force_login(make_agent(convention, 1))
        decompte = make_decompte(convention)
        adresse = page(decompte, "decompte_transmettre")
        envoi = fill(client, adresse)
        Decompte.objects.update(version=2)
        reponse = client.post(adresse, envoi)
        assert reponse.status_code == 422
        assert "Ce décompte a été recalculé depuis que vous l’avez lu : relisez-le." in read(reponse)
        assert Decompte.objects.get().etat == EtatDecompte.BROUILLON

    def test_what_prevents_it_is_said_in_the_place_of_the_button(self, client, convention):
        client.force_login(make_agent(convention, 1))
        decompte = make_decompte(convention)
        convention.depenses.first().delete()
        lue = read(client.get(page(decompte, "decompte_transmettre")))
        assert "ont changé depuis ce calcul : refaites-le" in lue
        assert 'type="submit"> <svg' not in lue

    def test_drafts_that_overlap_are_told_on_the_page(self, client, convention):
        client.force_login(make_agent(convention, 1))
        decompte = make_decompte(convention)
        make_decompte(convention, date(2021, 12, 1), date(2021, 12, 31))
        attendu = "Le décompte du 1er décembre 2021 au 31 décembre 2021, en brouillon, prend des jours de celui-ci."
        assert attendu in read(client.get(page(decompte)))


class TestReprendre:
    def test_a_reason_is_asked_for_then_it_is_a_draft(self, client, convention):
        client.force_login(make_agent(convention, 1))
        decompte = transmit(convention)
        adresse = page(decompte, "decompte_reprendre")
        reponse = client.post(adresse, fill(client, adresse, motif=" "))
        assert (reponse.status_code, reponse.context["form"].errors) == (
            422,
            {"motif": ["Écrivez pourquoi\u00a0: les communes le liront."]},
        )
        reponse = client.post(adresse, fill(client, adresse, motif="Une facture manque."), follow=True)
        assert "Le décompte est de nouveau un brouillon." in read(reponse)
        assert Decompte.objects.get().etat == EtatDecompte.BROUILLON

    def test_what_is_closed_stays_closed(self, client, convention):
        client.force_login(make_agent(convention, 1))
        decompte = close(convention, now=MAINTENANT).decompte
        assert page(decompte, "decompte_reprendre") not in read(client.get(page(decompte)))
        adresse = page(decompte, "decompte_reprendre")
        reponse = client.post(adresse, fill(client, adresse, motif="Erreur"))
        assert (reponse.status_code, reponse.context["form"]["motif"].value()) == (422, "Erreur")


class TestSupprimer:
    def test_a_draft_goes_once_whatever_the_clicks(self, client, convention):
        client.force_login(make_agent(convention, 1))
        decompte = make_decompte(convention)
        adresse = page(decompte, "decompte_supprimer")
        envoi = fill(client, adresse)
        for _ in range(2):
            reponse = client.post(adresse, envoi)
            assert (reponse.status_code, reponse.url) == (302, reverse("decomptes", args=[convention.pk]))
        assert Decompte.objects.count() == 0

    def test_a_transmitted_one_stays(self, client, convention):
        client.force_login(make_agent(convention, 1))
        decompte = transmit(convention)
        adresse = page(decompte, "decompte_supprimer")
        reponse = client.post(adresse, fill(client, adresse))
        assert "Seul un brouillon se supprime : rechargez la page." in read(reponse)


class TestCourriels:
    def test_one_that_failed_is_told_on_the_home_page_and_sent_again_from_the_list(self, client, convention):
        client.force_login(make_agent(convention, 1))
        make_agent(convention, 2, courriel="heillecourt@exemple.example")
        transmit(convention)
        liste = reverse("decomptes", args=[convention.pk])
        assert "Courriels à renvoyer" not in read(client.get(liste))
        Courriel.objects.update(etat="echoue")
        Travail.objects.update(etat=EtatTravail.FINI)
        taches = client.get(reverse("bureau")).context["taches"]
        assert [tache.adresse for tache in taches if "parti" in tache.titre] == [liste]
        assert "heillecourt@exemple.example" in read(client.get(liste))
        adresse = reverse("decompte_courriel_renvoyer", args=[convention.pk, Courriel.objects.get().pk])
        assert "Le courriel part dans un instant." in read(client.post(adresse, follow=True))
        assert client.post(adresse).status_code == 404


class TestPage:
    def test_a_partner_sees_where_everybody_stands_without_the_buttons_of_the_employing_body(self, client, convention):
        decompte = transmit(convention)
        client.force_login(make_agent(convention, 2))
        lue = read(client.get(page(decompte)))
        assert "Les réponses des communes" in lue
        for nom in ("decompte_reprendre", "decompte_transmettre", "decompte_supprimer"):
            assert page(decompte, nom) not in lue

    def test_once_closed_the_state_line_tells_number_and_day(self, client, convention):
        client.force_login(make_agent(convention, 1))
        cloture = close(convention, now=MAINTENANT)
        lue = read(client.get(page(cloture.decompte)))
        assert "Le 10 janvier 2022, sous le n° 2021-001." in lue
        assert "Toutes les communes ont accepté." in lue
        assert "accepté tacitement" in lue

    @pytest.mark.parametrize("nombre", [1, 12])
    def test_a_transmitted_statement_costs_the_same_whatever_is_said_of_it(
        self, convention, django_assert_num_queries, nombre
    ):
        decompte = transmit(convention)
        agent = make_agent(convention, 2)
        for rang in range(nombre):
            partie = convention.parties.get(ordre=2 + rang % 3)
            remarques = [("reste", f"Remarque {rang}")]
            answer(decompte.pk, partie, Sens.CONTESTE, version=1, remarques=remarques, agent=None, now=MAINTENANT)
        with django_assert_num_queries(7):
            vie = describe_vie(decompte, agent, now=MAINTENANT)
        assert len(vie["remarques"]) == nombre
