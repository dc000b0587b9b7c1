"""Ask for a statement as the page does, and wait for it."""

from __future__ import annotations

import json
import time
from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.utils import timezone

from conseiller.commandes import Commande
from conseiller.montants import format_decimal
from conseiller.refus import Refus
from subventions.calculs.lecture.objet import parse_jour
from subventions.enums import Methode
from subventions.models import Decompte
from subventions.selectors import EtatAvancement, find_convention, progress
from subventions.services.decomptes import request_decompte

ATTENTE_MAX = 300
PAUSE = 0.25


class Command(Commande):
    """Print {id, etat, parts, pdf} as JSON; refused when the calculation is."""

    help = "Demande le décompte d’une période\u202f; avec --attendre, attend le calcul et les PDF."

    def add_arguments(self, parser: Any) -> None:
        """Agreement and period."""
        parser.add_argument("id", type=int, help="le numéro de la convention")
        parser.add_argument("--du", type=read_jour, required=True, help="premier jour, AAAA-MM-JJ")
        parser.add_argument("--au", type=read_jour, required=True, help="dernier jour, AAAA-MM-JJ")
        parser.add_argument("--methode", choices=[methode.value for methode in Methode], help="celle de la convention")
        parser.add_argument("--attendre", action="store_true", help="attend que les PDF soient prêts")

    def handle(self, *, id: int, du: date, au: date, methode: str | None, attendre: bool, **options: Any) -> None:
        """Ask, wait if told to, print."""
        decompte, _ = request_decompte(
            find_convention(id), du, au, agent=None, now=timezone.now(), methode=Methode(methode) if methode else None
        )
        avancement = self._wait(decompte) if attendre else progress(decompte)
        if avancement.etat is EtatAvancement.ECHEC:
            raise Refus(avancement.erreur)
        self.stdout.write(json.dumps(describe_decompte(decompte), ensure_ascii=False))

    def _wait(self, decompte: Decompte) -> Any:
        limite = time.monotonic() + ATTENTE_MAX
        while (avancement := progress(decompte)).en_cours:
            if time.monotonic() > limite:
                raise Refus(
                    f"Le décompte {decompte.pk} est demandé mais les travailleurs n’ont pas répondu en {ATTENTE_MAX} s."
                    " Vérifiez qu’ils tournent\u00a0: il se fera dès leur retour."
                )
            time.sleep(PAUSE)
            decompte.refresh_from_db()
        decompte.refresh_from_db()
        return avancement


def read_jour(texte: str) -> date:
    """A day of an option; raises ArgumentTypeError."""
    try:
        return parse_jour(texte)
    except ValueError:
        raise ArgumentTypeError(f"«\u00a0{texte}\u00a0» n’est pas une date AAAA-MM-JJ") from None


def describe_decompte(decompte: Decompte) -> dict[str, Any]:
    """What the command prints: id, state, shares by code as decimal strings, paths of the documents."""
    parts = decompte.parts.select_related("partie__organisme")
    documents = decompte.documents.filter(version=decompte.version).select_related("piece")
    return {
        "id": decompte.pk,
        "etat": progress(decompte).etat.value,
        "parts": {part.partie.organisme.code: format_decimal(part.montant) for part in parts},
        "pdf": [str(document.piece.chemin) for document in documents],
    }
