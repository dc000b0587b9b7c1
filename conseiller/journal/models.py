"""The journal: who wrote what and when, in the transaction of the write itself."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Ligne(models.Model):
    """One write. `objet` is the model's label and key; `convention` narrows who may read the line."""

    date = models.DateTimeField("date")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name="agent")
    action = models.CharField("action", max_length=60)
    objet = models.CharField("objet", max_length=100)
    convention = models.PositiveBigIntegerField("convention", null=True, db_index=True)
    details = models.JSONField("détails", default=dict)

    class Meta:
        verbose_name = "ligne du journal"
        verbose_name_plural = "journal"

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d %H:%M} {self.action} {self.objet}"
