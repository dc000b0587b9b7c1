"""`calculer` as Django knows it, for `manage.py help`; `manage.py` runs the same function without loading Django."""

from __future__ import annotations

import sys
from argparse import REMAINDER, ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from subventions.calculs.ligne_de_commande import AIDE, main


class Command(BaseCommand):
    """Compute the statement of a dossier file; no database, no environment."""

    help = "Calcule le décompte d’une période à partir d’un dossier JSON."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Leave every word to the function, which refuses in French."""
        parser.add_argument("arguments", nargs=REMAINDER)

    def print_help(self, prog_name: str, subcommand: str) -> None:
        """The same help as without Django."""
        self.stdout.write(AIDE)

    def run_from_argv(self, argv: list[str]) -> None:
        """What `manage.py calculer` does, should the shortcut be bypassed."""
        sys.exit(main(argv[2:]))

    def handle(self, *args: Any, **options: Any) -> None:
        """What `call_command` does."""
        code = main(options["arguments"])
        if code:
            raise CommandError("Le calcul a été refusé.", returncode=code)
