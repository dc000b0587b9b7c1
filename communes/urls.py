"""Addresses of who takes part, under `bureau/`."""

from django.urls import path

from communes.views import agents, conventions

urlpatterns = [
    path("conventions/nouvelle/", conventions.convention_ajouter, name="convention_ajouter"),
    path("conventions/<int:convention_id>/modifier/", conventions.convention_modifier, name="convention_modifier"),
    path("conventions/<int:convention_id>/parties/", conventions.parties, name="parties"),
    path("conventions/<int:convention_id>/parties/nouvelle/", conventions.partie_ajouter, name="partie_ajouter"),
    path(
        "conventions/<int:convention_id>/parties/<int:partie_id>/", conventions.partie_modifier, name="partie_modifier"
    ),
    path(
        "conventions/<int:convention_id>/parties/<int:partie_id>/monter/",
        conventions.partie_monter,
        name="partie_monter",
    ),
    path(
        "conventions/<int:convention_id>/parties/<int:partie_id>/retirer/",
        conventions.partie_retirer,
        name="partie_retirer",
    ),
    path(
        "conventions/<int:convention_id>/organismes/<int:organisme_id>/",
        conventions.organisme_modifier,
        name="organisme_modifier",
    ),
    path("conventions/<int:convention_id>/agents/", agents.agents, name="agents"),
    path("conventions/<int:convention_id>/agents/inviter/", agents.agent_inviter, name="agent_inviter"),
    path("conventions/<int:convention_id>/agents/<int:role_id>/retirer/", agents.agent_retirer, name="agent_retirer"),
    path(
        "conventions/<int:convention_id>/agents/<int:role_id>/renvoyer/", agents.agent_renvoyer, name="agent_renvoyer"
    ),
]
