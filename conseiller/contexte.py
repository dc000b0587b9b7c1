"""What the frame of every page needs, read at most once and only if the page shows it."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property

from ateliers.models import Lieu
from communes.enums import Fonction
from communes.models import Convention, Partie
from communes.selectors import find_agent_convention, find_public_convention, list_parties
from conseiller.graphiques import PartGraphique
from conseiller.templatetags.francais import heures


class Cadre:
    """The frame: agreement, parties, desk, role of the agent. Three queries when everything is shown."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def aujourdhui(self) -> date:
        """Today in Paris."""
        return timezone.localdate()

    @cached_property
    def agent(self) -> object | None:
        """Who has signed in, or None."""
        # Refused requests may never have met the authentication middleware.
        personne = getattr(self._request, "user", AnonymousUser())
        return personne if personne.is_authenticated else None

    @cached_property
    def convention(self) -> Convention | None:
        """The agreement of the page's address, or the agent's own, or that of the only group for the public."""
        if self.agent is None:
            return find_public_convention(now=self.aujourdhui)
        adresse = self._request.resolver_match
        demandee = adresse.kwargs.get("convention_id") if adresse else None
        return find_agent_convention(self.agent, demandee, now=self.aujourdhui)  # type: ignore[arg-type]

    @cached_property
    def parties(self) -> list[Partie]:
        """Parties of the agreement with the hours in force today."""
        return list(list_parties(self.convention, now=self.aujourdhui)) if self.convention else []

    @cached_property
    def parts(self) -> list[PartGraphique]:
        """The same, as charts draw them."""
        return [
            PartGraphique(partie.organisme.nom, partie.quarts, partie.ordre - 1, heures(partie.quarts))
            for partie in self.parties
        ]

    @cached_property
    def guichet(self) -> Lieu | None:
        """The desk that answers the phone."""
        return Lieu.objects.filter(groupe=self.convention.groupe_id).first() if self.convention else None

    @cached_property
    def role(self) -> str:
        """« Finances, Ludres »; nothing for the public or an agent without a role."""
        fonction = getattr(self.convention, "fonction", None)
        return f"{Fonction(fonction).libelle}, {self.convention.organisme_role}" if fonction else ""


def site(request: HttpRequest) -> dict[str, Cadre]:
    """Context processor: `cadre` in every template."""
    return {"cadre": Cadre(request)}
