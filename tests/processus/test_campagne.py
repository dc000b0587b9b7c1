"""A campaign on real processes: each statement arrives once, a failure apart, and a killed worker changes nothing."""

from __future__ import annotations

import json

import pytest

from subventions.models import Decompte, Document
from subventions.selectors import EtatAvancement, list_progress
from tests.plateau import wait_for
from tests.subventions.test_campagnes import make_conventions

pytestmark = [pytest.mark.processus, pytest.mark.django_db(transaction=True)]

PERIODE = ("--du", "2021-07-01", "--au", "2021-12-31")


def test_three_agreements_one_of_which_fails_and_a_worker_killed_while_it_renders(plateau):
    sans_heures = make_conventions(3)[2]
    sans_heures.tranches.all().delete()
    plateau.start("redis", "beat", "worker")
    reponse = json.loads(plateau.manage("campagne", *PERIODE))
    assert (reponse["conventions"], reponse["en_cours"]) == (3, 3)
    assert wait_for(Document.objects.exists, 60)
    plateau.kill("worker")
    plateau.start("worker")
    assert wait_for(are_ready, 60)
    assert Document.objects.count() == 2 * 5
    assert list(Decompte.objects.values_list("version", flat=True)) == [1, 1]
    fin = json.loads(plateau.manage("campagne", *PERIODE, "--attendre"))
    assert (fin["etat"], fin["prets"], fin["en_cours"]) == ("fini", 2, 0)
    assert [(echec["convention"], "aucune tranche d’heures" in echec["erreur"]) for echec in fin["echecs"]] == [
        (sans_heures.pk, True)
    ]


def are_ready() -> bool:
    """Both statements, with every document."""
    return list(list_progress(Decompte.objects.all()).values()) == [EtatAvancement.PRET] * 2
