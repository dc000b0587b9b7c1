"""When an adviser is not there; the reason is never asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from ateliers.models import Absence
from conseiller.journal.services import record


@transaction.atomic
def add_absence(absence: Absence, *, agent: Any, now: datetime) -> Absence:
    """Note an absence; the sessions that it covers stay until somebody moves or cancels them."""
    absence.save()
    record("noter une absence", absence, agent=agent, now=now)
    return absence


@transaction.atomic
def delete_absence(absence: Absence, *, agent: Any, now: datetime) -> None:
    """Forget an absence."""
    record("supprimer une absence", absence, agent=agent, now=now)
    absence.delete()
