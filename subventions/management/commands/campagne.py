"""Ask for the statements of every agreement as the page does, and wait for them."""

from __future__ import annotations

import json
import time
from datetime import date
from typing import Any

from django.utils import timezone

from communes.models import Agent
from conseiller.commandes import Commande
from conseiller.refus import Refus
from subventions.management.commands.decompte import ATTENTE_MAX, PAUSE, read_jour
from subventions.models import Campagne
from subventions.selectors.campagnes import Issue, Suivi, list_lignes, read_ligne, read_suivi
from subventions.services.campagnes import request_campagne


class Command(Commande):
    """Print {id, etat, conventions, prets, en_cours, echecs: [{convention, erreur}]} as JSON."""

    help = "Demande les décomptes d’une période pour toutes les conventions\u202f; avec --attendre, attend les PDF."

    def add_arguments(self, parser: Any) -> None:
        """Period, and whose agreements."""
        parser.add_argument("--du", type=read_jour, required=True, help="premier jour, AAAA-MM-JJ")
        parser.add_argument("--au", type=read_jour, required=True, help="dernier jour, AAAA-MM-JJ")
        parser.add_argument("--agent", metavar="COURRIEL", help="seulement les conventions que cet agent gère")
        parser.add_argument("--attendre", action="store_true", help="attend que les PDF soient prêts")

    def handle(self, *, du: date, au: date, agent: str | None, attendre: bool, **options: Any) -> None:
        """Ask, wait if told to, print."""
        demandeur = find_agent(agent) if agent else None
        campagne = request_campagne(du, au, agent=demandeur, now=timezone.now())
        suivi = self._wait(campagne) if attendre else read_suivi(campagne)
        self.stdout.write(json.dumps(describe_campagne(suivi), ensure_ascii=False))

    def _wait(self, campagne: Campagne) -> Suivi:
        """Look until nothing more is to come; refused when nothing has moved for long."""
        suivi = read_suivi(campagne)
        finis, limite = suivi.finis, time.monotonic() + ATTENTE_MAX
        while suivi.en_cours:
            if suivi.finis > finis:
                finis, limite = suivi.finis, time.monotonic() + ATTENTE_MAX
            if time.monotonic() > limite:
                raise Refus(
                    f"La campagne {campagne.pk} est demandée mais n’avance plus depuis {ATTENTE_MAX} s. Vérifiez que"
                    " les travailleurs tournent\u00a0: elle se fera dès leur retour."
                )
            time.sleep(PAUSE)
            suivi = read_suivi(campagne)
        return suivi


def find_agent(courriel: str) -> Agent:
    """The active agent of that address; raises Refus when there is none."""
    agent = Agent.objects.filter(courriel=courriel.strip().lower(), is_active=True).first()
    if agent is None:
        raise Refus(f"Aucun agent actif n’a l’adresse {courriel}\u00a0: vérifiez-la.")
    return agent


def describe_campagne(suivi: Suivi) -> dict[str, Any]:
    """What the command prints: counts, and each failure with its sentence."""
    lignes = [read_ligne(ligne) for ligne in list_lignes(suivi.campagne, None)]
    return {
        "id": suivi.campagne.pk,
        "etat": suivi.etat.value,
        "conventions": suivi.total,
        "prets": suivi.prets,
        "en_cours": suivi.issues[Issue.ATTENTE] + suivi.issues[Issue.RENDU],
        "echecs": [
            {"convention": ligne.convention.pk, "erreur": ligne.erreur}
            for ligne in lignes
            if ligne.issue in {Issue.ECHEC, Issue.ECHEC_PDF}
        ],
    }
