"""What pages read about agreements; nothing here writes."""

from __future__ import annotations

from datetime import date

from django.db.models import BooleanField, Case, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from communes.models import Agent, Allocation, Convention, Groupe, Partie, Role, Tranche
from communes.models.agent import roles_allowing
from communes.permissions import Action


def find_agent_convention(agent: Agent, convention_id: int | None, *, now: date) -> Convention | None:
    """The agreement that the frame of an agent's page shows: the one asked for if it is theirs, else the one in force.

    It carries `fonction` and `organisme_role`, the agent's first role in it, and `voit_decomptes`.
    """
    chez_une_partie = Q(organisme=OuterRef("employeuse")) | Q(organisme__parties__convention=OuterRef("pk"))
    roles = Role.objects.filter(
        chez_une_partie, Q(convention=OuterRef("pk")) | Q(convention=None), agent=agent
    ).order_by("pk")
    demandee = Case(When(pk=convention_id or 0, then=0), default=1)
    return (
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


def find_public_convention(*, now: date) -> Convention | None:
    """The agreement in force in the only group of the site; None when there is no group, or several to choose from."""
    autres = Groupe.objects.exclude(pk=OuterRef("groupe"))
    return (
        Convention.objects.filter(~Exists(autres))
        .select_related("groupe", "employeuse")
        .order_by(_commencee(now), "-debut", "pk")
        .first()
    )


def list_parties(convention: Convention, *, now: date) -> QuerySet[Partie]:
    """The parties in the act's order, each with `quarts`: its quarter hours per year in the slice in force that day.

    Before the agreement or after it, its first or last day counts instead; a party without hours has 0.
    """
    jour = min(max(now, convention.debut), convention.fin)
    tranche = Tranche.objects.signees().filter(convention=convention, debut__lte=jour).order_by("-debut")
    quarts = Allocation.objects.filter(partie=OuterRef("pk"), tranche=Subquery(tranche.values("pk")[:1]))
    return convention.parties.select_related("organisme").annotate(
        quarts=Coalesce(Subquery(quarts.values("quarts")), 0)
    )


def list_groupes() -> QuerySet[Groupe]:
    """Every group of communes with its agreements, their parties and its desk, in 5 queries whatever their number."""
    return Groupe.objects.prefetch_related("conventions__parties__organisme", "lieux")


def _commencee(now: date) -> Case:
    return Case(When(debut__lte=now, then=0), default=1)
