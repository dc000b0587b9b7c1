"""What agents hold and may do on the agreements that they may read, from their roles read once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, F, When

from communes.enums import Fonction
from communes.models import Agent, Convention, Role
from communes.permissions import Action, actions_of

from .conventions import first_in_force


@dataclass(frozen=True, slots=True)
class Acces:
    """An agreement as one agent holds it: their first role there, and what all their roles there allow."""

    convention: Convention
    fonction: Fonction
    organisme: str
    actions: frozenset[Action]


def find_acces(agent: Agent, convention_id: int | None, *, now: date) -> Acces | None:
    """The agreement that the frame of an agent's page shows: the one asked for if theirs, else the one in force."""
    demandee = Case(When(pk=convention_id or 0, then=0), default=1)
    visibles = Convention.objects.visible_to(agent).select_related("groupe", "employeuse")
    return next(iter(list_acces(agent, visibles.order_by(demandee, *first_in_force(now))[:1])), None)


def list_acces(agent: Any, visibles: Iterable[Convention]) -> list[Acces]:
    """What the agent holds on each of the agreements, kept in order; one query whatever their number.

    The queries of `visible_to` and `permitted` decide who enters; this tells the pages what to show.
    """
    # Any: the model does not declare what the query adds.
    roles: list[Any] = list(
        Role.objects.filter(agent=agent)
        .select_related("organisme")
        .annotate(partie_a=F("organisme__parties__convention"))
        .order_by("pk")
    )
    tenues = [(convention, [role for role in roles if _counts(role, convention)]) for convention in visibles]
    return [_describe(convention, siens) for convention, siens in tenues if siens]


def _counts(role: Any, convention: Convention) -> bool:
    """Whether a role is held on the agreement: for it or for all, and for a body that takes part."""
    return role.convention_id in (None, convention.pk) and (
        role.partie_a == convention.pk or role.organisme_id == convention.employeuse_id
    )


def _describe(convention: Convention, roles: list[Role]) -> Acces:
    permises = [
        actions_of(Fonction(role.fonction), employeur=role.organisme_id == convention.employeuse_id) for role in roles
    ]
    return Acces(convention, Fonction(roles[0].fonction), roles[0].organisme.nom, frozenset().union(*permises))
