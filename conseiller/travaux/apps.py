from django.apps import AppConfig


class TravauxConfig(AppConfig):
    """Jobs that survive."""

    name = "conseiller.travaux"
    label = "travaux"
