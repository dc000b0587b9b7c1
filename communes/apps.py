from django.apps import AppConfig


class CommunesConfig(AppConfig):
    """Who takes part: bodies, agents, agreement, hours, acts."""

    name = "communes"
