"""Titres, payments and the sheets handed to the treasury."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from subventions.models import Decompte


def describe_recouvrement(decompte: Decompte, agent: Any, *, now: datetime) -> dict[str, Any]:
    """Where each called sum stands."""
    return {}
