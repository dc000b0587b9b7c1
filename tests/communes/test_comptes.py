"""Accounts: enter, leave, forget a password, in our words and with nothing said about who has an account."""

from __future__ import annotations

import re

import pytest
from django.core import mail

from communes.models import Agent
from conseiller.journal.models import Ligne
from deploy.processes import free_port
from tests.fabrique import MOT_DE_PASSE

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

COURRIEL = "camille.fictif@exemple.example"
NOUVEAU = "quatre mots qui se suivent"


@pytest.fixture
def agent() -> Agent:
    return Agent.objects.create_user(COURRIEL, MOT_DE_PASSE, prenom="Camille", nom="Fictif")


def sign_in(client, courriel=COURRIEL, mot_de_passe=MOT_DE_PASSE, **champs):
    return client.post("/connexion/", {"login": courriel, "password": mot_de_passe, **champs})


def ask_for_a_link(client, courriel=COURRIEL):
    return client.post("/connexion/mot-de-passe-oublie/", {"email": courriel}, follow=True)


def follow_link(client):
    lien = re.search(r"https?://\S+", mail.outbox[-1].body)
    assert lien is not None
    return client.get(re.sub(r"https?://[^/]+", "", lien.group()), follow=True)


def test_capitals_of_the_address_do_not_matter_and_the_page_asked_for_opens(client, agent):
    assert sign_in(client, COURRIEL.upper(), next="/plan-du-site/").url == "/plan-du-site/"


def test_nobody_is_sent_to_another_site(client, agent):
    assert sign_in(client, next="https://ailleurs.example/").url == "/bureau/"


@pytest.mark.parametrize("courriel", [COURRIEL, "personne@exemple.example"])
def test_a_refusal_says_the_same_whether_the_account_exists_or_not(client, agent, courriel):
    page = sign_in(client, courriel, "faux").content.decode()
    assert "L’adresse et le mot de passe ne vont pas ensemble." in page
    assert f'value="{courriel}"' in page
    assert "faux" not in page


def test_missing_answers_are_named_with_their_field(client):
    page = sign_in(client, "camille", "").content.decode()
    assert "2 réponses sont à revoir" in page
    assert 'href="#id_login">Adresse électronique\u00a0: Écrivez une adresse complète' in page
    assert 'href="#id_password">Mot de passe\u00a0: Remplissez ce champ.' in page
    assert 'aria-describedby="id_login_error"' in page
    assert "placeholder" not in page


def test_a_closed_account_does_not_enter(client, agent):
    Agent.objects.filter(pk=agent.pk).update(is_active=False)
    assert sign_in(client, follow=True).status_code in {200, 302}
    assert "_auth_user_id" not in client.session


def test_the_link_of_the_e_mail_leads_to_our_own_address_whatever_the_visitor_asked(client, agent, settings):
    client.post("/connexion/mot-de-passe-oublie/", {"email": COURRIEL}, headers={"Host": "localhost:9999"})
    assert f"\n{settings.ADRESSE_PUBLIQUE}/connexion/nouveau-mot-de-passe/" in mail.outbox[-1].body


@pytest.fixture
def messagerie_muette(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()


@pytest.mark.parametrize("courriel", [COURRIEL, "personne@exemple.example"])
def test_a_mail_server_that_is_down_is_told_whether_the_account_exists_or_not(
    client, agent, messagerie_muette, courriel
):
    response = ask_for_a_link(client, courriel)
    assert response.status_code == 503
    assert "Le message n’a pas pu partir" in response.content.decode()


def test_a_mail_server_that_is_down_does_not_stop_a_change_of_password(client, agent, messagerie_muette):
    sign_in(client)
    champs = {"oldpassword": MOT_DE_PASSE, "password1": NOUVEAU, "password2": NOUVEAU}
    assert client.post("/connexion/mot-de-passe/", champs).status_code == 302
    agent.refresh_from_db()
    assert agent.check_password(NOUVEAU)


def test_leaving_takes_a_button(client, agent):
    client.force_login(agent)
    assert client.get("/deconnexion/").status_code == 200
    assert "_auth_user_id" in client.session
    response = client.post("/deconnexion/", follow=True)
    assert "_auth_user_id" not in client.session
    assert "Vous êtes déconnecté." in response.content.decode()


def test_nobody_makes_their_own_account(client):
    champs = {"email": "intrus@exemple.example", "password1": NOUVEAU, "password2": NOUVEAU}
    page = client.post("/connexion/nouveau-compte/", champs).content.decode()
    assert "Les comptes se font sur invitation" in page
    assert not Agent.objects.exists()


def test_a_forgotten_password_is_chosen_anew_by_a_link_that_serves_once(client, agent):
    page = ask_for_a_link(client).content.decode()
    assert "Regardez vos messages" in page
    message = mail.outbox[0]
    assert (message.to, message.subject) == ([COURRIEL], "Choisir un nouveau mot de passe")
    assert "Si ce n’est pas vous, ne faites rien" in message.body
    formulaire = follow_link(client)
    assert "Choisir un nouveau mot de passe" in formulaire.content.decode()
    adresse = formulaire.redirect_chain[-1][0]
    page = client.post(adresse, {"password1": NOUVEAU, "password2": NOUVEAU}, follow=True).content.decode()
    assert "Votre mot de passe est changé" in page
    assert mail.outbox.pop().subject == "Votre mot de passe a changé"
    assert sign_in(client, mot_de_passe=NOUVEAU).url == "/bureau/"
    client.logout()
    assert "Ce lien ne sert plus" in follow_link(client).content.decode()


def test_an_unknown_address_gets_the_same_page_and_a_message_that_says_so(client):
    assert "Regardez vos messages" in ask_for_a_link(client, "personne@exemple.example").content.decode()
    (message,) = mail.outbox
    assert message.subject == "Aucun compte à cette adresse"
    assert "http" not in message.body


def test_a_short_password_is_refused_beside_its_field(client, agent):
    client.force_login(agent)
    champs = {"oldpassword": MOT_DE_PASSE, "password1": "court", "password2": "court"}
    page = client.post("/connexion/mot-de-passe/", champs).content.decode()
    assert 'id="id_password1_error"' in page
    assert "12 caractères" in page


def test_changing_a_password_keeps_the_session_and_warns_by_message(client, agent):
    client.force_login(agent)
    champs = {"oldpassword": MOT_DE_PASSE, "password1": NOUVEAU, "password2": NOUVEAU}
    client.post("/connexion/mot-de-passe/", champs)
    assert "_auth_user_id" in client.session
    assert Agent.objects.get().check_password(NOUVEAU)
    assert list(Ligne.objects.values_list("action", "agent")) == [("changer le mot de passe", agent.pk)]
    (message,) = mail.outbox
    assert (message.to, message.subject) == ([COURRIEL], "Votre mot de passe a changé")


def test_too_many_tries_are_stopped_with_a_sentence(client, agent):
    for _ in range(5):
        sign_in(client, mot_de_passe="faux")
    page = sign_in(client).content.decode()
    assert "Trop d’essais en peu de temps." in page
    assert "_auth_user_id" not in client.session
