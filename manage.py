#!/usr/bin/env python
"""Entry point of every command."""

import os
import sys


def main() -> None:
    """Run one management command; `calculer` needs neither database, environment nor Django."""
    if sys.argv[1:2] == ["calculer"]:
        from subventions.calculs.ligne_de_commande import main as calculer

        sys.exit(calculer(sys.argv[2:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conseiller.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as erreur:
        sys.exit(refuse(str(erreur)))


def refuse(phrase: str) -> int:
    """Say why on standard error; returns the exit code of a refusal."""
    print(phrase, file=sys.stderr)
    return 2


if __name__ == "__main__":
    main()
