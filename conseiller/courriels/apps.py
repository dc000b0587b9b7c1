from django.apps import AppConfig


class CourrielsConfig(AppConfig):
    """E-mails that survive."""

    name = "conseiller.courriels"
    label = "courriels"
