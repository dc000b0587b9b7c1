"""Tell where a session stands, counted from its rows."""

from __future__ import annotations

import json
from typing import Any

from ateliers.models import Seance
from ateliers.selectors.seances import compute_etat
from conseiller.commandes import Commande
from conseiller.refus import Refus

# Above it no row can have that number.
NUMERO_MAX = 2**63 - 1


class Command(Commande):
    """Print {places, prises, confirmees, attente} as JSON."""

    help = "Donne l’état d’une séance, compté sur les inscriptions."

    def add_arguments(self, parser: Any) -> None:
        """The session."""
        parser.add_argument("id", type=int, help="le numéro de la séance")

    def handle(self, *, id: int, **options: Any) -> None:
        """Count, print."""
        seance = Seance.objects.filter(pk=id).first() if 0 < id <= NUMERO_MAX else None
        if seance is None:
            raise Refus(f"Aucune séance ne porte le numéro {id}.")
        self.stdout.write(json.dumps(compute_etat(seance)))
