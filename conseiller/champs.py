"""Model fields of the ground: money and hours, kept as integers."""

from __future__ import annotations

from django.db import models


class MontantField(models.BigIntegerField):
    """An amount in integer cents."""

    description = "Montant en centimes"


class QuartsField(models.PositiveIntegerField):
    """Hours in integer quarter hours."""

    description = "Heures en quarts d’heure"
