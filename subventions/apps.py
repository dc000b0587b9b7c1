from django.apps import AppConfig


class SubventionsConfig(AppConfig):
    """Money: grants and instalments, expenses, statements."""

    name = "subventions"
