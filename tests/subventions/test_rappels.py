"""Reminders of instalments: to the officers of the employing body, before and after, each once."""

import json
import threading
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from communes.enums import Fonction
from communes.models import Convention, Role
from conseiller.courriels.models import Courriel
from conseiller.refus import Refus
from conseiller.travaux.models import Travail
from subventions.models import Versement
from subventions.services.rappels import send_rappels
from subventions.tasks import send_rappels as tache
from tests.fabrique import make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

# The instalment is due on 28 December 2021, six months after the signature.


def at(mois: int, jour: int, annee: int = 2021, heure: int = 9) -> datetime:
    return datetime(annee, mois, jour, heure, tzinfo=UTC)


def make_expected(base: int = 0, **champs) -> Convention:
    """An agreement whose second instalment has not come."""
    convention = make_convention(base=base, **champs)
    Versement.objects.filter(subvention__convention=convention, rang=2).update(recu_le=None, montant_recu=None)
    return convention


@pytest.fixture
def convention():
    convention = make_expected()
    make_agent(convention, 1, courriel="finances@exemple.example")
    return convention


def run_versements(instant: str) -> int:
    sortie = StringIO()
    call_command("rappels", "--maintenant", instant, stdout=sortie)
    return json.loads(sortie.getvalue())["versements"]


@pytest.mark.parametrize(
    ("now", "cles"),
    [
        (at(12, 20), []),
        # In Paris it is already the 21st.
        (at(12, 20, heure=23), ["avant"]),
        (at(12, 28), ["avant"]),
        (at(12, 29), []),
        (at(1, 3, 2022), []),
        (at(1, 4, 2022), ["apres"]),
        (at(2, 26, 2022), ["apres"]),
        (at(2, 27, 2022), []),
    ],
)
def test_a_week_before_and_a_week_after(convention, now, cles):
    assert send_rappels(now=now) == len(cles)
    versement = Versement.objects.get(recu_le=None)
    agent = Role.objects.get().agent_id
    assert list(Courriel.objects.values_list("cle", flat=True)) == [
        f"versement:{versement.pk}:{moment}:2021-12-28:{agent}" for moment in cles
    ]


def test_the_command_says_each_thing_once(convention):
    assert run_versements("2021-12-22T09:00") == 1
    assert run_versements("2021-12-28T23:59") == 0
    assert run_versements("2022-01-04T00:00") == 1
    assert run_versements("2022-01-20") == 0
    assert Courriel.objects.count() == Travail.objects.count() == 2


def test_the_command_refuses_what_is_no_instant():
    with pytest.raises(Refus, match=r"--maintenant\u00a0: «\u00a0demain\u00a0» n’est pas un instant"):
        run_versements("demain")


def test_a_day_that_moves_is_said_again(convention):
    assert send_rappels(now=at(12, 22)) == 1
    Versement.objects.filter(recu_le=None).update(mois=None, prevu_le=date(2022, 1, 15))
    assert send_rappels(now=at(1, 10, 2022)) == 1


def test_it_says_what_is_due_and_what_to_do(convention, settings):
    send_rappels(now=at(12, 22))
    courriel = Courriel.objects.get()
    assert courriel.sujet == "Versement de 15\u202f000,00\u00a0€ attendu le 28\u00a0décembre 2021"
    assert courriel.corps == (
        "Bonjour,\n\n"
        "Un versement de subvention est attendu d’ici le mardi 28\u00a0décembre 2021.\n\n"
        "Subvention\u00a0: Conseiller numérique, France Relance\n"
        "Convention\u00a0: Conseiller numérique partagé (fictif)\n"
        "Versement n°\u00a02\u00a0: 15\u202f000,00\u00a0€\n\n"
        "Ce qu’il faut faire\u00a0: vérifiez que les pièces demandées par le financeur lui sont parvenues."
        " Quand l’argent arrive, inscrivez le jour et le montant reçu\u00a0:\n"
        f"{settings.ADRESSE_PUBLIQUE}/bureau/conventions/{convention.pk}/subvention/\n\n"
        f"Conseiller numérique partagé\n{settings.ADRESSE_PUBLIQUE}\n\n"
        "Ce message est envoyé par le site. Il est inutile d’y répondre.\n"
    )
    send_rappels(now=at(1, 10, 2022))
    retard = Courriel.objects.first()
    assert retard.sujet == "Versement de 15\u202f000,00\u00a0€ en retard, attendu le 28\u00a0décembre 2021"
    assert "Sinon, écrivez au financeur pour savoir ce qui manque" in retard.corps
    assert (retard.convention, retard.destinataire) == (convention.pk, "finances@exemple.example")


def test_only_active_officers_of_the_employing_body_who_may_write_its_money(convention):
    make_agent(convention, 1, Fonction.COORDINATION, courriel="coordination@exemple.example")
    make_agent(convention, 1, Fonction.ELU)
    make_agent(convention, 1, courriel="parti@exemple.example", is_active=False)
    make_agent(convention, 2)
    make_agent(make_convention(base=10), 1, courriel="ailleurs@exemple.example")
    partout = make_agent(convention, 1, courriel="partout@exemple.example")
    partout.roles.update(convention=None)
    # Two roles are one person.
    Role.objects.create(
        agent=partout, organisme=convention.employeuse, convention=convention, fonction=Fonction.COORDINATION.value
    )
    assert send_rappels(now=at(12, 22)) == 3
    destinataires = Courriel.objects.order_by("destinataire").values_list("destinataire", flat=True)
    assert list(destinataires) == [
        "coordination@exemple.example",
        "finances@exemple.example",
        "partout@exemple.example",
    ]


def test_the_example_and_what_has_not_begun_write_to_nobody(convention):
    Convention.objects.update(exemple=True)
    assert send_rappels(now=at(12, 22)) == 0
    Convention.objects.update(exemple=False, debut=date(2022, 1, 1))
    assert send_rappels(now=at(12, 22)) == 0
    assert send_rappels(now=at(1, 5, 2022)) == 1


def test_an_instalment_of_an_unsigned_grant_has_no_day(convention):
    convention.subventions.update(signee_le=None)
    assert send_rappels(now=at(12, 22)) == 0


@pytest.mark.parametrize("nombre", [1, 3])
def test_grants_with_nothing_to_say_cost_two_queries(nombre, django_assert_num_queries):
    for rang in range(nombre):
        make_expected(base=10 * rang)
    with django_assert_num_queries(2):
        assert send_rappels(now=at(10, 1)) == 0


def test_beat_writes_them_today(convention, time_machine):
    time_machine.move_to(at(12, 22))
    tache()
    assert Courriel.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_the_same_time_write_each_reminder_once():
    for rang in range(4):
        make_agent(make_expected(base=10 * rang), 1)
    depart = threading.Barrier(2)
    ecrits: list[int] = []

    def run_apart() -> None:
        depart.wait(10)
        ecrits.append(send_rappels(now=at(12, 22)))
        connection.close()

    fils = [threading.Thread(target=run_apart) for _ in range(2)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(30)
    assert (len(ecrits), sum(ecrits)) == (2, 4)
    assert Courriel.objects.count() == Travail.objects.count() == 4
