"""The life of a statement before it is closed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from subventions.models import Decompte


def describe_vie(decompte: Decompte, agent: Any, *, now: datetime) -> dict[str, Any]:
    """What the page says of the answers, and what the agent may do now."""
    return {}
