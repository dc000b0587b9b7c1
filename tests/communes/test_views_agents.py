"""The agents of an agreement: seen, invited, told, and their roles taken back by whoever may."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from communes.enums import Fonction
from communes.models import Agent, Convention, Role
from conseiller.journal.models import Ligne
from deploy.processes import free_port
from tests.envois import adresse, read
from tests.fabrique import MOT_DE_PASSE, make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

NOUVEAU = "quatre mots qui se suivent"
COURRIEL = "dominique.neuf@exemple.example"


@pytest.fixture
def convention() -> Convention:
    return make_convention()


@pytest.fixture
def helene(convention, client) -> Agent:
    """The coordinator of the employing body, signed in."""
    agent = make_agent(convention, 1, Fonction.COORDINATION, prenom="Hélène", nom="Simon")
    client.force_login(agent)
    return agent


@pytest.fixture
def messagerie_muette(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()


def fill(convention: Convention, rang: int = 2, **champs: object) -> dict:
    return {
        "prenom": "Dominique",
        "nom": "Neuf",
        "courriel": COURRIEL,
        "partie": convention.parties.get(ordre=rang).pk,
        "fonction": "finances",
        "jeton": uuid4(),
    } | champs


def invite(client, convention: Convention, **champs: object):
    return client.post(adresse("agent_inviter", convention), fill(convention, **champs), follow=True)


def withdraw(client, convention: Convention, role: int, **champs: object):
    return client.post(adresse("agent_retirer", convention, role), {"jeton": uuid4()} | champs)


def follow_link(client) -> str:
    lien = re.search(r"https?://[^/\s]+(/\S+nouveau-mot-de-passe/\S+)", mail.outbox[-1].body)
    assert lien is not None
    return client.get(lien.group(1), follow=True).redirect_chain[-1][0]


class TestWho:
    @pytest.mark.parametrize(
        ("rang", "fonction", "statut"),
        [
            (1, Fonction.COORDINATION, 200),
            (1, Fonction.ADMINISTRATION, 200),
            (1, Fonction.FINANCES, 404),
            (1, Fonction.ELU, 404),
            (2, Fonction.COORDINATION, 404),
            (2, Fonction.ADMINISTRATION, 404),
        ],
    )
    def test_only_those_who_manage_the_agreement_see_its_agents(self, client, convention, rang, fonction, statut):
        client.force_login(make_agent(convention, rang, fonction))
        assert client.get(adresse("agents", convention)).status_code == statut
        assert client.get(adresse("agent_inviter", convention)).status_code == statut
        lien = adresse("agents", convention) in client.get(adresse("convention", convention)).content.decode()
        assert lien == (statut == 200)

    def test_another_agreement_and_its_roles_do_not_exist(self, client, convention, helene):
        ailleurs = make_convention(base=100)
        etranger = make_agent(ailleurs, 2).roles.get()
        for nom, autres in (("agents", []), ("agent_inviter", []), ("agent_retirer", [etranger.pk])):
            assert client.get(adresse(nom, ailleurs, *autres)).status_code == 404
        for nom in ("agent_retirer", "agent_renvoyer"):
            assert client.post(adresse(nom, convention, etranger.pk)).status_code == 404
        assert Role.objects.filter(pk=etranger.pk).exists()
        assert mail.outbox == []

    def test_a_role_for_all_the_agreements_of_a_body_is_shown_and_not_taken_back_here(self, client, convention, helene):
        role = Role.objects.create(agent=helene, organisme=convention.employeuse, fonction=Fonction.ELU)
        page = read(client.get(adresse("agents", convention)))
        assert "pour toutes ses conventions" in page
        assert adresse("agent_retirer", convention, role.pk) not in page
        assert client.post(adresse("agent_retirer", convention, role.pk)).status_code == 404


class TestList:
    def test_it_tells_party_by_party_who_does_what_and_when_they_came(self, client, convention, helene):
        with time_machine.travel("2022-03-03T10:00:00+01:00", tick=False):
            client.force_login(make_agent(convention, 2, courriel="vue@exemple.example", nom="Vue"))
        make_agent(convention, 2, Fonction.ELU, nom="Jamais")
        Agent.objects.filter(pk=make_agent(convention, 3, nom="Fermé").pk).update(is_active=False)
        client.force_login(helene)
        page = read(client.get(adresse("agents", convention)))
        titres = re.findall(r'<h2 id="partie-\d+">([^<]*)', page)
        assert titres == [f"Commune de Commune fictive {rang}" for rang in (1, 2, 3, 4)]
        ordre = ("Hélène Simon", "Camille Jamais", "Camille Vue", "vue@exemple.example", "3 mars 2022", "compte fermé")
        assert sorted(ordre, key=page.index) == list(ordre)
        assert page.count("Personne n’a encore de rôle ici.") == 1

    @pytest.mark.parametrize("nombre", [1, 3])
    def test_it_costs_the_same_whatever_its_length(self, client, convention, helene, django_assert_num_queries, nombre):
        for rang in range(nombre):
            make_agent(convention, 2, courriel=f"agent{rang}@exemple.example")
        with django_assert_num_queries(9):
            assert client.get(adresse("agents", convention)).status_code == 200


class TestInvite:
    def test_a_new_agent_gets_a_role_a_message_and_chooses_a_password(self, client, convention, helene):
        page = read(invite(client, convention, courriel=COURRIEL.upper()))
        assert f"Le message est parti à l’adresse {COURRIEL}." in page
        assert "invitation sans réponse" in page
        agent = Agent.objects.get(courriel=COURRIEL)
        role = agent.roles.get()
        assert (str(agent), agent.has_usable_password()) == ("Dominique Neuf", False)
        assert (role.convention, role.organisme, role.fonction) == (
            convention,
            convention.parties.get(ordre=2).organisme,
            "finances",
        )
        (message,) = mail.outbox
        assert (message.to, message.subject) == ([COURRIEL], "Votre accès au service du conseiller numérique")
        assert "Hélène Simon vous donne un accès" in message.body
        assert "Votre rôle\u00a0: Finances, Commune fictive 2" in message.body
        assert "dans les 3 jours" in message.body
        client.logout()
        client.post(follow_link(client), {"password1": NOUVEAU, "password2": NOUVEAU})
        client.post(reverse("account_login"), {"login": COURRIEL, "password": NOUVEAU})
        assert client.get(adresse("convention", convention)).status_code == 200
        actions = Ligne.objects.filter(convention=convention.pk).order_by("pk").values_list("action", "agent")
        assert list(actions)[1:] == [("donner un rôle", helene.pk), ("envoyer une invitation", helene.pk)]

    def test_an_invitation_too_old_is_renewed_by_the_page_of_forgotten_passwords(self, client, convention, helene):
        invite(client, convention)
        client.logout()
        client.post(reverse("account_reset_password"), {"email": COURRIEL})
        assert mail.outbox[-1].subject == "Choisir un nouveau mot de passe"
        assert client.post(follow_link(client), {"password1": NOUVEAU, "password2": NOUVEAU}).status_code == 302
        assert Agent.objects.get(courriel=COURRIEL).check_password(NOUVEAU)

    def test_an_agent_who_exists_gets_the_role_and_the_page_says_nothing_else(self, client, convention, helene):
        ailleurs = make_convention(
            base=100, convention={"objet": "Secrète", "debut": "2021-07-01", "fin": "2023-06-30"}
        )
        connu = make_agent(ailleurs, 1, courriel=COURRIEL, prenom="Alix", nom="Connu")
        page = read(invite(client, convention))
        assert f"Le message est parti à l’adresse {COURRIEL}." in page
        assert "Secrète" not in page
        connu.refresh_from_db()
        assert (str(connu), connu.check_password(MOT_DE_PASSE), connu.roles.count()) == ("Alix Connu", True, 2)
        assert "nouveau-mot-de-passe" not in mail.outbox[0].body
        assert "Entrez avec votre mot de passe habituel" in mail.outbox[0].body

    def test_a_role_already_held_is_refused_beside_what_was_typed(self, client, convention, helene):
        invite(client, convention)
        reponse = invite(client, convention)
        page = read(reponse)
        assert reponse.status_code == 422
        assert f"{COURRIEL} a déjà ce rôle : Finances, Commune fictive 2." in page
        assert f'value="{COURRIEL}"' in page
        assert (Role.objects.filter(agent__courriel=COURRIEL).count(), len(mail.outbox)) == (1, 1)

    def test_a_double_click_invites_once_and_leads_to_the_same_place(self, client, convention, helene):
        donnees = fill(convention)
        reponses = [client.post(adresse("agent_inviter", convention), donnees) for _ in range(2)]
        assert [reponse.url for reponse in reponses] == [adresse("agents", convention)] * 2
        assert (Role.objects.filter(agent__courriel=COURRIEL).count(), len(mail.outbox)) == (1, 1)
        assert read(client.get(adresse("agents", convention))).count("Le message est parti") == 1

    def test_a_second_function_is_a_second_role(self, client, convention, helene):
        invite(client, convention)
        invite(client, convention, fonction="elu")
        assert set(Agent.objects.get(courriel=COURRIEL).roles.values_list("fonction", flat=True)) == {"finances", "elu"}

    def test_a_body_of_another_agreement_is_refused(self, client, convention, helene):
        ailleurs = make_convention(base=100)
        reponse = invite(client, convention, partie=ailleurs.parties.get(ordre=1).pk)
        assert reponse.status_code == 422
        assert not Agent.objects.filter(courriel=COURRIEL).exists()

    def test_missing_answers_are_named_with_their_field(self, client, convention, helene):
        reponse = client.post(adresse("agent_inviter", convention), {"courriel": "dominique", "jeton": uuid4()})
        page = read(reponse)
        assert reponse.status_code == 422
        assert "5 réponses sont à revoir" in page
        for phrase in ("Remplissez ce champ.", "Écrivez une adresse complète", "Choisissez un organisme.",
                       "Choisissez une fonction."):  # fmt: skip
            assert phrase in page
        assert page.count('"#id_fonction"') == page.count('id="id_fonction"') == 1

    def test_the_party_asked_for_by_the_address_is_chosen_beforehand(self, client, convention, helene):
        partie = convention.parties.get(ordre=3)
        page = client.get(adresse("agent_inviter", convention), {"partie": partie.pk}).content.decode()
        assert f'<option value="{partie.pk}" selected>' in page

    def test_without_a_mail_server_the_role_stands_and_the_invitation_leaves_later(
        self, client, convention, helene, messagerie_muette, settings
    ):
        page = read(invite(client, convention))
        assert "Dominique Neuf a son rôle, mais le message n’a pas pu partir" in page
        assert "puis choisissez « Renvoyer l’invitation »." in page
        assert not Ligne.objects.filter(action="envoyer une invitation").exists()
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        role = Role.objects.get(agent__courriel=COURRIEL)
        renvoi = adresse("agent_renvoyer", convention, role.pk)
        assert f'action="{renvoi}"' in page
        assert "Le message est parti" in read(client.post(renvoi, follow=True))
        client.logout()
        assert "nouveau-mot-de-passe" in follow_link(client)

    def test_without_a_mail_server_a_known_agent_has_to_be_told(self, client, convention, helene, messagerie_muette):
        make_agent(make_convention(base=100), 1, courriel=COURRIEL)
        assert "prévenez cette personne, son mot de passe ne change pas." in read(invite(client, convention))


class TestRemove:
    def test_a_role_leaves_after_a_confirmation_and_the_account_stays(self, client, convention, helene):
        role = make_agent(convention, 2, courriel=COURRIEL, nom="Partant").roles.get()
        page = read(client.get(adresse("agent_retirer", convention, role.pk)))
        assert "Camille Partant ne pourra plus faire ici ce que ce rôle permet." in page
        assert Role.objects.filter(pk=role.pk).exists()
        reponses = [withdraw(client, convention, role.pk, jeton=jeton) for jeton in [uuid4()] * 2]
        assert [reponse.url for reponse in reponses] == [adresse("agents", convention)] * 2
        page = read(client.get(adresse("agents", convention)))
        assert "Le rôle de Camille Partant est retiré : Finances, Commune fictive 2." in page
        assert not Agent.objects.get(courriel=COURRIEL).roles.exists()
        ligne = Ligne.objects.get(action="retirer un rôle")
        assert (ligne.agent, ligne.convention, ligne.details["fonction"]) == (helene, convention.pk, "finances")

    def test_the_last_who_manages_for_the_employing_body_stays(self, client, convention, helene):
        make_agent(convention, 2, Fonction.COORDINATION)
        invite(client, convention, rang=1, fonction="coordination")
        reponse = withdraw(client, convention, helene.roles.get().pk)
        assert reponse.status_code == 422
        assert "C’est le dernier rôle qui permet de gérer les agents" in read(reponse)
        assert helene.roles.exists()

    @pytest.mark.parametrize("partout", [False, True])
    def test_with_a_successor_who_can_enter_one_may_leave_and_is_led_home(self, client, convention, helene, partout):
        successeur = make_agent(convention, 1, Fonction.ADMINISTRATION)
        if partout:
            successeur.roles.update(convention=None)
        reponse = withdraw(client, convention, helene.roles.get().pk)
        assert reponse.url == reverse("bureau")
        assert not helene.roles.exists()

    def test_a_role_of_the_employing_body_that_manages_nothing_may_leave(self, client, convention, helene):
        role = make_agent(convention, 1, Fonction.ELU).roles.get()
        assert withdraw(client, convention, role.pk).url == adresse("agents", convention)
