"""Which home an agreement gives to an agent: found from what they may do there, never from the name of a role."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from communes.models import Convention
from communes.permissions import Action
from communes.selectors import list_acces


class Accueil(Enum):
    """Whom the home is made for."""

    GESTION = auto()
    ADMINISTRATION = auto()
    PARTENAIRE = auto()
    ELU = auto()
    SERVICE = auto()


@dataclass(frozen=True, slots=True)
class ConventionOuverte:
    """An agreement, and what the agent may do on it."""

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
    """The agreements that the agent may open, the latest first, in two queries."""
    visibles = Convention.objects.visible_to(agent).select_related("employeuse", "groupe")
    return [ConventionOuverte(acces.convention, acces.actions) for acces in list_acces(agent, visibles)]
