"""Forecasts of a financial year, kept once a document is asked for."""

from __future__ import annotations

from django.db import models


class Prevision(models.Model):
    """What was foreseen for a year when its document was asked for; `empreinte` names the figures it was made from."""

    convention = models.ForeignKey(
        "communes.Convention", models.CASCADE, related_name="previsions", verbose_name="convention"
    )
    annee = models.PositiveSmallIntegerField("exercice")
    projets = models.BooleanField("avec les avenants en projet", default=False)
    instantane = models.JSONField("données du calcul")
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    demandee_le = models.DateTimeField("demandée le")
    piece = models.ForeignKey("pieces.Piece", models.PROTECT, null=True, blank=True, verbose_name="fichier")

    class Meta:
        verbose_name = "prévision"
        ordering = ["-annee", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["convention", "annee", "projets", "empreinte"], name="prevision_unique")
        ]

    def __str__(self) -> str:
        return f"prévision {self.annee}"
