"""Places where the adviser receives people."""

from __future__ import annotations

from django.db import models


class Lieu(models.Model):
    """A place of the group; the first one holds the desk that answers the phone for all of them."""

    groupe = models.ForeignKey("communes.Groupe", models.CASCADE, related_name="lieux", verbose_name="groupe")
    organisme = models.ForeignKey("communes.Organisme", models.PROTECT, related_name="lieux", verbose_name="organisme")
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    nom = models.CharField("nom", max_length=200)
    adresse = models.CharField("adresse", max_length=200, blank=True)
    salle = models.CharField("salle", max_length=100, blank=True)
    accessible = models.BooleanField("accessible en fauteuil roulant", null=True, blank=True)
    acces = models.CharField("comment on y entre", max_length=200, blank=True)
    trajet = models.PositiveSmallIntegerField("minutes de route depuis une autre commune", default=20)
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    horaires = models.TextField("heures d’ouverture", blank=True, help_text="Une ligne par groupe de jours.")
    # Days when the desk answers, 1 for Monday to 7 for Sunday: delays run on them only.
    jours_ouverts = models.CharField("jours d’ouverture", max_length=7, default="12345")

    class Meta:
        verbose_name = "lieu"
        verbose_name_plural = "lieux"
        ordering = ["ordre"]
        constraints = [
            models.UniqueConstraint(
                fields=["groupe", "ordre"],
                name="lieu_ordre_unique",
                violation_error_message="Deux lieux du groupe ne peuvent pas avoir le même rang.",
            )
        ]

    def __str__(self) -> str:
        return self.nom
