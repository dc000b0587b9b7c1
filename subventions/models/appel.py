"""What is called beside the shares: part payments (R12) and what the parties agree on (R16)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from conseiller.champs import MontantField


class AppelAcompte(models.Model):
    """The part payments of a financial year, called from its forecast: `instantane` is the forecast, `taux` the rate.

    `taux` in hundredths of a percent.
    """

    convention = models.ForeignKey(
        "communes.Convention", models.PROTECT, related_name="appels_acompte", verbose_name="convention"
    )
    exercice = models.PositiveSmallIntegerField("exercice")
    taux = models.PositiveIntegerField("taux, en centièmes de pourcent")
    instantane = models.JSONField("prévision")
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    appele_le = models.DateTimeField("appelé le")
    appele_par = models.CharField("appelé par", max_length=201)

    class Meta:
        verbose_name = "appel d’acomptes"
        verbose_name_plural = "appels d’acomptes"
        ordering = ["-exercice"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "exercice"],
                name="appel_acompte_un_par_exercice",
                violation_error_message="Les acomptes de cet exercice sont déjà appelés.",
            )
        ]

    def __str__(self) -> str:
        return f"acomptes {self.exercice}"


class Acompte(models.Model):
    """What one party is asked to pay before its statement, in cents; `piece` is its PDF, once rendered."""

    appel = models.ForeignKey(AppelAcompte, models.CASCADE, related_name="acomptes", verbose_name="appel")
    partie = models.ForeignKey("communes.Partie", models.PROTECT, related_name="acomptes", verbose_name="partie")
    part_prevue = MontantField("part prévue")
    montant = MontantField("acompte")
    piece = models.ForeignKey("pieces.Piece", models.PROTECT, null=True, related_name="+", verbose_name="fichier")

    class Meta:
        verbose_name = "acompte"
        ordering = ["partie__ordre"]
        constraints = [
            models.UniqueConstraint(fields=["appel", "partie"], name="acompte_un_par_partie"),
            models.CheckConstraint(condition=Q(montant__gte=0), name="acompte_positif"),
        ]

    def __str__(self) -> str:
        return f"acompte de {self.partie}"


class Ajustement(models.Model):
    """Amounts that the parties agree on, which no rule gives (R16); one per party, summing to zero.

    It enters the first statement computed after it; `cloture` is the one that took it.
    """

    convention = models.ForeignKey(
        "communes.Convention", models.PROTECT, related_name="ajustements", verbose_name="convention"
    )
    motif = models.CharField("motif", max_length=500)
    acte = models.ForeignKey(
        "communes.Acte", models.PROTECT, null=True, blank=True, related_name="ajustements", verbose_name="acte"
    )
    convenu_le = models.DateField("convenu le")
    cloture = models.ForeignKey(
        "subventions.Cloture", models.PROTECT, null=True, related_name="ajustements", verbose_name="décompte arrêté"
    )

    class Meta:
        verbose_name = "ajustement"
        ordering = ["convenu_le", "pk"]

    def __str__(self) -> str:
        return self.motif


class LigneAjustement(models.Model):
    """What an agreed adjustment adds to one party's account, or takes from it."""

    ajustement = models.ForeignKey(Ajustement, models.CASCADE, related_name="lignes", verbose_name="ajustement")
    partie = models.ForeignKey("communes.Partie", models.PROTECT, related_name="ajustements", verbose_name="partie")
    montant = MontantField("montant")

    class Meta:
        verbose_name = "ligne d’ajustement"
        verbose_name_plural = "lignes d’ajustement"
        ordering = ["partie__ordre"]
        constraints = [models.UniqueConstraint(fields=["ajustement", "partie"], name="ajustement_une_ligne_par_partie")]

    def __str__(self) -> str:
        return f"{self.ajustement}, {self.partie}"
