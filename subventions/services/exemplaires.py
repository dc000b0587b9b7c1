"""Keep the scan of a signed copy beside the frozen PDF."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from conseiller.journal.services import record
from conseiller.pieces.models import Piece
from conseiller.refus import Refus
from subventions.models import ExemplaireSigne, PartArretee

AVANT = "Un exemplaire se signe le jour où le décompte est arrêté, ou après\u00a0: corrigez la date."
APRES = "Ce jour n’est pas encore venu\u00a0: corrigez la date."
DEJA = "Ce fichier est déjà gardé pour cette commune."


class ExemplaireRefuse(Refus):
    """A signed copy that cannot be kept."""


def add_exemplaire(
    part: PartArretee, *, piece: Piece, signe_le: date | None, agent: Any, now: datetime
) -> ExemplaireSigne:
    """Add a scan; it is never taken back, a better one is added after it. Raises ExemplaireRefuse."""
    if signe_le is not None and signe_le < timezone.localdate(part.cloture.arrete_le):
        raise ExemplaireRefuse(AVANT, champ="signe_le")
    if signe_le is not None and signe_le > timezone.localdate(now):
        raise ExemplaireRefuse(APRES, champ="signe_le")
    if part.exemplaires.filter(piece=piece).exists():
        raise ExemplaireRefuse(DEJA, champ="piece")
    exemplaire = ExemplaireSigne.objects.create(
        part=part, piece=piece, signe_le=signe_le, ajoute_le=now, ajoute_par=str(agent or "")[:201]
    )
    decompte = part.cloture.decompte
    record("garder l’exemplaire signé", decompte, agent=agent, now=now, convention=decompte.convention_id, nom=part.nom)
    return exemplaire
