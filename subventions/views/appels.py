"""Part payments, agreed adjustments, exit balances, end of the year."""

from __future__ import annotations

from typing import Any

from subventions.models import Decompte


def describe_compte(decompte: Decompte) -> dict[str, Any]:
    """What each party is called for beside its share."""
    return {}
