"""Keep what residents know of the communes together."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from communes.models import Convention, Groupe
from conseiller.journal.services import record


def save_groupe(groupe: Groupe, convention: Convention, *, agent: Any, now: datetime) -> Groupe:
    """Save the group of an agreement."""
    groupe.lieu = groupe.lieu.strip()
    groupe.save()
    record("modifier le groupe", groupe, agent=agent, now=now, convention=convention.pk)
    return groupe
