"""What called sums wait for: a titre to issue, a payment that is late."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from communes.models import Convention
from conseiller.bureau.taches import Tache
from conseiller.montants import format_euros
from subventions.presentation.mots import count_mots, join_mots
from subventions.presentation.recouvrement import SommeVue
from subventions.selectors.recouvrement import list_sommes


def read_sommes(suivies: Collection[int], agent: Any) -> dict[int, list[SommeVue]]:
    """The sums called in the agreements that the agent follows, by agreement; 4 queries at most, none without any."""
    sommes: dict[int, list[SommeVue]] = {}
    for somme in list_sommes(agent, suivies) if suivies else []:
        sommes.setdefault(somme.convention, []).append(somme)
    return sommes


def watch_recouvrement(convention: Convention, sommes: Collection[SommeVue], *, now: date) -> Iterator[Tache]:
    """One line for all the titres to issue, one for all that is late."""
    adresse = reverse("recouvrement", args=[convention.pk])
    en_retard = [somme for somme in sommes if somme.count_retard(now)]
    if en_retard:
        yield Tache(
            convention,
            genre="alerte",
            icone="calendar-x-2",
            titre=f"{format_euros(sum(abs(somme.reste) for somme in en_retard))} à payer depuis plus de 30 jours",
            texte=f"{_name(en_retard)}\u00a0: relancez, ou inscrivez le paiement s’il est arrivé.",
            adresse=f"{adresse}?etat=retard",
            action="Voir les impayés",
        )
    sans_titre = [somme for somme in sommes if somme.attend_un_titre]
    if sans_titre:
        plusieurs = len(sans_titre) > 1
        yield Tache(
            convention,
            genre="attente",
            icone="receipt",
            titre=f"{count_mots(len(sans_titre), 'titre')} {'sont' if plusieurs else 'est'} à émettre",
            texte=f"{_name(sans_titre)}. Inscrivez ici le numéro donné par votre logiciel comptable.",
            adresse=f"{adresse}?etat=a_emettre",
            action="Voir ces titres" if plusieurs else "Voir ce titre",
        )


def _name(sommes: Collection[SommeVue]) -> str:
    """Who owes, each once; a count when they are many."""
    noms = list(dict.fromkeys(somme.debiteur for somme in sommes))
    return join_mots(noms) if len(noms) <= 3 else count_mots(len(noms), "commune")
