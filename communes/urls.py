"""Addresses of who takes part, under `bureau/`."""

from django.urls import path

from communes.views import agents

urlpatterns = [
    path("conventions/<int:convention_id>/agents/", agents.agents, name="agents"),
    path("conventions/<int:convention_id>/agents/inviter/", agents.agent_inviter, name="agent_inviter"),
    path("conventions/<int:convention_id>/agents/<int:role_id>/retirer/", agents.agent_retirer, name="agent_retirer"),
    path(
        "conventions/<int:convention_id>/agents/<int:role_id>/renvoyer/", agents.agent_renvoyer, name="agent_renvoyer"
    ),
]
