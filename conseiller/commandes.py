"""How commands answer: 0 done, 2 refused with a French sentence on standard error, 1 a fault of ours."""

from __future__ import annotations

import sys
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser

from conseiller.refus import Refus


def _refuse_options(message: str) -> NoReturn:
    raise Refus(f"Options refusées\u00a0: {message}. Voir «\u00a0manage.py help\u00a0».")


class Commande(BaseCommand):
    """A command whose refusals are sentences."""

    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> CommandParser:
        """Build Django's parser, with refusals of our own."""
        parser = super().create_parser(prog_name, subcommand, **options)
        parser.error = _refuse_options  # type: ignore[method-assign]
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        """Turn a refusal into its sentence and exit code 2."""
        try:
            super().run_from_argv(argv)
        except Refus as refus:
            self.stderr.write(str(refus))
            sys.exit(2)
