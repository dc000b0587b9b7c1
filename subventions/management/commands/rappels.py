"""Write the reminders of an instant."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.utils import timezone

from conseiller.commandes import Commande, read_instant
from subventions.services.rappels import send_rappels


class Command(Commande):
    """Print {ecrits} as JSON: what beat does every quarter of an hour, now or at a given instant."""

    help = "Écrit les rappels qui sont dus\u202f; les travailleurs les envoient."

    def add_arguments(self, parser: Any) -> None:
        """The instant, now if none is given."""
        parser.add_argument("--maintenant", type=read_instant, help="un instant ISO 8601, 2026-03-03T09:00 (de Paris)")

    def handle(self, *, maintenant: datetime | None, **options: Any) -> None:
        """Write, then say how many."""
        self.stdout.write(json.dumps({"ecrits": send_rappels(now=maintenant or timezone.now())}))
