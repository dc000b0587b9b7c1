"""Read the journal."""

from __future__ import annotations

from django.db.models import QuerySet

from .models import Ligne

PAGE = 50
# What SQLite and PostgreSQL hold in a key: a longer number in an address names nothing.
CLE_MAX = 2**63 - 1


def read_journal(convention: int) -> QuerySet[Ligne]:
    """Every line of the agreement, newest first."""
    return Ligne.objects.filter(convention=convention).select_related("agent").order_by("-pk")


def list_lignes(convention: int, *, avant: int | None = None) -> tuple[list[Ligne], int | None]:
    """`PAGE` lines of the agreement, newest first, from before the key `avant`; and where the next page starts."""
    lignes = read_journal(convention)
    if avant is not None:
        lignes = lignes.filter(pk__lt=min(avant, CLE_MAX))
    page = list(lignes[: PAGE + 1])
    return page[:PAGE], page[PAGE - 1].pk if len(page) > PAGE else None
