"""Load the official list of communes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.utils import timezone

from communes.services.communes import load_communes
from conseiller.commandes import Commande
from conseiller.refus import Refus


class Command(Commande):
    """Print how many communes the file holds; loading it again changes nothing."""

    help = "Charge la liste officielle des communes\u00a0: CSV de l’INSEE ou JSON du découpage administratif."

    def add_arguments(self, parser: Any) -> None:
        """A file, and its year when the name does not tell."""
        parser.add_argument("fichier", type=Path, help="le fichier publié")
        parser.add_argument("--millesime", help="l’année de la liste\u202f; par défaut celle du nom du fichier")

    def handle(self, *, fichier: Path, millesime: str | None, **options: Any) -> None:
        """Read, check, write."""
        try:
            contenu = fichier.read_bytes()
        except (OSError, ValueError):
            raise Refus(f"Le fichier {fichier} ne se lit pas. Vérifiez son chemin et ses droits.") from None
        annee = re.search(r"(19|20)[0-9]{2}", fichier.stem)
        millesime = millesime or (annee.group() if annee else "")
        nombre = load_communes(contenu, millesime=millesime[:10], now=timezone.now())
        self.stdout.write(f"{nombre} communes chargées{f', millésime {millesime}' if millesime else ''}.")
