from django.apps import AppConfig
from django.contrib.staticfiles import apps


class ConseillerConfig(AppConfig):
    """Site pages, template tags and system checks."""

    name = "conseiller"

    def ready(self) -> None:
        """Make ours the current Celery application, and register the system checks."""
        from conseiller import celery, checks  # noqa: F401


class StaticFilesConfig(apps.StaticFilesConfig):
    """Static files of the packages too, except those that no page asks for: compressing them takes longer than all the rest."""

    ignore_patterns = [
        *apps.StaticFilesConfig.ignore_patterns,
        "bootstrap-*",
        "bootstrap.css*",
        "*.rtl.*",
        "htmax-*",
        "htmx-4*",
        "htmx-2.js",
        "ext",
    ]
