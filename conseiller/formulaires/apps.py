from django.apps import AppConfig


class FormulairesConfig(AppConfig):
    """Forms that are sent once, and whose answers survive the end of a session."""

    name = "conseiller.formulaires"
    label = "formulaires"
