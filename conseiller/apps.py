from django.apps import AppConfig


class ConseillerConfig(AppConfig):
    """Site pages, template tags and system checks."""

    name = "conseiller"

    def ready(self) -> None:
        """Register the system checks."""
        from conseiller import checks  # noqa: F401
