"""A campaign of a thousand agreements: computed at once against one by one, and rendered by one worker, then by two.

« Une par une » is what each statement's own page does, a thousand times: the same reads, calculation and writes.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import django

from bench.mediatheque import open_base

CONVENTIONS, CONVENTIONS_RAPIDES = 1_000, 50
# Those computed one by one, and those rendered: the rest is the same again.
ECHANTILLON, ECHANTILLON_RAPIDE = 100, 10
RENDUS, RENDUS_RAPIDES = 24, 4
# What one campaign of few agreements asks of the database, to compare.
PETITE = 10
DU, AU = date(2021, 7, 1), date(2021, 12, 31)
PATIENCE_SECONDES = 900


def run() -> dict[str, float]:
    """Measure, print the table, give the figures: seconds, queries, ratios.

    With BENCH_RAPIDE in the environment, fewer agreements.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conseiller.settings")
    django.setup()
    rapide = "BENCH_RAPIDE" in os.environ
    nombre = CONVENTIONS_RAPIDES if rapide else CONVENTIONS
    with open_base():
        figures = measure_calcul(nombre, ECHANTILLON_RAPIDE if rapide else ECHANTILLON)
        figures |= measure_rendu(RENDUS_RAPIDES if rapide else RENDUS)
    print(f"Campagne de {nombre} conventions à 4 communes, base PostgreSQL, temps écoulé")
    print(f"  toutes à la fois  {figures['lot_ms']:8.2f} ms par décompte")
    print(f"  une par une       {figures['seul_ms']:8.2f} ms par décompte")
    print(f"  rapport           {figures['rapport']:8.1f}    (but\u00a0: 12 au moins)")
    print(
        f"  requêtes          {figures['lot_requetes']:8.0f} en tout, {figures['petite_requetes']:.0f} pour"
        f" {PETITE} conventions, {figures['seul_requetes']:.0f} pour chacune seule"
    )
    print(f"  recalcul sans changement, toutes à la fois  {figures['inchange_ms']:8.2f} ms par décompte")
    print(f"Mise en page de {figures['rendus']:.0f} décomptes, 5 PDF chacun, par de vrais travailleurs")
    print(f"  1 travailleur   {figures['un_s']:6.2f} s par décompte")
    print(f"  2 travailleurs  {figures['deux_s']:6.2f} s par décompte, rapport {figures['rapport_travailleurs']:.2f}")
    return figures


def measure_calcul(nombre: int, echantillon: int) -> dict[str, float]:
    """Milliseconds and queries of a statement computed with the others, and of one computed as its own page does."""
    conventions = make_conventions(nombre)
    _, petite_requetes = measure_campagne(make_agent_of(conventions[:PETITE], "petite"))
    seuls = [measure_seul(convention) for convention in conventions[PETITE : PETITE + echantillon]]
    forget_decomptes()
    agent = make_agent_of(conventions, "toutes")
    lot, lot_requetes = measure_campagne(agent)
    inchange, _ = measure_campagne(agent)
    seul = sum(secondes for secondes, _ in seuls) / len(seuls)
    return {
        "petite_requetes": float(petite_requetes),
        "lot_requetes": float(lot_requetes),
        "seul_requetes": sum(requetes for _, requetes in seuls) / len(seuls),
        "lot_s": lot,
        "lot_ms": 1e3 * lot / nombre,
        "seul_ms": 1e3 * seul,
        "inchange_ms": 1e3 * inchange / nombre,
        "rapport": seul * nombre / lot,
    }


def make_conventions(nombre: int) -> list[Any]:
    """Agreements of four communes, with a grant and expenses of their own; communes serve again."""
    from tests.fabrique import make_convention

    dates = {"debut": "2021-07-01", "fin": "2023-06-30"}
    return [
        make_convention(base=4 * (rang % 200), convention={"objet": f"Conseiller partagé n° {rang} (fictif)", **dates})
        for rang in range(nombre)
    ]


def make_agent_of(conventions: list[Any], nom: str) -> Any:
    """A finance officer of every agreement, who asks for its campaign."""
    from communes.enums import Fonction
    from communes.models import Agent, Role

    agent = Agent.objects.create_user(f"{nom}@exemple.example", prenom="Camille", nom="Fictif")
    Role.objects.bulk_create(
        Role(agent=agent, organisme=convention.employeuse, convention=convention, fonction=Fonction.FINANCES.value)
        for convention in conventions
    )
    return agent


def measure_campagne(agent: Any) -> tuple[float, int]:
    """Wall seconds and queries of the calculation of a campaign."""
    from django.utils import timezone

    from conseiller.travaux.models import Travail
    from conseiller.travaux.services import claim_travail
    from subventions.selectors.campagnes import CAMPAGNE
    from subventions.services.calcul_campagne import compute_campagne
    from subventions.services.campagnes import request_campagne

    campagne = request_campagne(DU, AU, agent=agent, now=timezone.now())
    travail = claim_travail(Travail.objects.get(tache=CAMPAGNE, objet=campagne.pk).pk, now=timezone.now())
    assert travail is not None
    return measure(lambda: compute_campagne(travail))


def measure_seul(convention: Any) -> tuple[float, int]:
    """The same for one statement, as the page of its agreement asks for it."""
    from django.utils import timezone

    from conseiller.travaux.models import Travail
    from conseiller.travaux.services import claim_travail
    from subventions.selectors import CALCUL
    from subventions.services.decomptes import compute_decompte, request_decompte

    def compute() -> None:
        decompte, _ = request_decompte(convention, DU, AU, agent=None, now=timezone.now())
        travail = claim_travail(Travail.objects.get(tache=CALCUL, objet=decompte.pk).pk, now=timezone.now())
        assert travail is not None
        compute_decompte(travail)

    return measure(compute)


def measure(action: Callable[[], object]) -> tuple[float, int]:
    """Wall seconds and queries of one run; nothing is kept of the queries, which would cost time and memory."""
    from django.db import connection

    nombre = 0

    def count(execute: Any, *arguments: Any) -> Any:
        nonlocal nombre
        nombre += 1
        return execute(*arguments)

    debut = perf_counter()
    with connection.execute_wrapper(count):
        action()
    return perf_counter() - debut, nombre


def forget_decomptes() -> None:
    """As if nothing had been asked for."""
    from conseiller.travaux.models import Travail
    from subventions.models import Campagne, Decompte

    Campagne.objects.all().delete()
    Travail.objects.all().delete()
    Decompte.objects.all().delete()


def measure_rendu(nombre: int) -> dict[str, float]:
    """Seconds of a statement's documents by one worker process, then by two, on other statements."""
    from conseiller.travaux.models import EtatTravail, Travail
    from subventions.selectors import RENDU

    attendent = Travail.objects.filter(tache=RENDU, etat=EtatTravail.ATTENTE).order_by("pk")
    cles = list(attendent.values_list("pk", flat=True)[: 2 * nombre])
    attendent.exclude(pk__in=cles).delete()
    un, deux = (render(cles[rang * nombre :][:nombre], rang + 1) for rang in range(2))
    return {"rendus": float(nombre), "un_s": un, "deux_s": deux, "rapport_travailleurs": un / deux}


def render(travaux: list[int], processus: int) -> float:
    """Wall seconds of each job from the end of the first one to that of the last; the start of workers is left out."""
    from django.conf import settings
    from django.utils import timezone

    from conseiller.travaux.models import EtatTravail, Travail
    from deploy.processes import start
    from deploy.supervisor import read_procfile
    from tests.plateau import Plateau, wait_for

    # Kept for the other round.
    autres = Travail.objects.filter(etat=EtatTravail.ATTENTE).exclude(pk__in=travaux)
    autres.update(bail=timezone.now() + timedelta(days=1))
    faits = Travail.objects.filter(pk__in=travaux, etat=EtatTravail.FINI)
    with tempfile.TemporaryDirectory() as dossier:
        plateau = Plateau(Path(dossier), settings.DONNEES_DIR)
        try:
            plateau.start("redis")
            commande = ["sh", "-c", f"exec {read_procfile()['worker']} --concurrency {processus}"]
            journal = Path(dossier) / "worker.log"
            plateau.processus["worker"] = start(commande, environment=plateau.environment, log=journal)
            assert wait_for(lambda: faits.count() == len(travaux), PATIENCE_SECONDES), journal.read_text()
        finally:
            for nom in list(plateau.processus):
                plateau.stop(nom)
    Travail.objects.filter(etat=EtatTravail.ATTENTE).update(bail=None)
    instants = sorted(instant for instant in faits.values_list("fini_le", flat=True) if instant)
    return (instants[-1] - instants[0]).total_seconds() / (len(instants) - 1)
