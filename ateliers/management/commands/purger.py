"""Forget what is past its term at an instant."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from ateliers.services.purge import purge
from conseiller.commandes import Commande, read_instant


class Command(Commande):
    """Print how many of each were erased: what beat does every night, now or at a given instant."""

    help = "Efface ce qui a fait son temps, après avoir compté qui est venu."

    def add_arguments(self, parser: Any) -> None:
        """The instant, now if none is given."""
        parser.add_argument("--maintenant", type=read_instant, help="un instant ISO 8601, 2027-12-16T03:00 (de Paris)")

    def handle(self, *, maintenant: datetime | None, **options: Any) -> None:
        """Erase, then say how many."""
        for quoi, nombre in purge(now=maintenant or timezone.now()):
            self.stdout.write(f"{quoi}\u00a0: {nombre}")
