"""Ranges of appointments as their pages list them; nothing here writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ateliers.enums import EtatSeance
from ateliers.models import Plage, Seance
from communes.models import Convention

from .ateliers import list_alertes
from .creneaux import find_libres


@dataclass(frozen=True, slots=True)
class PlageVue:
    """A range, the appointments taken in it, how many may still be taken, and what its author should know."""

    plage: Plage
    pris: list[Seance]
    libres: int
    alertes: list[str]


def list_plages(convention: Convention, *, now: datetime) -> list[PlageVue]:
    """Those that are not over, in order; the number of queries does not depend on theirs."""
    plages = list(convention.plages.filter(fin__gt=now).select_related("lieu__organisme", "conseiller", "convention"))
    libres = Counter(offre.plage.pk for offre in find_libres(plages, au_plus_tot=now))
    pris = list_pris(plages)
    a_venir = [plage for plage in plages if plage.debut > now]
    alertes = dict(zip((plage.pk for plage in a_venir), list_alertes_plages(a_venir, now=now), strict=True))
    return [
        PlageVue(
            plage, [seance for seance in pris if is_inside(seance, plage)], libres[plage.pk], alertes.get(plage.pk, [])
        )
        for plage in plages
    ]


def list_alertes_plages(plages: Sequence[Plage], *, now: datetime) -> list[list[str]]:
    """For each range, the public holiday, the absence or the other thing that its author should know."""
    seances = [
        Seance(
            convention=plage.convention,
            conseiller=plage.conseiller,
            lieu=plage.lieu,
            debut=plage.debut,
            fin=plage.fin,
        )
        for plage in plages
    ]
    return list_alertes(seances, now=now)


def list_pris(plages: Sequence[Plage]) -> list[Seance]:
    """Appointments planned between the first and the last of these ranges, in order."""
    if not plages:
        return []
    seances = Seance.objects.filter(
        atelier=None,
        etat=EtatSeance.PREVUE,
        conseiller__in={plage.conseiller_id for plage in plages},
        debut__gte=min(plage.debut for plage in plages),
        debut__lt=max(plage.fin for plage in plages),
    )
    return list(seances.order_by("debut", "pk"))


def is_inside(seance: Seance, plage: Plage) -> bool:
    """Whether an appointment was taken in that range."""
    return (
        seance.conseiller_id == plage.conseiller_id
        and seance.lieu_id == plage.lieu_id
        and plage.debut <= seance.debut < plage.fin
    )
