"""A form is saved once, on what its sender had read, and says in its own place why it was not."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from communes.enums import Fonction
from communes.forms.actes import ActeForm
from communes.forms.conventions import ConventionForm
from communes.models import Acte, Agent, Avenant, Convention, Organisme
from conseiller.conservation import FORMULAIRE
from conseiller.formulaires.envoi import DISPARUE, open_form, purge_envois, submit
from conseiller.formulaires.forms import FicheForm, Formulaire
from conseiller.formulaires.models import Envoi
from conseiller.journal.models import Ligne
from conseiller.refus import Refus
from tests.fabrique import make_agent, make_convention, make_siret

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

SUITE = "/bureau/plus-loin/"


class AvenantForm(FicheForm):
    class Meta:
        model = Avenant
        fields = ["numero", "objet", "effet_le"]


@pytest.fixture
def convention() -> Convention:
    return make_convention()


@pytest.fixture
def agent(convention) -> Agent:
    return make_agent(convention, 1, Fonction.COORDINATION)


def send(rf, agent: Agent, donnees: dict, save: Any, classe=Formulaire, verrou=None, **options: Any):
    """Open and submit a form as a view does; answers the redirect or None, and the form."""
    request = rf.post("/", donnees)
    request.user = agent
    form = open_form(request, classe, **options)
    return submit(request, form, save, SUITE, verrou=verrou), form


def never() -> None:
    raise AssertionError("the form must not be saved")


class TestOnce:
    def test_the_same_form_again_does_nothing_and_leads_to_the_same_place(self, rf, agent):
        faits: list[int] = []
        donnees = {"jeton": uuid4()}
        for _ in range(3):
            suite, _ = send(rf, agent, donnees, lambda: faits.append(1))
            assert suite.url == SUITE
        assert faits == [1]

    def test_a_form_without_its_token_or_with_a_false_one_does_nothing(self, rf, agent):
        for jeton in ("", "faux", "\x00", "<b>"):
            suite, form = send(rf, agent, {"jeton": jeton}, never)
            assert (suite, list(form.errors)) == (None, ["jeton"])

    def test_each_form_shown_has_its_own_token(self):
        assert Formulaire()["jeton"].value() != Formulaire()["jeton"].value()

    def test_the_token_of_another_agent_is_a_new_form(self, rf, agent, convention):
        autre = make_agent(convention, 2)
        jeton, faits = uuid4(), []
        for qui in (agent, autre, autre):
            assert send(rf, qui, {"jeton": jeton}, lambda qui=qui: faits.append(qui))[0].url == SUITE
        assert faits == [agent, autre]

    def test_a_form_refused_may_be_sent_again(self, rf, agent):
        def refuse() -> None:
            raise Refus("Pas maintenant.")

        donnees = {"jeton": uuid4()}
        suite, form = send(rf, agent, donnees, refuse)
        assert (suite, form.non_field_errors()) == (None, ["Pas maintenant."])
        assert not Envoi.objects.exists()
        assert send(rf, agent, donnees, lambda: None)[0].url == SUITE

    def test_the_back_button_after_a_deletion_leads_to_the_list_again(self, client, agent, convention):
        client.force_login(agent)
        ajoutee = convention.parties.create(organisme=make_organisme(), ordre=9)
        adresse = reverse("partie_retirer", args=[convention.pk, ajoutee.pk])
        donnees = {"jeton": uuid4()}
        for _ in range(2):
            assert client.post(adresse, donnees).url == reverse("parties", args=[convention.pk])
        assert client.post(adresse, {"jeton": uuid4()}).status_code == 404
        assert Ligne.objects.filter(action="retirer la partie").count() == 1

    def test_forms_received_long_ago_are_forgotten(self, rf, agent):
        send(rf, agent, {"jeton": uuid4()}, lambda: None)
        recu = Envoi.objects.get().recu_le
        assert purge_envois(now=recu + FORMULAIRE.duree) == 0
        assert purge_envois(now=recu + FORMULAIRE.duree + timedelta(seconds=1)) == 1


def make_organisme(**champs: Any) -> Organisme:
    defaut = {"type": "association", "nom": "Association fictive", "siret": make_siret(900)}
    return Organisme.objects.create(**defaut | champs)


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_do_it_once_and_lead_to_the_same_place():
    convention = make_convention()
    agent = make_agent(convention, 1, Fonction.COORDINATION)
    organisme = make_organisme()
    adresse = reverse("partie_ajouter", args=[convention.pk])
    donnees = {"jeton": uuid4(), "identifiant": organisme.siret}
    client = Client()
    client.force_login(agent)
    depart, reponses = threading.Barrier(4), []

    def click() -> None:
        jumeau = Client()
        jumeau.cookies = client.cookies
        depart.wait(20)
        reponse = jumeau.post(adresse, donnees)
        reponses.append((reponse.status_code, reponse.headers.get("Location")))
        connection.close()

    fils = [threading.Thread(target=click) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(60)
    assert reponses == [(302, reverse("parties", args=[convention.pk]))] * 4
    assert convention.parties.filter(organisme=organisme).count() == 1
    assert Ligne.objects.filter(action="ajouter la partie").count() == 1


class TestTwoTabs:
    def read(self, avenant: Avenant) -> dict[str, Any]:
        """What the browser would send back of the form shown now."""
        form = AvenantForm(instance=Avenant.objects.get(pk=avenant.pk))
        return {champ.name: champ.value() for champ in form}

    def test_the_second_save_is_refused_with_what_changed_then_accepted(self, rf, agent, convention):
        avenant = convention.avenants.create(numero=1, objet="Premier", effet_le="2022-09-01")
        premier, second = self.read(avenant), self.read(avenant)

        def write(donnees: dict) -> tuple[Any, AvenantForm]:
            instance = Avenant.objects.get(pk=avenant.pk)
            return send(rf, agent, donnees, instance.save, AvenantForm, verrou=convention, instance=instance)

        assert write(premier | {"objet": "Premier onglet"})[0].url == SUITE
        suite, form = write(second | {"objet": "Second onglet"})
        assert suite is None
        assert form.non_field_errors() == [
            "Cette fiche a changé depuis que vous l’avez ouverte\u00a0: Objet. Vos réponses sont gardées ci-dessous"
            "\u202f; enregistrez de nouveau pour les mettre à la place."
        ]
        assert Avenant.objects.get(pk=avenant.pk).objet == "Premier onglet"
        assert form["objet"].value() == "Second onglet"
        encore = {champ.name: champ.value() for champ in form}
        assert write(encore)[0].url == SUITE
        assert Avenant.objects.get(pk=avenant.pk).objet == "Second onglet"

    def test_a_change_of_what_the_form_does_not_show_is_no_conflict(self, rf, agent, convention):
        avenant = convention.avenants.create(numero=1, effet_le="2022-09-01")
        donnees = self.read(avenant)
        Avenant.objects.update(brouillon=False)
        instance = Avenant.objects.get()
        assert send(rf, agent, donnees, instance.save, AvenantForm, instance=instance)[0].url == SUITE

    def test_a_row_deleted_meanwhile_is_told(self, rf, agent, convention):
        avenant = convention.avenants.create(numero=1, effet_le="2022-09-01")
        donnees, instance = self.read(avenant), Avenant.objects.get()
        Avenant.objects.all().delete()
        suite, form = send(rf, agent, donnees, never, AvenantForm, instance=instance)
        assert suite is None
        assert form.non_field_errors() == [
            "Cette fiche vient d’être supprimée par quelqu’un d’autre\u00a0: rien n’a été enregistré."
        ]

    def test_an_agreement_deleted_meanwhile_is_told(self, rf, agent, convention):
        disparue = Convention.objects.get(pk=convention.pk)
        disparue.pk = 0
        suite, form = send(rf, agent, {"jeton": uuid4()}, never, verrou=disparue)
        assert suite is None
        assert form.non_field_errors() == [
            "Cette fiche vient d’être supprimée par quelqu’un d’autre\u00a0: rien n’a été enregistré."
        ]


class TestRefusals:
    def test_a_service_puts_its_refusal_beside_its_field(self, rf, agent, convention):
        def refuse() -> None:
            raise Refus("Trop tôt.", champ="effet_le")

        donnees = {"jeton": uuid4(), "numero": "1", "effet_le": "01/09/2022"}
        _, form = send(rf, agent, donnees, refuse, AvenantForm, instance=Avenant(convention=convention))
        assert form.errors == {"effet_le": ["Trop tôt."]}

    def test_a_refusal_for_a_field_that_is_not_shown_comes_first(self, rf, agent):
        def refuse() -> None:
            raise Refus("Non.", champ="ailleurs")

        assert send(rf, agent, {"jeton": uuid4()}, refuse)[1].non_field_errors() == ["Non."]

    def test_a_constraint_that_mentions_the_agreement_speaks_french(self, rf, agent, convention):
        convention.avenants.create(numero=1, effet_le="2022-09-01")
        donnees = {"jeton": uuid4(), "numero": "1", "effet_le": "01/10/2022"}
        _, form = send(rf, agent, donnees, never, AvenantForm, instance=Avenant(convention=convention))
        assert form.non_field_errors() == ["Un avenant porte déjà ce numéro."]
        ailleurs = make_convention(base=100)
        suite, _ = send(rf, agent, donnees, lambda: None, AvenantForm, instance=Avenant(convention=ailleurs))
        assert suite.url == SUITE

    def test_what_the_database_alone_refuses_is_told_and_nothing_personal_is_logged(self, rf, agent, caplog):
        def collide() -> None:
            Agent.objects.create(courriel=agent.courriel, nom="Secret", prenom="Camille")

        with caplog.at_level(logging.INFO):
            suite, form = send(rf, agent, {"jeton": uuid4()}, collide)
        assert suite is None
        assert form.non_field_errors() == [
            "Quelqu’un vient d’enregistrer la même chose. Vérifiez la liste, puis recommencez."
        ]
        (ligne,) = caplog.records
        assert ligne.getMessage().startswith("Le formulaire Formulaire a buté sur la contrainte ")
        assert agent.courriel not in caplog.text
        assert "Traceback" not in caplog.text

    def test_a_constraint_on_what_the_form_shows_is_told_once(self, convention):
        donnees = {champ.name: champ.value() for champ in ConventionForm(instance=convention)}
        form = ConventionForm(donnees | {"debut": "01/07/2021", "fin": "30/06/2021"}, instance=convention)
        assert form.non_field_errors() == ["Le terme est avant la date d’effet\u00a0: corrigez l’une des deux dates."]


def test_a_file_received_by_one_agent_does_not_come_back_in_the_form_of_another(
    rf, agent, convention, settings, tmp_path
):
    settings.PIECES_DIR = tmp_path
    autre = make_agent(convention, 1)
    fichier = SimpleUploadedFile("a.pdf", b"%PDF-1.7 fictif\n%%EOF", "application/pdf")
    _, recu = send(rf, agent, {"piece": fichier}, never, ActeForm, instance=Acte(convention=convention))
    donnees = {"piece-depot": recu["piece"].value().sign()}
    erreurs = {
        qui: "piece" in send(rf, qui, donnees, never, ActeForm, instance=Acte(convention=convention))[1].errors
        for qui in (agent, autre)
    }
    assert erreurs == {agent: False, autre: True}


def test_the_row_that_goes_is_read_again_and_one_that_is_gone_is_refused(rf, agent, convention):
    avenant = convention.avenants.create(numero=1, objet="Avant", effet_le="2022-09-01")
    Avenant.objects.update(objet="Après")
    lus: list[str] = []

    def send_cible(save: Any) -> Any:
        request = rf.post("/", {"jeton": uuid4()})
        request.user = agent
        form = open_form(request, Formulaire)
        return submit(request, form, save, SUITE, verrou=convention, cible=avenant), form

    assert send_cible(lambda: lus.append(avenant.objet))[0].url == SUITE
    assert lus == ["Après"]
    Avenant.objects.all().delete()
    suite, form = send_cible(never)
    assert (suite, form.non_field_errors()) == (None, [DISPARUE])
