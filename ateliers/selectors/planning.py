"""The week of the advisers: sessions, appointments, ranges, absences, public holidays, across agreements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from ateliers.calculs.feries import find_ferie
from ateliers.models import Absence, Plage, Seance
from communes.models import Agent, Convention, Role
from communes.permissions import Action, functions_allowing

from .seances import bound_jours, with_details

UN_JOUR = timedelta(days=1)
JOURS = 7


@dataclass(slots=True)
class Jour:
    """One day: what is on, in order, and what hinders it."""

    date: date
    ferie: str
    seances: list[Seance] = field(default_factory=list)
    plages: list[Plage] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)

    @property
    def vide(self) -> bool:
        """Whether nothing is on."""
        return not (self.seances or self.plages or self.absences)


@dataclass(frozen=True, slots=True)
class Semaine:
    """Seven days; `plusieurs`: whether they belong to several advisers, who have to be named."""

    jours: tuple[Jour, ...]
    plusieurs: bool


def read_semaine(agent: Any, lundi: date) -> Semaine:
    """The week from that Monday, on the agreements where the agent receives people or plans; in 5 queries."""
    conventions = list(Convention.objects.permitted(agent, Action.ACCUEILLIR).select_related("employeuse"))
    debut, fin = bound_jours(lundi, JOURS)
    ici = {"convention__in": conventions, "debut__lt": fin, "fin__gt": debut}
    seances = list(with_details(Seance.objects.filter(**ici)).order_by("debut", "pk"))
    plages = list(Plage.objects.filter(**ici).select_related("lieu", "conseiller").order_by("debut", "pk"))
    siennes = Absence.objects.filter(conseiller__in=list_conseillers_de(conventions), debut__lt=fin, fin__gt=debut)
    absences = list(siennes.select_related("conseiller").order_by("debut", "pk"))
    insee = next((convention.employeuse.insee for convention in conventions if convention.employeuse.insee), "")
    jours = tuple(Jour(jour, find_ferie(jour, insee or "")) for jour in _list_jours(lundi))
    for jour in jours:
        jour.seances = [seance for seance in seances if timezone.localdate(seance.debut) == jour.date]
        jour.plages = [plage for plage in plages if timezone.localdate(plage.debut) == jour.date]
        jour.absences = [absence for absence in absences if _covers(absence, jour.date)]
    conseillers = {seance.conseiller_id for seance in seances if seance.conseiller_id}
    conseillers |= {plage.conseiller_id for plage in plages} | {absence.conseiller_id for absence in absences}
    return Semaine(jours, plusieurs=len(conseillers) > 1)


def _list_jours(lundi: date) -> list[date]:
    return [lundi + rang * UN_JOUR for rang in range(JOURS)]


def _covers(absence: Absence, jour: date) -> bool:
    return timezone.localdate(absence.debut) <= jour <= timezone.localdate(absence.fin)


def list_conseillers_de(conventions: Iterable[Convention]) -> list[Agent]:
    """Active advisers of some agreements."""
    cles = [convention.pk for convention in conventions]
    employeur, partenaire = functions_allowing(Action.ANIMER)
    roles = Role.objects.filter(
        Q(convention__in=cles) | Q(convention=None, organisme__parties__convention__in=cles),
        fonction__in={*employeur, *partenaire},
    )
    return list(Agent.objects.filter(pk__in=roles.values("agent"), is_active=True))


def list_absences(agent: Any, *, now: datetime) -> list[Absence]:
    """Absences that are not over, of the advisers whom the agent plans for."""
    siennes = Absence.objects.filter(conseiller__in=list_planifies(agent), fin__gt=now)
    return list(siennes.select_related("conseiller").order_by("debut", "pk"))


def list_planifies(agent: Any) -> list[Agent]:
    """Advisers whom the agent plans for."""
    return list_conseillers_de(Convention.objects.permitted(agent, Action.PLANIFIER))


def list_touchees(absences: Sequence[Absence], *, now: datetime) -> list[list[Seance]]:
    """For each absence, the sessions to come of that adviser meanwhile, whatever the agreement; in one query."""
    if not absences:
        return []
    seances = Seance.objects.filter(
        conseiller__in={absence.conseiller_id for absence in absences},
        annulee_le=None,
        debut__lt=max(absence.fin for absence in absences),
        fin__gt=max(now, min(absence.debut for absence in absences)),
    )
    lues = list(with_details(seances).order_by("debut", "pk"))
    return [[seance for seance in lues if _hinders(absence, seance)] for absence in absences]


def _hinders(absence: Absence, seance: Seance) -> bool:
    return absence.conseiller_id == seance.conseiller_id and absence.debut < seance.fin and seance.debut < absence.fin
