"""Forecasts in the tests: the example, a draft amendment, what a worker would do."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial

from communes.models import Allocation, Avenant, Convention, Tranche
from conseiller.travaux.models import Travail
from conseiller.travaux.services import run_travail
from subventions.documents.prevision import render_prevision
from subventions.selectors.previsions import RENDU_PREVISION
from subventions.services import previsions

NOVEMBRE = datetime(2022, 11, 24, 9, 0, tzinfo=UTC)


def draft_avenant(convention: Convention, debut: date, heures: tuple[int, ...], numero: int = 2) -> Avenant:
    """A draft amendment that gives each party these hours per year from `debut`."""
    avenant = Avenant.objects.create(convention=convention, numero=numero, effet_le=debut, brouillon=True)
    tranche = Tranche.objects.create(convention=convention, avenant=avenant, debut=debut)
    for partie, nombre in zip(convention.parties.all(), heures, strict=True):
        Allocation.objects.create(tranche=tranche, partie=partie, quarts=nombre * 4)
    return avenant


def work() -> None:
    """Make the documents that wait, as a worker does."""
    for travail in Travail.objects.filter(tache=RENDU_PREVISION, etat="attente"):
        run_travail(travail.pk, partial(previsions.render_prevision, render=render_prevision))
