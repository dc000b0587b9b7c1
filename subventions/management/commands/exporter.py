"""Take an agreement out of the database."""

from __future__ import annotations

import json
from typing import Any

from communes.models import Convention
from conseiller.commandes import Commande
from subventions.calculs.ecriture import dump_dossier
from subventions.selectors import find_convention, read_convention_arretee


class Command(Commande):
    """Print the dossier of an agreement, closed statements included: computed again, it gives the same figures."""

    help = "Écrit le dossier JSON d’une convention sur la sortie standard."

    def add_arguments(self, parser: Any) -> None:
        """The agreement's id."""
        parser.add_argument("id", type=int, help="le numéro de la convention")

    def handle(self, *, id: int, **options: Any) -> None:
        """Read and print."""
        convention: Convention = find_convention(id)
        self.stdout.write(json.dumps(dump_dossier(read_convention_arretee(convention)), ensure_ascii=False, indent=1))
