"""Forget the words of e-mails: their row stays, so that the same message is never written twice."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from conseiller.conservation import COURRIEL
from conseiller.courriels.models import Courriel, EtatCourriel


def empty_courriels(courriels: QuerySet[Courriel]) -> int:
    """Forget address and words; what has not left never will. Returns how many had some."""
    return courriels.exclude(corps="").update(destinataire="", sujet="", corps="", calendrier="", erreur="")


def purge_courriels(*, now: datetime, sauf: str) -> int:
    """Forget the words of those that are past their term; keys that start with `sauf` go with what they are about."""
    anciens = Courriel.objects.filter(cree_le__lt=COURRIEL.compute_limite(now)).exclude(cle__startswith=sauf)
    return empty_courriels(anciens.exclude(etat=EtatCourriel.EN_COURS))
