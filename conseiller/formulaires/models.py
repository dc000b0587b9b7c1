"""Forms already received: the same one, sent twice, does its work once."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Envoi(models.Model):
    """One form that was saved. `jeton` was drawn when the form was shown; `suite` is where its sender was led."""

    jeton = models.UUIDField("jeton", unique=True)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="agent")
    suite = models.CharField("suite", max_length=500)
    recu_le = models.DateTimeField("reçu le", db_index=True)

    class Meta:
        verbose_name = "formulaire reçu"
        verbose_name_plural = "formulaires reçus"

    def __str__(self) -> str:
        return str(self.jeton)
