"""What the frame of every page needs, read at most once and only if the page shows it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property

from ateliers.models import Lieu
from communes.models import Agent, Convention, Partie
from communes.presentation.heures import write_quarts
from communes.selectors import Acces, find_acces, find_public_convention, list_parties
from conseiller.graphiques import PartGraphique


class Cadre:
    """The frame: agreement, parties, desk, role of the agent. Four queries when everything is shown."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def aujourdhui(self) -> date:
        """Today in Paris."""
        return timezone.localdate()

    @cached_property
    def agent(self) -> Agent | None:
        """Who has signed in, or None."""
        # Refused requests may never have met the authentication middleware.
        personne: Any = getattr(self._request, "user", AnonymousUser())
        return personne if personne.is_authenticated else None

    @cached_property
    def _acces(self) -> Acces | None:
        if self.agent is None:
            return None
        adresse = self._request.resolver_match
        demandee = adresse.kwargs.get("convention_id") if adresse else None
        return find_acces(self.agent, demandee, now=self.aujourdhui)

    @cached_property
    def convention(self) -> Convention | None:
        """The agreement of the page's address, or the agent's own, or that of the only group for the public."""
        adresse = self._request.resolver_match
        # A booking's page knows its group from the booking.
        slug = getattr(self._request, "groupe", None) or (adresse.kwargs.get("groupe") if adresse else None)
        if slug or self.agent is None:
            return find_public_convention(slug, now=self.aujourdhui)
        return self._acces.convention if self._acces else None

    @property
    def peut(self) -> dict[str, bool]:
        """What the agent may do on that agreement, by the action's name: `cadre.peut.voir_decompte`."""
        return {action.name.lower(): True for action in self._acces.actions} if self._acces else {}

    @property
    def role(self) -> str:
        """« Finances, Ludres »; nothing for the public or an agent without a role."""
        return f"{self._acces.fonction.libelle}, {self._acces.organisme}" if self._acces else ""

    @cached_property
    def _heures(self) -> list[tuple[Partie, int]]:
        return list_parties(self.convention, now=self.aujourdhui) if self.convention else []

    @property
    def parties(self) -> list[Partie]:
        """Parties of the agreement, in the act's order."""
        return [partie for partie, _ in self._heures]

    @property
    def parts(self) -> list[PartGraphique]:
        """Their hours of today, as charts draw them."""
        return [
            PartGraphique(partie.organisme.nom, quarts, partie.ordre - 1, write_quarts(quarts))
            for partie, quarts in self._heures
        ]

    @cached_property
    def guichet(self) -> Lieu | None:
        """The desk that answers the phone."""
        return Lieu.objects.filter(groupe=self.convention.groupe_id).first() if self.convention else None


def site(request: HttpRequest) -> dict[str, Cadre]:
    """Context processor: `cadre` in every template."""
    return {"cadre": Cadre(request)}
