"""Put a dossier into the database."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from conseiller.commandes import Commande
from subventions.calculs.lecture import parse_dossier
from subventions.calculs.ligne_de_commande import read_fichier
from subventions.services.dossiers import import_dossier


class Command(Commande):
    """Print the id of the agreement made from the file."""

    help = "Crée une convention à partir d’un dossier JSON et écrit son numéro."

    def add_arguments(self, parser: Any) -> None:
        """A file, and the permission to replace."""
        parser.add_argument("fichier", help="le dossier, au format dossier-conseiller")
        parser.add_argument("--remplacer", action="store_true", help="remplace la convention si rien n’y est arrêté")

    def handle(self, *, fichier: str, remplacer: bool, **options: Any) -> None:
        """Read, check, write."""
        dossier = parse_dossier(read_fichier(fichier))
        convention = import_dossier(dossier, agent=None, now=timezone.now(), remplacer=remplacer)
        self.stdout.write(str(convention.pk))
