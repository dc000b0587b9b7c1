"""Keep the places where the adviser receives people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max

from ateliers.models import Lieu
from communes.models import Convention
from conseiller.journal.services import record


def add_lieu(lieu: Lieu, convention: Convention, *, agent: Any, now: datetime) -> Lieu:
    """Add a place after those of its group; the first one holds the desk."""
    dernier = Lieu.objects.filter(groupe=lieu.groupe).aggregate(ordre=Max("ordre"))["ordre"] or 0
    lieu.ordre = dernier + 1
    lieu.save()
    record("ajouter le lieu", lieu, agent=agent, now=now, convention=convention.pk)
    return lieu


def save_lieu(lieu: Lieu, convention: Convention, *, agent: Any, now: datetime) -> Lieu:
    """Save what people read of a place."""
    lieu.save()
    record("modifier le lieu", lieu, agent=agent, now=now, convention=convention.pk)
    return lieu
