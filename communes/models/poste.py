"""The adviser's post, and the contracts that fill it one after the other."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from communes.enums import TypeContrat
from conseiller.champs import QuartsField
from conseiller.refus import JOURS_INVERSES


class Poste(models.Model):
    """One post that the grant pays for. Whether it is filled is read from its contracts, never stored."""

    convention = models.ForeignKey(
        "communes.Convention", models.CASCADE, related_name="postes", verbose_name="convention"
    )
    rang = models.PositiveSmallIntegerField("rang", validators=[MinValueValidator(1)])
    rendu_le = models.DateField("poste rendu à l’État le", null=True, blank=True)

    class Meta:
        verbose_name = "poste"
        ordering = ["rang"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "rang"],
                name="poste_rang_unique",
                violation_error_message="Un poste porte déjà ce rang.",
            )
        ]

    def __str__(self) -> str:
        return f"poste n°\u00a0{self.rang}"


class Contrat(models.Model):
    """One adviser in the post, never named: their dates, and the hours of training that the State imposes."""

    poste = models.ForeignKey(Poste, models.CASCADE, related_name="contrats", verbose_name="poste")
    type = models.CharField("type", max_length=14, choices=TypeContrat.choices())
    debut = models.DateField("premier jour")
    fin = models.DateField("dernier jour", null=True, blank=True)
    motif_fin = models.CharField("raison du départ", max_length=200, blank=True)
    formation = QuartsField("formation, en quarts d’heure", null=True, blank=True)

    class Meta:
        verbose_name = "contrat"
        ordering = ["debut", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(fin__gte=F("debut")),
                name="contrat_fin_apres_debut",
                violation_error_message=JOURS_INVERSES,
            ),
            models.CheckConstraint(condition=Q(type__in=list(TypeContrat)), name="contrat_type_connu"),
        ]

    def __str__(self) -> str:
        return f"{TypeContrat(self.type).libelle} du {self.debut:%d/%m/%Y}"
