"""Check that nothing has altered what is closed."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from conseiller.commandes import Commande
from subventions.models import Cloture
from subventions.models.gel import find_manquantes
from subventions.selectors.fidelite import find_gaps, verify_clotures


class Command(Commande):
    """Print a JSON report; 0 when every closed statement is what it was, 1 when one is not."""

    help = "Recalcule chaque décompte arrêté depuis ses données figées, et vérifie montants, numéros et fichiers."

    def handle(self, **options: Any) -> None:
        """Check all, print all."""
        constats = list(verify_clotures(Cloture.objects.all()))
        fautes = find_gaps(timezone.localdate())
        fautes += [f"Le déclencheur {nom} manque dans la base." for nom in find_manquantes()]
        infideles = [asdict(constat) for constat in constats if constat.fautes]
        rapport = {
            "decomptes": len(constats),
            "documents": sum(constat.documents for constat in constats),
            "fideles": len(constats) - len(infideles),
            "infideles": infideles,
            "fautes": fautes,
        }
        self.stdout.write(json.dumps(rapport, ensure_ascii=False, indent=1))
        if infideles or fautes:
            sys.exit(1)
