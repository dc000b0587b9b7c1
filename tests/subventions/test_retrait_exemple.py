"""The example leaves in one command, and nothing real leaves with it."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from ateliers.models import Lieu, Reservation
from communes.enums import Fonction
from communes.models import Agent, Convention, Groupe, Organisme, Role
from conseiller.courriels.models import Courriel
from conseiller.travaux.models import Travail
from subventions.models import Decompte, Document
from subventions.services.decomptes import request_decompte
from subventions.services.exemple import load_exemple
from subventions.services.previsions import request_prevision
from tests.ateliers.fabrique import make_reservation, make_seance
from tests.fabrique import make_agent, make_convention
from tests.subventions.decomptes import make_decompte

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

# What stays: the audit trail, and files until the purge finds that nothing refers to them.
RESTENT = {"journal.ligne", "pieces.piece"}


@pytest.fixture(autouse=True)
def dossier_donnees(settings, tmp_path):
    settings.DONNEES_DIR = settings.PIECES_DIR = tmp_path
    return tmp_path


@pytest.fixture
def exemple() -> Convention:
    return load_exemple(now=timezone.now())


def remove() -> str:
    sortie = StringIO()
    call_command("retirer_exemple", stdout=sortie)
    return sortie.getvalue()


def count_rows() -> dict[str, int]:
    """Rows of our own tables, the framework's aside."""
    modeles = [m for app in ("communes", "ateliers", "subventions", "travaux", "account") for m in list_models(app)]
    return {m._meta.label_lower: m.objects.count() for m in modeles if m._meta.label_lower not in RESTENT}


def list_models(app: str) -> list:
    return list(apps.get_app_config(app).get_models())


def test_the_example_leaves_with_its_statements_documents_jobs_and_passwords(dossier_donnees):
    vide = count_rows()
    call_command("charger_exemple", stdout=StringIO())
    exemple = Convention.objects.get()
    make_decompte(exemple)
    request_prevision(exemple, 2023, projets=False, agent=None, now=timezone.now())
    assert Document.objects.exists()
    request_decompte(exemple, date(2022, 1, 1), date(2022, 12, 31), agent=None, now=timezone.now())
    assert Travail.objects.exists()
    phrase = remove().replace("\u00a0", " ")
    assert phrase == "Retiré : 1 convention, 2 décomptes, 9 comptes, 4 organismes, 4 lieux, 1 groupe.\n"
    assert count_rows() == vide
    assert not (dossier_donnees / "exemple.json").exists()


def test_with_nothing_to_remove_it_says_so(exemple):
    remove()
    assert remove() == "Il n’y a pas d’exemple à retirer.\n"


def test_the_example_may_come_back(exemple):
    remove()
    call_command("charger_exemple", stdout=StringIO())
    assert Convention.objects.get().exemple


def test_a_real_agreement_keeps_all_it_has(exemple):
    reelle = make_convention()
    agent = make_agent(reelle, 1)
    decompte = make_decompte(reelle)
    avant = list(Travail.objects.filter(objet=decompte.pk).values())
    remove()
    assert list(Convention.objects.all()) == [reelle]
    assert list(Decompte.objects.all()) == [decompte]
    assert list(Agent.objects.all()) == [agent]
    assert list(Travail.objects.values()) == avant
    assert reelle.parties.count() == 4


def test_what_serves_elsewhere_stays_and_is_named(exemple):
    reelle = make_convention()
    denis = Agent.objects.get(courriel="denis.royer@ludres.example")
    Role.objects.create(agent=denis, organisme=reelle.employeuse, convention=reelle, fonction=Fonction.FINANCES)
    Role.objects.create(
        agent=make_agent(reelle, 2), organisme=exemple.employeuse, fonction=Fonction.ADMINISTRATION.value
    )
    ludres = exemple.employeuse
    assert "Gardé, car utilisé ailleurs\u00a0: Denis Royer, Ludres." in remove()
    assert list(denis.roles.values_list("convention", flat=True)) == [reelle.pk]
    assert Organisme.objects.filter(pk=ludres.pk).exists()
    assert not Organisme.objects.filter(nom="Houdemont").exists()


def test_a_group_that_has_another_agreement_keeps_its_place(exemple):
    Convention.objects.create(
        groupe=exemple.groupe,
        employeuse=exemple.employeuse,
        objet="La suite",
        debut=date(2023, 7, 1),
        fin=date(2025, 6, 30),
    )
    sortie = remove()
    assert "lieu" not in sortie.split("Gardé")[0]
    assert (Groupe.objects.count(), Lieu.objects.count(), Convention.objects.count()) == (1, 4, 1)


def test_what_residents_booked_leaves_with_it_e_mails_and_calls_included(exemple):
    seance = exemple.seances.filter(atelier__isnull=False, debut__gt=timezone.now()).last()
    make_reservation(seance, courriel="personne@exemple.example", now=timezone.now(), liste_attente=True)
    reelle = make_convention()
    garde = make_reservation(make_seance(reelle), courriel="autre@exemple.example")
    remove()
    assert list(Reservation.objects.all()) == [garde]
    assert list(Courriel.objects.values_list("destinataire", flat=True)) == ["autre@exemple.example"]
    assert Travail.objects.count() == 1
