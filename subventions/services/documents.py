"""Render the documents of a statement, one by one, so that an interruption loses one page at most."""

from __future__ import annotations

from typing import Protocol

from django.db import transaction
from django.utils import timezone

from conseiller.pieces.services import store_piece
from conseiller.refus import Refus
from conseiller.travaux.models import Travail
from conseiller.travaux.services import finish_travail, keep_travail
from subventions.calculs.communicable import Arret
from subventions.calculs.instantane import Instantane, load_instantane
from subventions.calculs.resultat import Resultat
from subventions.enums import NatureDocument
from subventions.models import Cloture, Decompte, Document, DocumentArrete
from subventions.selectors import SYNTHESE
from subventions.selectors.cloture import read_arret
from subventions.selectors.fidelite import read_frozen


class Renderer(Protocol):
    """Makes one PDF: the *état liquidatif* of the party `code`, or the summary."""

    def __call__(
        self,
        instantane: Instantane,
        resultat: Resultat,
        code: str,
        *,
        version: int,
        empreinte: str,
        arret: Arret | None = None,
    ) -> bytes: ...


def render_documents(travail: Travail, *, render: Renderer) -> None:
    """Render what the current version lacks and store it; starts over when the figures change meanwhile.

    Raises BailPerdu when the job went to another worker: its documents are the ones that count.
    """
    while True:
        decompte = Decompte.objects.select_related("convention").get(pk=travail.objet)
        _render_version(travail, decompte, render)
        with transaction.atomic():
            if _hold_version(decompte):
                finish_travail(travail)
                return


def _render_version(travail: Travail, decompte: Decompte, render: Renderer) -> None:
    if decompte.instantane is None:
        raise Refus("Ce décompte n’est pas encore calculé\u00a0: relancez-le.")
    instantane = load_instantane(decompte.instantane)
    resultat = instantane.compute()
    parties = {partie.organisme.code: partie for partie in decompte.convention.parties.select_related("organisme")}
    attendus = [*(part.insee for part in resultat.parts), SYNTHESE]
    prets = set(decompte.documents.filter(version=decompte.version).values_list("partie_id", flat=True))
    for rang, code in enumerate(attendus, start=1):
        partie = parties.get(code)
        if (partie.pk if partie else None) in prets:
            continue
        contenu = render(instantane, resultat, code, version=decompte.version, empreinte=decompte.empreinte)
        piece = store_piece(contenu, "application/pdf")
        with transaction.atomic():
            if not _hold_version(decompte):
                return
            keep_travail(travail, fait=rang, total=len(attendus))
            Document.objects.create(decompte=decompte, version=decompte.version, partie=partie, piece=piece)


def _hold_version(decompte: Decompte) -> bool:
    """Lock the statement for the transaction; tell whether its version is still the one that was read.

    The calculation locks the same row before it asks for documents: either it sees this job as active and we see its
    version, or it finds no active job and asks for a new one. The statement always comes before its jobs: no deadlock.
    """
    return Decompte.objects.select_for_update().get(pk=decompte.pk).version == decompte.version


def render_arrete(travail: Travail, *, render: Renderer) -> None:
    """Render what a closed statement lacks, from its frozen snapshot alone; what is stored is never rendered again.

    Raises Refus when the snapshot no longer gives what it holds, BailPerdu when the job went to another worker.
    """
    cloture = Cloture.objects.select_related("decompte", "remplace").get(decompte=travail.objet)
    instantane, resultat = read_frozen(cloture)
    arret = read_arret(cloture)
    parties: list[tuple[str, int | None]] = [*cloture.parts.values_list("code", "partie_id"), (SYNTHESE, None)]
    prets = set(cloture.documents.values_list("nature", "partie_id"))
    for rang, (code, partie) in enumerate(parties, start=1):
        nature = NatureDocument.SYNTHESE if partie is None else NatureDocument.ETAT
        if (nature.value, partie) in prets:
            continue
        contenu = render(
            instantane,
            resultat,
            code,
            version=cloture.decompte.version,
            empreinte=cloture.empreinte,
            arret=arret,
        )
        piece = store_piece(contenu, "application/pdf")
        with transaction.atomic():
            keep_travail(travail, fait=rang, total=len(parties))
            DocumentArrete.objects.create(
                cloture=cloture, nature=nature.value, partie_id=partie, piece=piece, rendu_le=timezone.now()
            )
    finish_travail(travail)
