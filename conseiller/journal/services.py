"""Leave a line in the journal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Model

from .models import Ligne


def record(
    action: str, objet: Model, *, agent: Any, now: datetime, convention: int | None = None, **details: Any
) -> None:
    """Write who (`agent`, None for the system) did `action` on `objet`; call it inside the transaction of the write."""
    Ligne.objects.create(
        date=now,
        agent=agent,
        action=action,
        objet=f"{objet._meta.label_lower}:{objet.pk}",
        convention=convention,
        details=details,
    )
