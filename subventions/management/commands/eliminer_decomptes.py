"""Delete closed statements that are past their term, once the archives agree."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from conseiller.commandes import Commande
from subventions.services.elimination import eliminate_decomptes


class Command(Commande):
    """Print what went and what stays, as JSON; refused when nothing may go."""

    help = "Élimine les décomptes arrêtés d’un exercice dont le délai de conservation est passé."

    def add_arguments(self, parser: Any) -> None:
        """The year, and the archives' consent."""
        parser.add_argument("--exercice", type=int, required=True, help="l’année des décomptes, AAAA")
        parser.add_argument("--visa", required=True, help="la référence du visa d’élimination du service des archives")

    def handle(self, *, exercice: int, visa: str, **options: Any) -> None:
        """Delete, then tell."""
        elimination = eliminate_decomptes(exercice, visa=visa, now=timezone.now())
        self.stdout.write(json.dumps(asdict(elimination), ensure_ascii=False, indent=1))
