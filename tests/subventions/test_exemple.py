"""The example: loaded once, fictitious on every page, its accounts opened by a password drawn at random."""

import json
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command

from communes.models import Agent, Convention
from conseiller.journal.models import Ligne

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture(autouse=True)
def dossier_donnees(settings, tmp_path):
    settings.DONNEES_DIR = tmp_path
    return tmp_path


def load() -> dict:
    sortie = StringIO()
    call_command("charger_exemple", stdout=sortie)
    return json.loads(sortie.getvalue())


def test_a_second_load_prints_the_same_and_writes_nothing():
    premier = load()
    agents, lignes = list(Agent.objects.values()), Ligne.objects.count()
    assert load() == premier
    assert list(Agent.objects.values()) == agents
    assert (Convention.objects.count(), Ligne.objects.count()) == (1, lignes)
    assert Convention.objects.get().exemple


def test_every_account_opens_with_the_printed_password(rf):
    for compte in load()["comptes"]:
        agent = authenticate(rf.get("/"), email=compte["courriel"], password=compte["mot_de_passe"])
        assert agent.courriel == compte["courriel"]


def test_the_file_of_passwords_is_its_owners(dossier_donnees):
    load()
    assert (dossier_donnees / "exemple.json").stat().st_mode & 0o777 == 0o600


def test_a_new_database_beside_an_old_file_gets_new_passwords():
    premier = load()["comptes"][0]["mot_de_passe"]
    Agent.objects.all().update(password="!")
    assert load()["comptes"][0]["mot_de_passe"] != premier
