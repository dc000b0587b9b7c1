"""Load the example agreement, its agents and their password."""

from __future__ import annotations

import json
import os
import secrets
from typing import Any

from django.conf import settings
from django.utils import timezone

from communes.enums import Fonction
from communes.models import Convention
from conseiller.commandes import Commande
from subventions.services.exemple import has_passwords, load_exemple, read_entourage, set_passwords


class Command(Commande):
    """Print {convention, comptes, decomptes} as JSON; a second call prints the same and changes nothing.

    The password is drawn at random and kept in a file that only the owner reads: no account opens with a known word.
    """

    help = "Charge la convention d’exemple (fictive) et ses comptes\u202f; écrit leurs mots de passe sur la sortie."

    def handle(self, **options: Any) -> None:
        """Load, and make up a password when none is kept."""
        convention = load_exemple(now=timezone.now())
        fichier = settings.DONNEES_DIR / "exemple.json"
        if not fichier.exists() or not has_passwords():
            mot_de_passe = "-".join(secrets.token_hex(2) for _ in range(4))
            set_passwords(mot_de_passe)
            descripteur = os.open(fichier, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descripteur, "w", encoding="utf-8") as ouvert:
                json.dump(describe_exemple(convention, mot_de_passe), ouvert, ensure_ascii=False, indent=1)
        self.stdout.write(fichier.read_text(encoding="utf-8"))


def describe_exemple(convention: Convention, mot_de_passe: str) -> dict[str, Any]:
    """The example as `make run` announces it."""
    entourage = read_entourage()
    noms = {organisme.code: organisme.nom for organisme in convention.organismes.all()}
    return {
        "convention": convention.pk,
        "comptes": [
            {
                "role": Fonction(agent["fonction"]).libelle,
                "organisme": noms[agent["organisme"]],
                "courriel": agent["courriel"],
                "mot_de_passe": mot_de_passe,
            }
            for agent in entourage["agents"]
        ],
        "decomptes": entourage["decomptes"],
    }
