"""Which home an agreement gives to an agent: found from what they may do there, never from the name of a role."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper

from communes.models import Convention
from communes.models.agent import roles_allowing
from communes.permissions import Action

ACTIONS = (
    Action.VOIR_FINANCES,
    Action.DEMANDER_DECOMPTE,
    Action.MODIFIER_CONVENTION,
    Action.MODIFIER_FINANCES,
    Action.MODIFIER_SA_PARTIE,
    Action.GERER_AGENTS,
)


class Accueil(Enum):
    """Whom the home is made for."""

    GESTION = auto()
    ADMINISTRATION = auto()
    PARTENAIRE = auto()
    ELU = auto()
    SERVICE = auto()


@dataclass(frozen=True, slots=True)
class ConventionOuverte:
    """An agreement, and those of `ACTIONS` that the agent may do on it."""

    convention: Convention
    actions: frozenset[Action]

    @property
    def accueil(self) -> Accueil:
        """The home that fits."""
        return choose_accueil(self.actions)

    @property
    def pour_un_elu(self) -> bool:
        """Whether its own page is the council's."""
        return self.accueil is Accueil.ELU


def choose_accueil(actions: Collection[Action]) -> Accueil:
    """Who asks for statements manages the money; who reads it and changes nothing reads it for the council."""
    if Action.DEMANDER_DECOMPTE in actions:
        return Accueil.GESTION
    if Action.GERER_AGENTS in actions:
        return Accueil.ADMINISTRATION
    if Action.MODIFIER_SA_PARTIE in actions:
        return Accueil.PARTENAIRE
    return Accueil.ELU if Action.VOIR_FINANCES in actions else Accueil.SERVICE


def list_ouvertes(agent: Any) -> list[ConventionOuverte]:
    """The agreements that the agent may open, the latest first, in one query."""
    permises: dict[str, Any] = {
        action.name.lower(): ExpressionWrapper(roles_allowing(agent, action), output_field=BooleanField())
        for action in ACTIONS
    }
    visibles = Convention.objects.visible_to(agent).select_related("employeuse", "groupe").annotate(**permises)
    return [
        ConventionOuverte(convention, frozenset(a for a in ACTIONS if getattr(convention, a.name.lower())))
        for convention in visibles
    ]
