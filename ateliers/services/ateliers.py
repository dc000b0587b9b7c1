"""Publish a workshop and its dates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from ateliers.models import Atelier, Seance
from ateliers.selectors.ateliers import has_inscriptions
from conseiller.journal.services import record
from conseiller.refus import Refus

from .occupation import occupy


class AtelierInscrit(Refus):
    """People have registered: the workshop is part of what happened."""


@transaction.atomic
def create_atelier(atelier: Atelier, seances: Iterable[Seance], *, agent: Any, now: datetime) -> Atelier:
    """Publish a workshop with its first dates. Raises DejaPris, and writes nothing, when one of them is taken."""
    atelier.save()
    record("publier un atelier", atelier, agent=agent, now=now, convention=atelier.convention_id)
    add_seances(atelier, seances, agent=agent, now=now)
    return atelier


@transaction.atomic
def add_seances(atelier: Atelier, seances: Iterable[Seance], *, agent: Any, now: datetime) -> None:
    """Add dates, all of them or none; the place's body is the one whose hours they use until somebody says otherwise.

    Raises DejaPris.
    """
    for seance in seances:
        seance.convention_id, seance.atelier = atelier.convention_id, atelier
        seance.commune_chargee, seance.modifiee_le = seance.lieu.organisme, now
        seance.save()
        occupy(seance)
        record("ajouter une séance", seance, agent=agent, now=now, convention=seance.convention_id)


@transaction.atomic
def save_atelier(atelier: Atelier, *, agent: Any, now: datetime) -> Atelier:
    """Save the words of a workshop; calendars read them again."""
    atelier.save()
    atelier.seances.filter(fin__gt=now).update(modifiee_le=now)
    record("modifier un atelier", atelier, agent=agent, now=now, convention=atelier.convention_id)
    return atelier


@transaction.atomic
def delete_atelier(atelier: Atelier, *, agent: Any, now: datetime) -> None:
    """Delete a workshop that nobody ever registered for. Raises AtelierInscrit."""
    # A booking under way holds a row of its session until it commits.
    list(atelier.seances.select_for_update().order_by("pk"))
    if has_inscriptions(atelier):
        raise AtelierInscrit(
            "Des personnes se sont inscrites à cet atelier\u00a0: il ne se supprime plus. Annulez ses dates à venir, et"
            " elles seront prévenues."
        )
    record("supprimer un atelier", atelier, agent=agent, now=now, convention=atelier.convention_id)
    atelier.delete()
