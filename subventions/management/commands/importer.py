"""Put a dossier into the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils import timezone

from conseiller.commandes import Commande
from conseiller.refus import Refus
from subventions.calculs.lecture import parse_dossier
from subventions.services.dossiers import import_dossier


class Command(Commande):
    """Print the id of the agreement made from the file."""

    help = "Crée une convention à partir d’un dossier JSON et écrit son numéro."

    def add_arguments(self, parser: Any) -> None:
        """A file, and the permission to replace."""
        parser.add_argument("fichier", type=Path, help="le dossier, au format dossier-conseiller")
        parser.add_argument("--remplacer", action="store_true", help="remplace la convention si rien n’y est arrêté")

    def handle(self, *, fichier: Path, remplacer: bool, **options: Any) -> None:
        """Read, check, write."""
        try:
            contenu = fichier.read_bytes()
        except OSError as erreur:
            raise Refus(
                f"Le fichier {fichier} ne se lit pas\u00a0: {erreur.strerror}. Vérifiez son chemin."
            ) from erreur
        convention = import_dossier(parse_dossier(contenu), agent=None, now=timezone.now(), remplacer=remplacer)
        self.stdout.write(str(convention.pk))
