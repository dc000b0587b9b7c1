"""Forms already received: the same one, sent twice, does its work once."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Envoi(models.Model):
    """One form that an agent saved. `jeton` was drawn when it was shown; `suite` is where they were led."""

    jeton = models.UUIDField("jeton")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="agent")
    suite = models.CharField("suite", max_length=500)
    recu_le = models.DateTimeField("reçu le", db_index=True)

    class Meta:
        verbose_name = "formulaire reçu"
        verbose_name_plural = "formulaires reçus"
        # A page left open on a shared computer is another form once another agent sends it.
        constraints = [models.UniqueConstraint(fields=["jeton", "agent"], name="envoi_une_fois_par_agent")]

    def __str__(self) -> str:
        return str(self.jeton)
