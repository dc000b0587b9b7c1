"""What pages and services read about places; nothing here writes."""

from __future__ import annotations

from django.db.models import Max

from ateliers.models import Lieu
from communes.models import Groupe


def find_ordre_libre(groupe: Groupe) -> int:
    """Rank of the next place of a group; the first one, 1, holds the desk."""
    return (Lieu.objects.filter(groupe=groupe).aggregate(ordre=Max("ordre"))["ordre"] or 0) + 1
