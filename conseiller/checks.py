"""System checks: a door left without a sign, or a closed statement that could be altered, stops the start."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.urls import URLPattern, URLResolver, get_resolver

from subventions.models import gel


def iter_patterns(resolver: URLResolver | None = None, prefixe: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the site with its pattern, includes unfolded."""
    for element in (resolver or get_resolver()).url_patterns:
        chemin = prefixe + str(element.pattern)
        if isinstance(element, URLResolver):
            yield from iter_patterns(element, chemin)
        else:
            yield chemin, element


@register(Tags.security)
def check_every_view_declares_access(**_: Any) -> list[CheckMessage]:
    """Our views carry `@public` or `@agents`; allauth's carry their own rule."""
    return [
        Error(
            f"La vue de l’adresse «\u00a0{chemin}\u00a0» ne dit pas qui peut entrer.",
            hint="Décorez-la avec @public ou @agents (conseiller.acces).",
            id="conseiller.E001",
        )
        for chemin, element in iter_patterns()
        if not hasattr(element.callback, "acces") and not element.callback.__module__.startswith("allauth.")
    ]


@register(Tags.database)
def check_closed_statements_are_frozen(databases: Any = None, **_: Any) -> list[CheckMessage]:
    """Every trigger is in the database, but while migrations are waiting: they end by writing them."""
    messages: list[CheckMessage] = []
    for alias in databases or ():
        manquantes = gel.find_manquantes(alias)
        executeur = MigrationExecutor(connections[alias])
        if manquantes and not executeur.migration_plan(executeur.loader.graph.leaf_nodes()):
            messages.append(
                Error(
                    f"Les décomptes arrêtés pourraient être modifiés\u00a0: il manque {', '.join(manquantes)}.",
                    hint="Lancez «\u00a0manage.py migrate --skip-checks\u00a0», qui remet les déclencheurs.",
                    id="conseiller.E002",
                )
            )
    return messages
