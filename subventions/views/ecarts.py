"""Why this amount."""

from __future__ import annotations

from typing import Any

from subventions.models import Decompte


def describe_ecarts(decompte: Decompte, agent: Any) -> dict[str, Any]:
    """What each share differs by, from the forecast and from the statement before."""
    return {}
