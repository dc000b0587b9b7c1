from django.apps import AppConfig


class ConseillerConfig(AppConfig):
    """Site pages, template tags and system checks."""

    name = "conseiller"

    def ready(self) -> None:
        """Make ours the current Celery application, and register the system checks."""
        from conseiller import celery, checks  # noqa: F401
