"""Sessions with too few people: somebody has to say whether they take place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from ateliers.presentation.moments import write_jour
from ateliers.selectors.ateliers import list_a_decider
from communes.permissions import Action
from conseiller.bureau.accueils import Accueil, ConventionOuverte
from conseiller.bureau.taches import Tache
from subventions.presentation.mots import count_mots


def watch_ateliers(ouvertes: Iterable[ConventionOuverte], agent: Any, *, now: datetime) -> Iterator[Tache]:
    """One line per session to decide, for whoever manages the agreement and plans for it; one query, or none.

    The adviser's home has them among its sessions.
    """
    gerees = {
        ouverte.convention.pk: ouverte.convention
        for ouverte in ouvertes
        if ouverte.accueil is Accueil.GESTION and Action.PLANIFIER in ouverte.actions
    }
    for seance in list_a_decider(agent, now=now) if gerees else []:
        if seance.convention_id in gerees:
            jour = write_jour(timezone.localdate(seance.debut))
            yield Tache(
                gerees[seance.convention_id],
                genre="attente",
                icone="circle-alert",
                titre=f"Décider\u00a0: maintenir ou annuler «\u00a0{seance.titre}\u00a0»",
                texte=f"{jour.capitalize()}\u00a0: {count_mots(seance.prises, 'inscrit')}, {seance.minimum} au moins.",
                adresse=reverse("seance_bureau", args=[seance.convention_id, seance.pk]),
                action="Décider",
            )
