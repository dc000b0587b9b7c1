"""Ask for the document of a forecast, make it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone

from communes.models import Convention
from conseiller.journal.services import record
from conseiller.pieces.services import store_piece
from conseiller.refus import Refus
from conseiller.travaux.models import Travail
from conseiller.travaux.services import finish_travail, request_travail
from subventions.calculs.previsionnel import Previsionnel, load_previsionnel
from subventions.models import Prevision
from subventions.selectors.previsions import RENDU_PREVISION, EtatPdf, find_pdf, list_projets, read_prevision


class PrevisionRefusee(Refus):
    """A forecast whose document cannot be made."""


class Renderer(Protocol):
    """Makes the PDF of a forecast; `empreinte` and `etablie_le` are printed on it."""

    def __call__(self, previsionnel: Previsionnel, *, empreinte: str, etablie_le: datetime) -> bytes: ...


def request_prevision(convention: Convention, annee: int, *, projets: bool, agent: Any, now: datetime) -> Prevision:
    """Keep the figures of the year and ask for their document; the same figures keep their row and their file.

    Whoever may read a forecast may ask. Raises PrevisionRefusee when the year cannot be foreseen.
    """
    with transaction.atomic():
        convention = Convention.objects.select_for_update().get(pk=convention.pk)
        numeros = list_projets(convention) if projets else ()
        lecture = read_prevision(convention, annee, jour=timezone.localdate(now), projets=numeros)
        if lecture.prevision is None or annee not in lecture.exercices:
            raise PrevisionRefusee(lecture.refus or f"Rien n’est à prévoir pour {annee}. Choisissez une autre année.")
        pdf = find_pdf(convention, lecture)
        if pdf.gardee is not None and pdf.etat is not EtatPdf.ECHEC:
            return pdf.gardee
        prevision = pdf.gardee or Prevision.objects.create(
            convention=convention,
            annee=annee,
            projets=bool(numeros),
            instantane=lecture.donnees,
            empreinte=lecture.empreinte,
            demandee_le=now,
        )
        request_travail(RENDU_PREVISION, prevision.pk, agent=agent, now=now, total=1)
        record("demander le PDF de la prévision", prevision, agent=agent, now=now, convention=convention.pk)
    return prevision


def render_prevision(travail: Travail, *, render: Renderer) -> None:
    """Render the document of a job and store it. Raises BailPerdu, and keeps nothing, when another worker has it."""
    prevision = Prevision.objects.filter(pk=travail.objet).first()
    if prevision is None:
        raise PrevisionRefusee("Cette prévision a été retirée avec sa convention.")
    etablie_le = timezone.localtime(prevision.demandee_le)
    previsionnel = load_previsionnel(prevision.instantane)
    contenu = render(previsionnel, empreinte=prevision.empreinte, etablie_le=etablie_le)
    piece = store_piece(contenu, "application/pdf")
    with transaction.atomic():
        Prevision.objects.filter(pk=prevision.pk).update(piece=piece)
        finish_travail(travail)
