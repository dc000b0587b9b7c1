"""How commands answer: 0 done, 2 refused with a French sentence on standard error, 1 a fault of ours."""

from __future__ import annotations

import re
import sys
from argparse import ArgumentTypeError
from datetime import datetime
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from conseiller.refus import Refus

# What argparse says, and what we say: it has no French of its own. A sentence that it learns later stays as it is.
PHRASES = (
    (r"the following arguments are required: (.+)", r"il manque \1"),
    (r"unrecognized arguments: (.+)", r"\1 est inconnu"),
    (r"ambiguous option: (\S+) could match (.+)", r"\1 peut vouloir dire \2"),
    (r"argument (\S+): expected one argument", r"\1 attend une valeur"),
    (r"argument (\S+): ignored explicit argument .+", r"\1 n’attend pas de valeur"),
    (r"argument (\S+): invalid int value: '(.*)'", "\\1 attend un nombre entier (reçu\u00a0: «\u00a0\\2\u00a0»)"),
    (
        r"argument (\S+): invalid choice: '(.*)' \(choose from (.+)\)",
        "\\1 attend l’un des mots \\3 (reçu\u00a0: «\u00a0\\2\u00a0»)",
    ),
    (r"argument (\S+): (.+)", "\\1\u00a0: \\2"),
)


def _refuse_options(message: str) -> NoReturn:
    raise Refus(f"Options refusées\u00a0: {translate(message)}. Voir «\u00a0manage.py help\u00a0».")


def translate(message: str) -> str:
    """What argparse says, in French.

    >>> translate("the following arguments are required: id, --du")
    'il manque id, --du'
    """
    for anglais, francais in PHRASES:
        trouve = re.fullmatch(anglais, message, flags=re.DOTALL)
        if trouve:
            # Its quotes go: ours are « ».
            return trouve.expand(francais).replace("'", "")
    return message


def read_instant(texte: str) -> datetime:
    """The instant of an option: ISO 8601, of Paris when it has no offset."""
    try:
        instant = datetime.fromisoformat(texte)
    except ValueError:
        raise ArgumentTypeError(f"«\u00a0{texte}\u00a0» n’est pas un instant AAAA-MM-JJTHH:MM") from None
    return timezone.make_aware(instant) if timezone.is_naive(instant) else instant


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
