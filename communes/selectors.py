"""What pages read about agreements; nothing here writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from communes.enums import Fonction
from communes.models import Agent, Allocation, Convention, Groupe, Partie, Role, Tranche
from communes.models.agent import roles_allowing
from communes.permissions import Action, functions_allowing


@dataclass(frozen=True, slots=True)
class Acces:
    """An agreement as one agent holds it: their first role there, and whether they read its statements."""

    convention: Convention
    fonction: Fonction
    organisme: str
    voit_decomptes: bool


def find_acces(agent: Agent, convention_id: int | None, *, now: date) -> Acces | None:
    """The agreement that the frame of an agent's page shows: the one asked for if theirs, else the one in force."""
    chez_une_partie = Q(organisme=OuterRef("employeuse")) | Q(organisme__parties__convention=OuterRef("pk"))
    de_la_convention = Q(convention=OuterRef("pk")) | Q(convention=None)
    roles = Role.objects.filter(chez_une_partie, de_la_convention, agent=agent).order_by("pk")
    demandee = Case(When(pk=convention_id or 0, then=0), default=1)
    # Any: the model does not declare what the query adds.
    convention: Any = (
        Convention.objects.visible_to(agent)
        .select_related("groupe", "employeuse")
        .annotate(
            fonction=Subquery(roles.values("fonction")[:1]),
            organisme_role=Subquery(roles.values("organisme__nom")[:1]),
            voit_decomptes=ExpressionWrapper(roles_allowing(agent, Action.VOIR_DECOMPTE), output_field=BooleanField()),
        )
        .order_by(demandee, _commencee(now), "-debut", "pk")
        .first()
    )
    if convention is None:
        return None
    return Acces(
        convention=convention,
        fonction=Fonction(convention.fonction),
        organisme=convention.organisme_role,
        voit_decomptes=convention.voit_decomptes,
    )


def find_public_convention(*, now: date) -> Convention | None:
    """The agreement in force in the only group of the site; None when there is no group, or several to choose from."""
    autres = Groupe.objects.exclude(pk=OuterRef("groupe"))
    return (
        Convention.objects.filter(~Exists(autres))
        .select_related("groupe", "employeuse")
        .order_by(_commencee(now), "-debut", "pk")
        .first()
    )


def list_parties(convention: Convention, *, now: date) -> list[tuple[Partie, int]]:
    """The parties in the act's order, each with its quarter hours per year in the slice in force that day, 0 for none.

    Before the agreement or after it, its first or last day counts instead.
    """
    jour = min(max(now, convention.debut), convention.fin)
    tranche = Tranche.objects.signees().filter(convention=convention, debut__lte=jour).order_by("-debut")
    quarts = Allocation.objects.filter(partie=OuterRef("pk"), tranche=Subquery(tranche.values("pk")[:1]))
    parties = Partie.objects.filter(convention=convention).select_related("organisme")
    avec_quarts = parties.annotate(quarts_du_jour=Coalesce(Subquery(quarts.values("quarts")), 0))
    return [(partie, partie.quarts_du_jour) for partie in avec_quarts]


def list_groupes() -> QuerySet[Groupe]:
    """Every group of communes with its agreements, their parties and its desk, in 5 queries whatever their number."""
    return Groupe.objects.prefetch_related("conventions__parties__organisme", "lieux")


def _commencee(now: date) -> Case:
    return Case(When(debut__lte=now, then=0), default=1)


def list_agents_employeur(convention: Convention, action: Action) -> QuerySet[Agent]:
    """Active agents of the employing body whose role there allows `action` on the agreement."""
    fonctions, _ = functions_allowing(action)
    de_la_convention = Q(convention=convention) | Q(convention=None)
    roles = Role.objects.filter(
        de_la_convention, agent=OuterRef("pk"), organisme=convention.employeuse_id, fonction__in=fonctions
    )
    return Agent.objects.filter(Exists(roles), is_active=True)
