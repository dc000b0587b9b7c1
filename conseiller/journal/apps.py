from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The audit trail."""

    name = "conseiller.journal"
    label = "journal"
