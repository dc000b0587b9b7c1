"""Nothing typed is lost when a session ends, and nothing typed goes where it should not."""

from __future__ import annotations

import html
import logging
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from communes.enums import Fonction
from communes.forms.conventions import ConventionForm
from communes.models import Agent, Convention
from conseiller.conservation import REPRISE
from conseiller.formulaires.models import Envoi
from conseiller.formulaires.reprise import (
    CLE,
    SEL,
    TAILLE_MAX,
    keep_reprise,
    pack_reprise,
    take_reprise,
)
from conseiller.journal.models import Ligne
from tests.envois import read
from tests.fabrique import MOT_DE_PASSE, make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

OBJET = "Objet corrigé & « relu »"
GARDEES = "Vos réponses ont été gardées. Vérifiez-les, puis enregistrez."
PERDUES = "Vos réponses ont attendu trop longtemps : elles n’ont pas pu être gardées."
A_REFAIRE = "Votre session était terminée : ce que vous demandiez n’a pas été fait."
TERMINEE = "Votre session est terminée. Connectez-vous de nouveau"
NOTRE = {"HTTP_ORIGIN": "http://127.0.0.1:8000"}


@pytest.fixture(autouse=True)
def adresse_publique(settings):
    settings.ADRESSE_PUBLIQUE = NOTRE["HTTP_ORIGIN"]


@pytest.fixture
def convention() -> Convention:
    return make_convention()


@pytest.fixture
def agent(convention) -> Agent:
    return make_agent(convention, 1, Fonction.COORDINATION)


@pytest.fixture
def adresse(convention) -> str:
    return reverse("convention_modifier", args=[convention.pk])


def fill(convention: Convention, **champs: Any) -> dict[str, Any]:
    """What a browser sends of the form as it is shown, with `champs` typed over it."""
    form = ConventionForm(instance=Convention.objects.get(pk=convention.pk))
    valeurs = {champ.name: champ.value() for champ in form}
    return {nom: valeur for nom, valeur in valeurs.items() if valeur is not None} | {"objet": OBJET} | champs


def find_paquet(reponse) -> str:
    trouve = re.search(r'name="reprise" value="([^"]+)"', reponse.content.decode())
    assert trouve is not None
    return html.unescape(trouve.group(1))


def sign_in(client: Client, agent: Agent, paquet: str, mot_de_passe: str = MOT_DE_PASSE, **options: Any):
    donnees = {"login": agent.courriel, "password": mot_de_passe, "reprise": paquet}
    return client.post(reverse("account_login"), donnees, **options)


class TestSessionEnded:
    def test_the_answers_go_through_the_sign_in_page_and_are_saved_once(
        self, client, convention, agent, adresse, caplog
    ):
        donnees = fill(convention)
        with caplog.at_level(logging.INFO):
            reponse = client.post(adresse, donnees)
            assert reponse.status_code == 403
            assert TERMINEE in read(reponse)
            suite = sign_in(client, agent, find_paquet(reponse))
            assert suite.url == adresse
            formulaire = client.get(adresse)
        page = read(formulaire)
        assert (formulaire.status_code, GARDEES in page, f'value="{OBJET}"' in page) == (200, True, True)
        assert "<title>Modifier la convention" in page
        retrouvees = {champ.name: champ.value() for champ in formulaire.context["form"]}
        assert {nom: retrouvees[nom] for nom in donnees} == {nom: str(valeur) for nom, valeur in donnees.items()}
        assert Convention.objects.get().objet != OBJET
        for _ in range(2):
            assert client.post(adresse, donnees).url == reverse("convention", args=[convention.pk])
        assert Convention.objects.get().objet == OBJET
        assert Ligne.objects.filter(action="modifier la convention").count() == 1
        assert GARDEES not in read(client.get(adresse))
        assert (OBJET in caplog.text, agent.courriel in caplog.text) == (False, False)

    def test_a_wrong_password_in_between_keeps_them(self, client, convention, agent, adresse):
        refus = sign_in(client, agent, find_paquet(client.post(adresse, fill(convention))), "faux mot de passe")
        assert TERMINEE in read(refus)
        assert sign_in(client, agent, find_paquet(refus)).url == adresse
        assert OBJET in read(client.get(adresse))

    def test_answers_that_are_wrong_come_back_with_what_is_wrong(self, client, convention, agent, adresse):
        sign_in(client, agent, find_paquet(client.post(adresse, fill(convention, fin="31/02/2023"))))
        page = read(client.get(adresse))
        assert "Écrivez une date qui existe, par exemple 31/12/2021." in page
        assert 'value="31/02/2023"' in page

    def test_another_agent_is_answered_by_the_form_s_own_permissions(self, client, convention, adresse):
        partenaire = make_agent(convention, 2)
        sign_in(client, partenaire, find_paquet(client.post(adresse, fill(convention))))
        assert CLE in client.session
        assert client.get(adresse).status_code == 404
        assert CLE not in client.session

    def test_another_page_leaves_them_for_theirs(self, client, convention, agent, adresse):
        sign_in(client, agent, find_paquet(client.post(adresse, fill(convention))))
        for autre in (reverse("bureau"), reverse("partie_ajouter", args=[convention.pk]), f"{adresse}?page=2"):
            assert GARDEES not in read(client.get(autre))
        assert GARDEES in read(client.get(adresse))

    def test_the_answers_of_an_address_with_its_query_come_back_there(self, client, convention, agent):
        adresse = f"{reverse('partie_ajouter', args=[convention.pk])}?identifiant=54328"
        reponse = client.post(adresse, {"jeton": "0" * 32, "identifiant": "99001", "nom": OBJET})
        assert sign_in(client, agent, find_paquet(reponse)).url == adresse
        assert OBJET in read(client.get(adresse))

    def test_the_text_beside_a_file_comes_back_and_the_file_is_asked_for(self, client, convention, agent, adresse):
        fichier = SimpleUploadedFile("acte.pdf", b"%PDF-1.7", "application/pdf")
        sign_in(client, agent, find_paquet(client.post(adresse, fill(convention, piece=fichier))))
        page = read(client.get(adresse))
        assert (OBJET in page, GARDEES in page) == (True, True)
        assert "Le fichier que vous aviez joint n’a pas pu être gardé : choisissez-le de nouveau." in page


class TestNothingToFill:
    def test_a_page_that_only_takes_a_click_leads_home_and_says_so(self, client, convention, agent):
        partie = convention.parties.get(ordre=2)
        adresse = reverse("partie_monter", args=[convention.pk, partie.pk])
        paquet = find_paquet(client.post(adresse, {"jeton": "0" * 32, "rang": "2"}))
        reponse = sign_in(client, agent, paquet, follow=True)
        assert [etape for etape, _ in reponse.redirect_chain] == [adresse, reverse("bureau")]
        assert (reponse.status_code, A_REFAIRE in read(reponse)) == (200, True)

    def test_a_button_alone_leads_home_by_the_sign_in_page_and_says_so(self, client, convention, agent):
        role = agent.roles.get()
        reponse = client.post(reverse("agent_renvoyer", args=[convention.pk, role.pk]), follow=True)
        ((suite, _),) = reponse.redirect_chain
        assert suite == f"{reverse('account_login')}?next={reverse('bureau')}"
        assert A_REFAIRE in read(reponse)

    def test_passwords_are_never_kept(self, client, agent):
        secret = {"oldpassword": MOT_DE_PASSE, "password1": "un nouveau secret", "password2": "un nouveau secret"}
        reponse = client.post(reverse("account_change_password"), secret)
        assert reponse.status_code == 302
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(agent)
        donnees = {"login": agent.courriel, "password": MOT_DE_PASSE}
        assert strict.post(reverse("account_login"), donnees, **NOTRE).status_code == 403
        assert CLE not in strict.session
        assert not any(CLE in session.get_decoded() for session in Session.objects.all())

    def test_too_many_letters_are_not_carried(self, client, convention, agent, adresse):
        reponse = client.post(adresse, fill(convention, objet="é" * TAILLE_MAX))
        assert reponse.status_code == 302
        assert client.post(adresse, fill(convention, objet="e" * (TAILLE_MAX - 2000))).status_code == 403


class TestFalsePackages:
    @pytest.mark.parametrize("faux", ["https://ailleurs.example/", "//ailleurs.example/", "a:b:c", "\x00", "é"])
    def test_a_forged_one_leads_home_and_keeps_nothing(self, client, agent, faux):
        reponse = sign_in(client, agent, faux)
        # A sign that no browser sends is an error of the form, not an address.
        assert reponse.status_code in (200, 302)
        if reponse.status_code == 302:
            assert reponse.url == reverse("bureau")
            assert PERDUES in read(client.get(reponse.url))
        assert CLE not in client.session

    def test_one_signed_for_something_else_is_refused(self, client, agent):
        paquet = signing.dumps({"adresse": "https://ailleurs.example/", "corps": "", "fichier": False}, salt="autre")
        assert sign_in(client, agent, paquet).url == reverse("bureau")

    def test_one_too_old_is_told(self, client, convention, agent, adresse):
        paquet = find_paquet(client.post(adresse, fill(convention)))
        with time_machine.travel(timezone.now() + REPRISE.duree + timedelta(seconds=60), tick=False):
            reponse = sign_in(client, agent, paquet, follow=True)
        assert reponse.redirect_chain[-1][0] == reverse("bureau")
        assert PERDUES in read(reponse)

    def test_a_tampered_one_is_told(self, client, convention, agent, adresse):
        paquet = find_paquet(client.post(adresse, fill(convention)))
        assert sign_in(client, agent, f"A{paquet}").url == reverse("bureau")

    def test_an_address_of_two_slashes_stays_here(self, rf):
        request = rf.post("/", {"jeton": "1"})
        request.session, request.path = {}, "//ailleurs.example/"
        assert keep_reprise(request, pack_reprise(request)).startswith("/%2F")


def test_several_values_of_one_field_all_come_back(rf):
    request = rf.post("/page/", QueryDict("jeton=1&mois=3&mois=4&mois=&vide=").dict() | {"mois": ["3", "4", ""]})
    request.session = {}
    paquet = pack_reprise(request)
    assert keep_reprise(request, paquet) == "/page/"

    class Muet:
        def add(self, *_: Any) -> None: ...

    request._messages = Muet()
    donnees = take_reprise(request)
    assert donnees is not None
    assert donnees.getlist("mois") == ["3", "4", ""]
    assert signing.loads(paquet, salt=SEL)["adresse"] == "/page/"
    assert take_reprise(request) is None


class TestCsrf:
    @pytest.fixture
    def strict(self, agent) -> Client:
        """A signed-in browser whose token is the one of another tab."""
        client = Client(enforce_csrf_checks=True)
        client.force_login(agent)
        return client

    @pytest.mark.parametrize("entetes", [NOTRE, {"HTTP_SEC_FETCH_SITE": "same-origin"}])
    def test_a_form_older_than_the_session_comes_back_with_its_answers(self, strict, convention, adresse, entetes):
        assert strict.post(adresse, fill(convention), **entetes).url == adresse
        page = read(strict.get(adresse))
        assert (OBJET in page, GARDEES in page) == (True, True)
        assert not Envoi.objects.exists()

    @pytest.mark.parametrize(
        "entetes",
        [
            {"HTTP_ORIGIN": "https://ailleurs.example"},
            {"HTTP_ORIGIN": "null"},
            {"HTTP_ORIGIN": "https://ailleurs.example", "HTTP_SEC_FETCH_SITE": "cross-site"},
            {},
        ],
    )
    def test_a_form_from_elsewhere_is_refused_plainly(self, strict, convention, adresse, entetes):
        reponse = strict.post(adresse, fill(convention), **entetes)
        assert (reponse.status_code, OBJET in read(reponse)) == (403, False)
        assert "Ce formulaire a trop attendu" in read(reponse)
        assert CLE not in strict.session

    def test_without_a_session_either_the_sign_in_page_holds_them(self, convention, agent, adresse):
        client = Client(enforce_csrf_checks=True)
        reponse = client.post(adresse, fill(convention), **NOTRE)
        assert reponse.status_code == 403
        assert TERMINEE in read(reponse)
        assert find_paquet(reponse)
        ailleurs = client.post(adresse, fill(convention), HTTP_ORIGIN="https://ailleurs.example")
        assert "Ce formulaire a trop attendu" in read(ailleurs)

    def test_a_click_that_cannot_be_filled_again_is_refused_plainly(self, strict, convention):
        partie = convention.parties.get(ordre=2)
        adresse = reverse("partie_monter", args=[convention.pk, partie.pk])
        assert strict.post(adresse, {"rang": "2"}, **NOTRE).status_code == 403
