"""Leave a line in the journal, and forget the oldest."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Model

from conseiller.conservation import JOURNAL

from .models import Ligne


def record(
    action: str, objet: Model, *, agent: Any, now: datetime, convention: int | None = None, **details: Any
) -> None:
    """Write who (`agent`, None for the system) did `action` on `objet`; call it inside the transaction of the write."""
    record_all(action, [(objet, convention)], agent=agent, now=now, **details)


def record_all(
    action: str, objets: Iterable[tuple[Model, int | None]], *, agent: Any, now: datetime, **details: Any
) -> None:
    """The same for several objects, each with its agreement, in one query."""
    Ligne.objects.bulk_create(
        Ligne(
            date=now,
            agent=agent,
            action=action,
            objet=f"{objet._meta.label_lower}:{objet.pk}",
            convention=convention,
            details=details,
        )
        for objet, convention in objets
    )


def purge_journal(*, now: datetime) -> int:
    """Delete the lines past their term; returns how many."""
    return Ligne.objects.filter(date__lt=JOURNAL.compute_limite(now)).delete()[0]
