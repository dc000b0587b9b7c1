"""Closing a statement, and what is kept of it."""

from __future__ import annotations

from typing import Any

from subventions.models import Decompte


def describe_cloture(decompte: Decompte, agent: Any) -> dict[str, Any]:
    """What the page says of the closing, and what the agent may do of it."""
    return {}
