from django.apps import AppConfig


class PiecesConfig(AppConfig):
    """Stored files."""

    name = "conseiller.pieces"
    label = "pieces"
