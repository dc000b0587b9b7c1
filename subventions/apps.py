from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class SubventionsConfig(AppConfig):
    """Money: grants and instalments, expenses, statements."""

    name = "subventions"

    def ready(self) -> None:
        """Migrations run without the triggers that freeze closed statements, and leave them in place."""
        pre_migrate.connect(_thaw, sender=self)
        post_migrate.connect(_freeze, sender=self)


def _thaw(*, using: str, plan: Any = (), **_: Any) -> None:
    from subventions.models import gel

    if plan:
        gel.thaw(using)


def _freeze(*, using: str, **_: Any) -> None:
    from subventions.models import gel

    gel.freeze(using)
