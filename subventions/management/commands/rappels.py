"""Write the reminders of an instant."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.utils import timezone

from ateliers.services import appels, attente, rappels
from conseiller.commandes import Commande, read_instant
from subventions.services.rappels import send_rappels
from subventions.services.relances import send_relances


class Command(Commande):
    """Do what beat does, now or at a given instant; print how many of each as JSON.

    {versements, decomptes, seances, journees, offres_passees, appels}: reminders of instalments, of answers to
    statements, of sessions, summaries to the advisers, offers passed on, calls left for want of an e-mail that arrives.
    """

    help = "Écrit les rappels qui sont dus\u202f; les travailleurs les envoient."

    def add_arguments(self, parser: Any) -> None:
        """The instant, now if none is given."""
        parser.add_argument("--maintenant", type=read_instant, help="un instant ISO 8601, 2026-03-03T09:00 (de Paris)")

    def handle(self, *, maintenant: datetime | None, **options: Any) -> None:
        """Write, then say how many."""
        now = maintenant or timezone.now()
        comptes = {
            "versements": send_rappels(now=now),
            "decomptes": send_relances(now=now),
            "seances": rappels.send_rappels(now=now),
            "journees": rappels.send_journees(now=now),
            "offres_passees": attente.expire_offres(now=now),
            "appels": appels.call_failed(now=now),
        }
        self.stdout.write(json.dumps(comptes))
