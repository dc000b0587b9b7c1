"""The agreed adjustments of an agreement."""

from __future__ import annotations

from django.db.models import Prefetch

from communes.models import Convention
from subventions.models import Ajustement, LigneAjustement


def list_ajustements(convention: Convention) -> list[Ajustement]:
    """The adjustments by date, with their act, the statement that took them and their amounts; 2 queries."""
    lignes = LigneAjustement.objects.select_related("partie__organisme").order_by("partie__ordre")
    return list(
        convention.ajustements.select_related("acte", "cloture__decompte")
        .defer("cloture__instantane", "cloture__decompte__instantane")
        .prefetch_related(Prefetch("lignes", lignes))
    )
