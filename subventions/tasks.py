"""What Celery rings: claim, call one service, record how it ended."""

from functools import partial

from celery import shared_task
from django.utils import timezone

from conseiller.travaux.services import run_travail
from subventions.documents import render_document
from subventions.documents.acompte import render_acompte
from subventions.documents.facture import render_facture
from subventions.documents.prevision import render_prevision as render_pdf_prevision
from subventions.services import (
    acomptes,
    calcul_campagne,
    decomptes,
    documents,
    factures,
    previsions,
    rappels,
    relances,
)


@shared_task
def compute_decompte(travail_id: int) -> None:
    """Compute the shares of a statement."""
    run_travail(travail_id, decomptes.compute_decompte)


@shared_task
def compute_campagne(travail_id: int) -> None:
    """Compute the statements of a campaign, all at once."""
    run_travail(travail_id, calcul_campagne.compute_campagne)


@shared_task
def render_decompte(travail_id: int) -> None:
    """Render one PDF per party and the summary."""
    run_travail(travail_id, partial(documents.render_documents, render=render_document))


@shared_task
def render_arrete(travail_id: int) -> None:
    """Render the documents of a closed statement."""
    run_travail(travail_id, partial(factures.render_papiers, etat=render_document, facture=render_facture))


@shared_task
def render_prevision(travail_id: int) -> None:
    """Render the document of a forecast."""
    run_travail(travail_id, partial(previsions.render_prevision, render=render_pdf_prevision))


@shared_task
def render_acomptes(travail_id: int) -> None:
    """Render what each party receives of a call of part payments."""
    run_travail(travail_id, partial(acomptes.render_acomptes, render=render_acompte))


@shared_task
def send_rappels() -> None:
    """Remind of the instalments that are due, and of the answers that are awaited, rung by beat."""
    rappels.send_rappels(now=timezone.now())
    relances.send_relances(now=timezone.now())
