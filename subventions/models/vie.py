"""What partners answer to a transmitted statement, line by line, and what is answered to them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from subventions.enums import Sens


class Reponse(models.Model):
    """The answer of one party to one version of a statement; the last one given counts."""

    decompte = models.ForeignKey(
        "subventions.Decompte", models.CASCADE, related_name="reponses", verbose_name="décompte"
    )
    version = models.PositiveSmallIntegerField("version")
    partie = models.ForeignKey("communes.Partie", models.PROTECT, related_name="reponses", verbose_name="partie")
    sens = models.CharField("réponse", max_length=8, choices=Sens.choices())
    repondu_le = models.DateTimeField("répondu le")
    repondu_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name="répondu par")

    class Meta:
        verbose_name = "réponse"
        ordering = ["partie__ordre"]
        constraints = [
            models.UniqueConstraint(fields=["decompte", "version", "partie"], name="reponse_une_par_version"),
            models.CheckConstraint(condition=Q(sens__in=list(Sens)), name="reponse_sens_connu"),
        ]

    def __str__(self) -> str:
        return f"réponse de {self.partie}"


class Remarque(models.Model):
    """One contested line of a version: what the party says of it, then what the employing body answers."""

    decompte = models.ForeignKey(
        "subventions.Decompte", models.CASCADE, related_name="remarques", verbose_name="décompte"
    )
    version = models.PositiveSmallIntegerField("version")
    partie = models.ForeignKey("communes.Partie", models.PROTECT, related_name="remarques", verbose_name="partie")
    # Which line, as the page names it: its anchor, its words and its amount on that day.
    ligne = models.CharField("ligne", max_length=40)
    libelle = models.CharField("libellé", max_length=500)
    texte = models.TextField("remarque")
    ecrite_le = models.DateTimeField("écrite le")
    ecrite_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="écrite par"
    )
    reponse = models.TextField("réponse", blank=True)
    repondue_le = models.DateTimeField("répondue le", null=True)
    repondue_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="répondue par"
    )

    class Meta:
        verbose_name = "remarque"
        ordering = ["ecrite_le", "pk"]
        indexes = [models.Index(fields=["decompte", "version", "partie"], name="remarque_par_version")]

    def __str__(self) -> str:
        return f"remarque de {self.partie} sur {self.libelle}"
