"""Which static files are published."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class StatiquesConfig(StaticFilesConfig):
    """Django’s collection, without what packages ship and no page asks for."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "bootstrap-*",
        "bootstrap.css*",
        "*.rtl.*",
        "htmax-*",
        "htmx-4*",
        "htmx-2.js",
        "ext",
    ]
