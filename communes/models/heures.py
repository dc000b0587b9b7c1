"""Hours attributed to each party, by dated slices."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from conseiller.champs import QuartsField
from conseiller.montants import CENTIEMES_PAR_QUART, INSECABLE, format_nombre


class TrancheQuerySet(models.QuerySet["Tranche"]):
    """Slices of hours."""

    def signees(self) -> TrancheQuerySet:
        """Those that count: of the agreement itself or of a signed amendment (R18)."""
        return self.filter(Q(avenant__isnull=True) | Q(avenant__brouillon=False))


class Tranche(models.Model):
    """Hours from `debut` to the day before the next slice: neither gap nor overlap can exist."""

    convention = models.ForeignKey(
        "communes.Convention", models.CASCADE, related_name="tranches", verbose_name="convention"
    )
    debut = models.DateField("premier jour")
    avenant = models.ForeignKey(
        "communes.Avenant", models.CASCADE, null=True, blank=True, related_name="tranches", verbose_name="avenant"
    )

    objects = TrancheQuerySet.as_manager()

    class Meta:
        verbose_name = "tranche"
        ordering = ["debut"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "debut"],
                name="tranche_debut_unique",
                violation_error_message="Une tranche commence déjà ce jour-là.",
            )
        ]

    def __str__(self) -> str:
        return f"tranche du {self.debut:%d/%m/%Y}"


class Allocation(models.Model):
    """Hours per year of one party in one slice; a party without a row has none."""

    tranche = models.ForeignKey(Tranche, models.CASCADE, related_name="allocations", verbose_name="tranche")
    partie = models.ForeignKey("communes.Partie", models.CASCADE, related_name="allocations", verbose_name="partie")
    quarts = QuartsField("heures par an, en quarts d’heure")

    class Meta:
        verbose_name = "allocation d’heures"
        constraints = [
            models.UniqueConstraint(
                fields=["tranche", "partie"],
                name="allocation_une_par_tranche",
                violation_error_message="Cette partie a déjà des heures dans la tranche.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.partie}, {format_nombre(self.quarts * CENTIEMES_PAR_QUART)}{INSECABLE}h"
