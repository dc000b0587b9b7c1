"""A partner accepts or contests on screen, the employing body answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from communes.enums import Fonction
from communes.models import Convention
from subventions.enums import Sens
from subventions.models import Decompte, Remarque, Reponse
from subventions.services.reponses import answer
from subventions.services.vie import take_back
from tests.envois import fill, read
from tests.fabrique import MAINTENANT, make_agent, make_convention
from tests.subventions.arretes import transmit
from tests.subventions.decomptes import SEMESTRE, ask

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(MAINTENANT, tick=False) as voyage:
        yield voyage


@pytest.fixture
def convention() -> Convention:
    return make_convention(noms=("Ludres", "Heillecourt", "Houdemont", "Fléville"))


@pytest.fixture
def decompte(convention) -> Decompte:
    return transmit(convention)


@pytest.fixture
def partenaire(client, convention):
    agent = make_agent(convention, 2)
    client.force_login(agent)
    return agent


def page(decompte: Decompte, nom: str = "decompte", ordre: int | None = 2) -> str:
    cles = [decompte.convention.parties.get(ordre=ordre).pk] if nom != "decompte" and ordre else []
    return reverse(nom, args=[decompte.convention_id, decompte.pk, *cles])


def contest(decompte: Decompte, ordre: int = 2) -> Remarque:
    partie = decompte.convention.parties.select_related("organisme").get(ordre=ordre)
    remarques = [("reste", "Les déplacements de mars sont à Ludres.")]
    answer(decompte.pk, partie, Sens.CONTESTE, version=1, remarques=remarques, agent=None, now=MAINTENANT)
    return Remarque.objects.latest("pk")


class TestAccepter:
    def test_a_partner_accepts_once(self, client, decompte, partenaire):
        assert page(decompte, "decompte_accepter") in read(client.get(page(decompte)))
        adresse = page(decompte, "decompte_accepter")
        envoi = fill(client, adresse)
        for _ in range(2):
            reponse = client.post(adresse, envoi, follow=True)
        assert reponse.redirect_chain == [(page(decompte), 302)]
        assert "Vous avez accepté ce décompte le 10 janvier 2022." in read(reponse)
        recue = Reponse.objects.get()
        assert (recue.sens, recue.repondu_par) == (Sens.ACCEPTE, partenaire)

    def test_a_statement_taken_back_meanwhile_is_answered_no_more(self, client, decompte, partenaire):
        adresse = page(decompte, "decompte_accepter")
        envoi = fill(client, adresse)
        take_back(decompte.pk, version=1, motif="Erreur", agent=None, now=MAINTENANT)
        reponse = client.post(adresse, envoi)
        assert reponse.status_code == 422
        assert "Ce décompte n’est plus soumis aux communes : il a été repris ou arrêté." in read(reponse)

    def test_what_was_computed_again_meanwhile_is_read_again(self, client, decompte, partenaire):
        adresse = page(decompte, "decompte_accepter")
        envoi = fill(client, adresse)
        Decompte.objects.update(version=2)
        assert "Ce décompte a été recalculé" in read(client.post(adresse, envoi))
        assert Reponse.objects.count() == 0

    def test_a_contest_is_withdrawn(self, client, decompte, partenaire):
        contest(decompte)
        adresse = page(decompte, "decompte_accepter")
        assert "Retirer la contestation" in read(client.get(page(decompte)))
        client.post(adresse, fill(client, adresse))
        assert Reponse.objects.get().sens == Sens.ACCEPTE

    def test_after_the_delay_silence_has_answered(self, client, decompte, partenaire, today):
        today.shift(timedelta(days=31))
        client.force_login(partenaire)
        assert "le décompte est accepté tacitement" in read(client.get(page(decompte)))
        adresse = page(decompte, "decompte_accepter")
        reponse = client.post(adresse, fill(client, adresse))
        assert "Le délai pour répondre a fini le 9 février 2022" in read(reponse)


class TestContester:
    def test_remarks_are_read_by_all_line_by_line(self, client, convention, decompte, partenaire):
        adresse = page(decompte, "decompte_contester")
        envoi = fill(client, adresse) | {"ligne-cout-1": "Doublon", "ligne-heures-1": "200 h, pas 400"}
        lue = read(client.post(adresse, envoi, follow=True))
        client.post(adresse, envoi)
        assert "Vos remarques sont envoyées à Ludres." in lue
        assert "<blockquote>Doublon</blockquote>" in lue
        assert "Vous contestez ce décompte depuis le 10 janvier 2022." in lue
        assert Remarque.objects.count() == 2
        client.force_login(make_agent(convention, 3))
        assert "<blockquote>200 h, pas 400</blockquote>" in read(client.get(page(decompte)))

    def test_nothing_written_is_no_contest(self, client, decompte, partenaire):
        adresse = page(decompte, "decompte_contester")
        reponse = client.post(adresse, fill(client, adresse))
        assert reponse.status_code == 422
        assert "Dites ce que vous contestez : écrivez une remarque sous la ligne en cause." in read(reponse)

    def test_too_long_a_remark_is_said_and_kept(self, client, decompte, partenaire):
        adresse = page(decompte, "decompte_contester")
        reponse = client.post(adresse, fill(client, adresse) | {"ligne-reste": "x" * 2001})
        assert reponse.context["form"].errors == {
            "ligne-reste": ["Cette remarque est trop longue\u00a0: 2\u202f000 caractères au plus."]
        }
        assert reponse.context["form"]["ligne-reste"].value() == "x" * 2001
        assert '<details class="details ligne" open>' in read(reponse)


class TestRemarque:
    def test_the_employing_body_answers_and_may_correct_itself(self, client, convention, decompte):
        client.force_login(make_agent(convention, 1))
        remarque = contest(decompte)
        adresse = reverse("remarque_repondre", args=[convention.pk, decompte.pk, remarque.pk])
        lue = read(client.get(page(decompte)))
        assert "3 communes" not in lue
        assert "2 communes n’ont pas répondu, 1 conteste. Cela n’empêche pas d’arrêter." in lue
        assert adresse in lue
        for refusee in ("", "a" * 2001):
            assert client.post(adresse, fill(client, adresse, reponse=refusee)).status_code == 422
        reponse = client.post(adresse, fill(client, adresse, reponse="C’est corrigé."), follow=True)
        assert "<blockquote>C’est corrigé.</blockquote>" in read(reponse)
        client.post(adresse, fill(client, adresse, reponse="C’est bien corrigé."))
        assert Remarque.objects.get().reponse == "C’est bien corrigé."

    def test_two_tabs_do_not_answer_over_each_other(self, client, convention, decompte):
        client.force_login(make_agent(convention, 1))
        remarque = contest(decompte)
        adresse = reverse("remarque_repondre", args=[convention.pk, decompte.pk, remarque.pk])
        envoi = fill(client, adresse, reponse="Oui.")
        Remarque.objects.update(reponse="Non.")
        reponse = client.post(adresse, envoi)
        assert "Cette fiche a changé depuis que vous l’avez ouverte : Votre réponse." in read(reponse)
        envoi["lu"] = reponse.context["form"]["lu"].value()
        assert client.post(adresse, envoi).status_code == 302

    def test_remarks_on_an_earlier_calculation_stay_readable(self, client, convention, decompte):
        client.force_login(make_agent(convention, 1))
        contest(decompte)
        Decompte.objects.update(version=2)
        lue = read(client.get(page(decompte)))
        assert "Sur un calcul précédent : 1 remarque" in lue
        assert "remarques/" not in lue


def test_each_answers_for_its_own_body(client, convention, decompte):
    adresses = [page(decompte, nom) for nom in ("decompte_accepter", "decompte_contester")]
    for rang, fonction, statut in [
        (2, Fonction.FINANCES, 200),
        (2, Fonction.COORDINATION, 200),
        (2, Fonction.ADMINISTRATION, 200),
        (2, Fonction.ELU, 404),
        (3, Fonction.FINANCES, 404),
        (1, Fonction.FINANCES, 404),
    ]:
        client.force_login(make_agent(convention, rang, fonction))
        assert [client.get(adresse).status_code for adresse in adresses] == [statut] * 2, (rang, fonction)
    client.force_login(make_agent(make_convention(base=10), 2))
    assert [client.get(adresse).status_code for adresse in adresses] == [404] * 2


def test_whoever_works_for_two_partners_answers_for_each(client, convention, decompte):
    agent = make_agent(convention, 2)
    autre = convention.parties.get(ordre=3).organisme
    agent.roles.create(organisme=autre, convention=convention, fonction=Fonction.FINANCES.value)
    client.force_login(agent)
    lue = read(client.get(page(decompte)))
    assert "La réponse de Heillecourt" in lue
    assert "La réponse de Houdemont" in lue
    assert "La réponse de Fléville" not in lue


def test_a_statement_without_figures_is_answered_by_nobody(client, convention, partenaire):
    decompte = ask(convention, *SEMESTRE)
    assert client.get(page(decompte, "decompte_accepter")).status_code == 404
