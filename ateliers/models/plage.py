"""When an adviser receives by appointment, and when they are not there."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

FIN_AVANT_DEBUT = "La fin est avant le début\u00a0: corrigez l’une des deux heures."


class Plage(models.Model):
    """A range opened to appointments at a place, cut into slots of `duree` minutes."""

    convention = models.ForeignKey(
        "communes.Convention", models.CASCADE, related_name="plages", verbose_name="convention"
    )
    conseiller = models.ForeignKey("communes.Agent", models.PROTECT, related_name="plages", verbose_name="conseiller")
    lieu = models.ForeignKey("ateliers.Lieu", models.PROTECT, related_name="plages", verbose_name="lieu")
    debut = models.DateTimeField("début", db_index=True)
    fin = models.DateTimeField("fin")
    duree = models.PositiveSmallIntegerField("durée d’un rendez-vous, en minutes", default=30)

    class Meta:
        verbose_name = "plage de rendez-vous"
        ordering = ["debut", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__gt=F("debut")),
                name="plage_finit_apres_son_debut",
                violation_error_message=FIN_AVANT_DEBUT,
            ),
            models.CheckConstraint(
                condition=Q(duree__gte=15),
                name="plage_rendez_vous_d_un_quart_d_heure_au_moins",
                violation_error_message="Un rendez-vous dure au moins 15 minutes.",
            ),
        ]

    def __str__(self) -> str:
        return f"plage {self.pk}"


class Absence(models.Model):
    """Time when an adviser is not there; the reason is nobody's business."""

    conseiller = models.ForeignKey("communes.Agent", models.CASCADE, related_name="absences", verbose_name="conseiller")
    debut = models.DateTimeField("début")
    fin = models.DateTimeField("fin")

    class Meta:
        verbose_name = "absence"
        ordering = ["debut", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__gt=F("debut")),
                name="absence_finit_apres_son_debut",
                violation_error_message=FIN_AVANT_DEBUT,
            ),
        ]

    def __str__(self) -> str:
        return f"absence {self.pk}"
