"""Add a workshop session from the command line: for a trial, or for another program."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from ateliers.services.creation import create_seance
from conseiller.commandes import Commande, read_instant


class Command(Commande):
    """Print the number of the session and its public address."""

    help = "Crée une séance d’atelier de deux heures au premier lieu du groupe."

    def add_arguments(self, parser: Any) -> None:
        """Title, start, seats, group."""
        parser.add_argument("--titre", required=True, help="ce que les habitants lisent")
        parser.add_argument("--debut", type=read_instant, required=True, help="2026-12-01T14:00, heure de Paris")
        parser.add_argument("--places", type=int, required=True, help="nombre de places")
        parser.add_argument("--groupe", default="", help="l’adresse du groupe, quand il y en a plusieurs")

    def handle(self, *, titre: str, debut: datetime, places: int, groupe: str, **options: Any) -> None:
        """Create, print."""
        seance = create_seance(titre, debut, places, groupe=groupe, now=timezone.now())
        adresse = reverse("seance", args=[seance.convention.groupe.slug, seance.pk])
        self.stdout.write(f"{seance.pk} {settings.ADRESSE_PUBLIQUE}{adresse}")
