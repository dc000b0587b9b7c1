from django.apps import AppConfig


class AteliersConfig(AppConfig):
    """Places where the adviser receives people."""

    name = "ateliers"
