"""Keep the places where the adviser receives people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ateliers.models import Lieu
from ateliers.selectors.lieux import find_ordre_libre
from communes.models import Convention
from conseiller.journal.services import record


def add_lieu(lieu: Lieu, convention: Convention, *, agent: Any, now: datetime) -> Lieu:
    """Add a place after those of its group; the first one holds the desk."""
    # Somebody may have added one since the form was checked.
    lieu.ordre = find_ordre_libre(lieu.groupe)
    lieu.save()
    record("ajouter le lieu", lieu, agent=agent, now=now, convention=convention.pk)
    return lieu


def save_lieu(lieu: Lieu, convention: Convention, *, agent: Any, now: datetime) -> Lieu:
    """Save what people read of a place."""
    lieu.save()
    record("modifier le lieu", lieu, agent=agent, now=now, convention=convention.pk)
    return lieu
