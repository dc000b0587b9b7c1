"""A statement survives: its worker killed while computing, while rendering, and Redis stopped when it is asked for."""

from __future__ import annotations

import json
import time

import pytest
from django.db import transaction
from django.utils import timezone

from conseiller.journal.models import Ligne
from conseiller.travaux.models import EtatTravail, Travail
from subventions.calculs.ecriture import dump_resultat
from subventions.calculs.instantane import load_instantane
from subventions.models import Decompte, Document, Prevision
from subventions.selectors import CALCUL, RENDU, EtatAvancement, progress
from subventions.selectors.previsions import RENDU_PREVISION
from subventions.services.previsions import request_prevision
from tests.fabrique import import_cas
from tests.plateau import wait_for
from tests.subventions.calculs.cas import load_cas

pytestmark = [pytest.mark.processus, pytest.mark.django_db(transaction=True)]

UNE_MINUTE = 60
CAS = "heures-egales-prorata"


def ask(plateau) -> Decompte:
    convention = import_cas(CAS)
    cas = load_cas(CAS)
    reponse = json.loads(plateau.manage("decompte", str(convention.pk), "--du", cas["du"], "--au", cas["au"]))
    return Decompte.objects.get(pk=reponse["id"])


def is_ready(decompte: Decompte) -> bool:
    decompte.refresh_from_db()
    return progress(decompte).etat is EtatAvancement.PRET


def assert_arrived_once(decompte: Decompte) -> None:
    """The figures of the worked case, one version, one document for each party and one summary, one line each."""
    instantane = load_instantane(decompte.instantane)
    attendu = load_cas(CAS)["attendu"]
    obtenu = dump_resultat(instantane.compute())
    assert {cle: obtenu[cle] for cle in attendu} == attendu
    assert decompte.version == 1
    assert Document.objects.filter(decompte=decompte).count() == len(attendu["parts"]) + 1
    assert Travail.objects.filter(etat=EtatTravail.FINI).count() == Travail.objects.count() == 2
    actions = Ligne.objects.filter(objet=f"subventions.decompte:{decompte.pk}").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == ["demander le décompte", "calculer le décompte"]


def test_worker_killed_while_computing(plateau):
    plateau.start("redis", "beat")
    decompte = ask(plateau)
    with transaction.atomic():
        # Holding the statement's row stops the worker in the middle of the calculation.
        Decompte.objects.select_for_update().get(pk=decompte.pk)
        plateau.start("worker")
        assert wait_for(lambda: Travail.objects.get(tache=CALCUL).etat == EtatTravail.EN_COURS, 30)
        plateau.kill("worker")
    decompte.refresh_from_db()
    assert (decompte.version, progress(decompte).etat) == (0, EtatAvancement.CALCUL)
    plateau.start("worker")
    assert wait_for(lambda: is_ready(decompte), UNE_MINUTE)
    assert_arrived_once(decompte)
    assert Travail.objects.get(tache=CALCUL).essais == 2


def test_worker_killed_while_rendering(plateau):
    plateau.start("redis", "worker", "beat")
    decompte = ask(plateau)
    assert wait_for(lambda: Document.objects.filter(decompte=decompte).count() >= 1, 30)
    plateau.kill("worker")
    decompte.refresh_from_db()
    assert progress(decompte).etat is EtatAvancement.RENDU
    deja_prets = set(Document.objects.values_list("pk", flat=True))
    plateau.start("worker")
    assert wait_for(lambda: is_ready(decompte), UNE_MINUTE)
    assert_arrived_once(decompte)
    assert deja_prets <= set(Document.objects.values_list("pk", flat=True))
    assert Travail.objects.get(tache=RENDU).essais == 2


def test_redis_stopped_when_the_statement_is_asked_for(plateau):
    plateau.start("redis", "worker", "beat")
    plateau.stop("redis")
    debut = time.monotonic()
    decompte = ask(plateau)
    assert time.monotonic() - debut < 20
    assert progress(decompte).etat is EtatAvancement.ATTENTE
    plateau.start("redis")
    assert wait_for(lambda: is_ready(decompte), UNE_MINUTE)
    assert_arrived_once(decompte)


def test_the_command_line_waits_and_tells_a_refusal(plateau):
    plateau.start("redis", "worker")
    convention = import_cas(CAS)
    reponse = plateau.run("decompte", str(convention.pk), "--du", "2020-01-01", "--au", "2020-12-31", "--attendre")
    assert (reponse.returncode, reponse.stdout) == (2, "")
    assert "aucune tranche d’heures ne couvre le 1er" in reponse.stderr
    assert reponse.stderr.count("\n") == 1


def test_worker_killed_while_it_makes_a_forecast(plateau):
    plateau.start("redis", "beat")
    convention = import_cas(CAS)
    prevision = request_prevision(convention, 2022, projets=False, agent=None, now=timezone.now())
    with transaction.atomic():
        # Holding the forecast's row stops the worker as it keeps the document.
        Prevision.objects.select_for_update().get(pk=prevision.pk)
        plateau.start("worker")
        assert wait_for(lambda: Travail.objects.get(tache=RENDU_PREVISION).etat == EtatTravail.EN_COURS, 30)
        plateau.kill("worker")
    assert Prevision.objects.get().piece is None
    plateau.start("worker")
    assert wait_for(lambda: Prevision.objects.get().piece is not None, UNE_MINUTE)
    assert wait_for(lambda: Travail.objects.get(tache=RENDU_PREVISION).etat == EtatTravail.FINI, 10)
    assert Travail.objects.get(tache=RENDU_PREVISION).essais == 2
