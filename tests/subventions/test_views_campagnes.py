"""The pages of campaigns: asked for once, watched, failures said, tried again, given up."""

from __future__ import annotations

import re
from html import unescape
from uuid import uuid4

import pytest
import time_machine
from django.http import HttpResponse
from django.urls import reverse

from communes.enums import Fonction
from communes.models import Convention
from conseiller.travaux.models import EtatTravail, Travail
from subventions.models import Campagne, LigneCampagne
from subventions.selectors import RENDU
from subventions.selectors.campagnes import CAMPAGNE
from subventions.services.campagnes import request_campagne
from tests.fabrique import MAINTENANT, make_agent, make_convention
from tests.subventions.decomptes import SEMESTRE
from tests.subventions.test_campagnes import make_conventions, make_gestionnaire, work

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]

PERIODE = {"du": "01/07/2021", "au": "31/12/2021"}


@pytest.fixture
def conventions() -> list[Convention]:
    return make_conventions(3)


@pytest.fixture
def denis(conventions, client):
    """Who manages them all, signed in."""
    agent = make_gestionnaire(conventions)
    client.force_login(agent)
    return agent


@pytest.fixture
def campagne(denis) -> Campagne:
    return request_campagne(*SEMESTRE, agent=denis, now=MAINTENANT)


def read(client, nom: str, *arguments: object, **parametres: object) -> str:
    """The page with every space alike."""
    reponse = client.get(reverse(nom, args=arguments), parametres)
    assert reponse.status_code == 200
    return flatten(reponse)


def flatten(reponse: HttpResponse) -> str:
    return re.sub(r"\s+", " ", unescape(reponse.content.decode()))


@time_machine.travel(MAINTENANT)
def test_the_last_half_year_is_proposed_and_asked_for_in_one_click(client, denis):
    page = read(client, "campagnes")
    assert "Aucune campagne pour l’instant." in page
    assert "les 3 conventions que vous gérez" in page
    assert re.findall(r'name="(du|au)" value="([\d-]+)"', page) == [("du", "2021-07-01"), ("au", "2021-12-31")]
    jeton = {"jeton": str(uuid4())}
    for _ in range(2):
        reponse = client.post(reverse("campagnes"), PERIODE | jeton)
        campagne = Campagne.objects.get()
        assert (reponse.status_code, reponse.url) == (302, reverse("campagne", args=[campagne.pk]))
    assert (campagne.demandee_par, campagne.lignes.count()) == (denis, 3)
    assert Travail.objects.filter(tache=CAMPAGNE).count() == 1
    assert "2e semestre 2021" in read(client, "campagnes")


@pytest.mark.parametrize(
    ("saisie", "phrase"),
    [
        ({"du": "", "au": ""}, "Indiquez le premier jour de la période, par exemple 01/07/2021."),
        ({"du": "01/07/2021", "au": "30/06/2021"}, "Le dernier jour est avant le premier"),
        ({"du": "01/07/2021", "au": "30/06/2022"}, "Demandez 2 campagnes, une par année"),
        ({"du": "01/07/2031", "au": "31/12/2031"}, "Aucune de vos conventions ne touche la période"),
    ],
)
def test_a_refusal_keeps_what_was_typed(client, denis, saisie, phrase):
    saisie = saisie | {"jeton": str(uuid4())}
    reponse = client.post(reverse("campagnes"), saisie)
    assert reponse.status_code == 422
    assert phrase in flatten(reponse)
    assert reponse.context["form"].data.dict() == saisie
    assert not Campagne.objects.exists()


def test_whoever_manages_no_agreement_has_no_campaigns(client, conventions):
    client.force_login(make_agent(conventions[0], 1, Fonction.ELU))
    assert client.get(reverse("campagnes")).status_code == 404


def test_the_page_follows_the_campaign_to_its_end(client, campagne):
    assert "Calcul de 3 décomptes : en attente" in read(client, "campagne", campagne.pk)
    work(CAMPAGNE)
    page = read(client, "campagne", campagne.pk)
    assert "0 décompte traité sur 3" in page
    assert page.count("PDF en préparation") == 3
    vu = re.search(r"\?vu=([^\"]+)", page)[1]
    adresse = reverse("campagne_avancement", args=[campagne.pk])
    assert client.get(adresse, {"vu": vu}).status_code == 204
    premier = Travail.objects.filter(tache=RENDU).first()
    Travail.objects.filter(pk=premier.pk).update(etat=EtatTravail.FINI)
    reponse = client.get(adresse, {"vu": vu})
    assert "1 décompte traité sur 3" in flatten(reponse)
    assert "HX-Refresh" not in reponse
    work(RENDU)
    assert client.get(adresse, {"vu": vu})["HX-Refresh"] == "true"
    page = read(client, "campagne", campagne.pk)
    assert "Tout est prêt" in page
    assert "3 décomptes prêts sur 3." in page


def test_failures_come_first_with_their_sentence_and_are_tried_again(client, conventions, campagne):
    conventions[2].tranches.all().delete()
    work(CAMPAGNE)
    work(RENDU)
    page = read(client, "campagne", campagne.pk)
    assert "1 échec : la cause est écrite en tête de la liste." in page
    assert page.index("aucune tranche d’heures ne couvre") < page.index("Prêt")
    reponse = client.post(reverse("campagne_relancer", args=[campagne.pk]))
    assert (reponse.status_code, reponse.url) == (302, reverse("campagne", args=[campagne.pk]))
    assert "Calcul de 3 décomptes : en attente" in read(client, "campagne", campagne.pk)


def test_trying_again_when_nothing_failed_says_so(client, campagne):
    work(CAMPAGNE)
    reponse = client.post(reverse("campagne_relancer", args=[campagne.pk]), follow=True)
    assert "Rien n’est à relancer" in reponse.content.decode()


def test_cancelling_keeps_what_is_computed(client, campagne):
    reponse = client.post(reverse("campagne_annuler", args=[campagne.pk]), follow=True)
    page = flatten(reponse)
    assert "La campagne est annulée. Les décomptes déjà calculés sont gardés." in page
    assert page.count("pas de calcul") == 3
    assert "Relancer" not in page


def test_the_campaign_of_somebody_else_does_not_exist(client, conventions, campagne):
    client.force_login(make_agent(conventions[0], 1, courriel="autre@exemple.example"))
    assert client.get(reverse("campagne", args=[campagne.pk])).status_code == 404
    assert client.post(reverse("campagne_annuler", args=[campagne.pk])).status_code == 404


def test_a_long_list_is_read_page_by_page(client, denis, campagne):
    for rang in range(10, 70):
        convention = make_convention(base=10 * rang)
        denis.roles.create(organisme=convention.employeuse, fonction=Fonction.FINANCES.value)
        LigneCampagne.objects.create(campagne=campagne, convention=convention)
    assert "Page 1 sur 2" in read(client, "campagne", campagne.pk)
    assert "Page 2 sur 2" in read(client, "campagne", campagne.pk, page=2)
    assert "Page 2 sur 2" in read(client, "campagne", campagne.pk, page="9" * 31)


@pytest.mark.parametrize("nombre", [1, 20])
def test_the_pages_take_as_many_queries_whatever_the_number_of_agreements(client, django_assert_num_queries, nombre):
    conventions = [make_convention(base=10 * rang) for rang in range(nombre)]
    agent = make_gestionnaire(conventions)
    client.force_login(agent)
    campagnes = [request_campagne(*SEMESTRE, agent=agent, now=MAINTENANT) for _ in range(nombre)]
    work(CAMPAGNE)
    with django_assert_num_queries(11):
        client.get(reverse("campagne", args=[campagnes[0].pk]))
    with django_assert_num_queries(10):
        client.get(reverse("campagnes"))


def test_the_home_leads_there_as_soon_as_there_are_two_agreements(client, denis, conventions):
    assert reverse("campagnes") in read(client, "bureau")
    client.force_login(make_agent(conventions[1], 1))
    assert reverse("campagnes") not in read(client, "bureau")
