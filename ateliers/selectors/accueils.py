"""What waits for the desk and the adviser, in short: the top of their home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from ateliers.enums import EtatInscription, EtatSeance
from ateliers.models import Seance
from communes.permissions import Action

from .appels import list_appels
from .ateliers import list_a_decider
from .journees import list_sans_compte_rendu, list_siennes
from .seances import with_details

PROCHAINES_MAX = 4


@dataclass(frozen=True, slots=True)
class Terrain:
    """`prochaines`: the session that runs and the next ones, each with `inscrits`.

    `conseiller`: whether the agent gives or plans sessions; `a_decider` and `sans_compte_rendu` are theirs only.
    """

    conseiller: bool
    prochaines: list[Seance]
    appels: int
    a_decider: list[Seance]
    sans_compte_rendu: int


def read_terrain(agent: Any, *, conseiller: bool, now: datetime) -> Terrain:
    """Four queries for an adviser, two for a desk."""
    siennes = list_siennes(agent) if conseiller else with_details(Seance.objects.permitted(agent, Action.ACCUEILLIR))
    return Terrain(
        conseiller,
        _list_prochaines(siennes, now=now),
        list_appels(agent, now=now).count(),
        list_a_decider(agent, now=now) if conseiller else [],
        list_sans_compte_rendu(agent, now=now).count() if conseiller else 0,
    )


def _list_prochaines(seances: QuerySet[Seance], *, now: datetime) -> list[Seance]:
    inscrits = Count("inscriptions", filter=Q(inscriptions__etat=EtatInscription.CONFIRMEE.value))
    a_venir = seances.filter(fin__gt=now, etat=EtatSeance.PREVUE).annotate(inscrits=inscrits)
    return list(a_venir.order_by("debut", "pk")[:PROCHAINES_MAX])
