"""`manage.py campagne`: what the page does, for every agreement."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from conseiller.refus import Refus
from subventions.management.commands.campagne import describe_campagne
from subventions.models import Campagne
from subventions.selectors.campagnes import CAMPAGNE, read_suivi
from tests.fabrique import make_agent
from tests.subventions.test_campagnes import make_conventions, work

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

PERIODE = ("--du", "2021-07-01", "--au", "2021-12-31")


def ask(*arguments: str) -> dict:
    sortie = StringIO()
    call_command("campagne", *PERIODE, *arguments, stdout=sortie)
    return json.loads(sortie.getvalue())


def test_it_asks_for_every_agreement():
    make_conventions(2)
    reponse = ask()
    attendu = {"etat": "attente", "conventions": 2, "prets": 0, "en_cours": 2, "echecs": []}
    assert reponse == {"id": Campagne.objects.get().pk, **attendu}


def test_or_for_those_of_an_agent_and_tells_the_failures():
    geree, autre = make_conventions(2)
    agent = make_agent(geree, 1)
    geree.tranches.all().delete()
    assert ask("--agent", agent.courriel.upper())["conventions"] == 1
    work(CAMPAGNE)
    suivi = describe_campagne(read_suivi(Campagne.objects.get()))
    (echec,) = suivi.pop("echecs")
    assert suivi == {"id": Campagne.objects.get().pk, "etat": "fini", "conventions": 1, "prets": 0, "en_cours": 0}
    assert echec["convention"] == geree.pk != autre.pk
    assert "aucune tranche d’heures ne couvre" in echec["erreur"]


def test_an_agent_that_does_not_exist_is_refused():
    make_conventions(1)
    with pytest.raises(Refus, match="Aucun agent actif n’a l’adresse personne@"):
        ask("--agent", "personne@exemple.example")
