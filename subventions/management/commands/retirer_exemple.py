"""Take the example agreement away."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone

from conseiller.commandes import Commande
from subventions.presentation.mots import count_mots
from subventions.services.retrait_exemple import remove_exemple


class Command(Commande):
    """Print what was removed and what stays; a second call finds nothing to remove."""

    help = "Retire la convention d’exemple, ses décomptes et ses comptes\u202f; garde ce qui sert ailleurs."

    def handle(self, **options: Any) -> None:
        """Remove, then forget the passwords of the accounts that went."""
        retrait = remove_exemple(now=timezone.now())
        (settings.DONNEES_DIR / "exemple.json").unlink(missing_ok=True)
        if not retrait.conventions:
            self.stdout.write("Il n’y a pas d’exemple à retirer.")
            return
        nombres = [
            count_mots(nombre, *mots)
            for nombre, *mots in (
                (retrait.conventions, "convention"),
                (retrait.decomptes, "décompte"),
                (retrait.agents, "compte"),
                (retrait.organismes, "organisme"),
                (retrait.lieux, "lieu", "lieux"),
                (retrait.groupes, "groupe"),
            )
            if nombre
        ]
        self.stdout.write(f"Retiré\u00a0: {', '.join(nombres)}.")
        if retrait.gardes:
            self.stdout.write(f"Gardé, car utilisé ailleurs\u00a0: {', '.join(retrait.gardes)}.")
