"""Grants and their instalments: every figure is data, none is a constant."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from conseiller.champs import MontantField
from subventions.enums import Suspension


class Subvention(models.Model):
    """A grant over its term; an agreement has none, one or several."""

    convention = models.ForeignKey(
        "communes.Convention", models.CASCADE, related_name="subventions", verbose_name="convention"
    )
    libelle = models.CharField("libellé", max_length=500)
    montant = MontantField("montant")
    signee_le = models.DateField("convention de subvention signée le", null=True, blank=True)
    debut = models.DateField("premier jour financé")
    fin = models.DateField("dernier jour financé")

    class Meta:
        verbose_name = "subvention"
        ordering = ["debut", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__gte=F("debut")),
                name="subvention_fin_apres_debut",
                violation_error_message="Le dernier jour financé est avant le premier\u00a0: corrigez l’une des dates.",
            ),
            models.CheckConstraint(
                condition=Q(montant__gte=0),
                name="subvention_montant_positif",
                violation_error_message="Le montant d’une subvention ne peut pas être négatif.",
            ),
        ]

    def __str__(self) -> str:
        return self.libelle


class Versement(models.Model):
    """One instalment, set by percentage or amount, by delay from the signature or by date (R10)."""

    subvention = models.ForeignKey(Subvention, models.CASCADE, related_name="versements", verbose_name="subvention")
    rang = models.PositiveSmallIntegerField("rang", validators=[MinValueValidator(1)])
    pourcentage = models.PositiveIntegerField("pourcentage, en centièmes", null=True, blank=True)
    montant_prevu = MontantField("montant prévu", null=True, blank=True)
    mois = models.PositiveSmallIntegerField("mois après la signature", null=True, blank=True)
    prevu_le = models.DateField("prévu le", null=True, blank=True)
    recu_le = models.DateField("reçu le", null=True, blank=True)
    montant_recu = MontantField("montant reçu", null=True, blank=True)
    reference = models.CharField("référence de la recette", max_length=100, blank=True)
    suspension = models.CharField(
        "suspendu ou annulé", max_length=8, choices=Suspension.choices(), default="", blank=True
    )
    motif = models.CharField("raison", max_length=200, blank=True)

    class Meta:
        verbose_name = "versement"
        ordering = ["rang"]
        constraints = [
            models.UniqueConstraint(
                fields=["subvention", "rang"],
                name="versement_rang_unique",
                violation_error_message="Un versement porte déjà ce rang.",
            ),
            models.CheckConstraint(
                condition=Q(pourcentage__isnull=True, montant_prevu__isnull=False)
                | Q(pourcentage__isnull=False, montant_prevu__isnull=True),
                name="versement_pourcentage_ou_montant",
                violation_error_message="Donnez un pourcentage ou un montant, l’un des deux.",
            ),
            models.CheckConstraint(
                condition=Q(mois__isnull=True, prevu_le__isnull=False) | Q(mois__isnull=False, prevu_le__isnull=True),
                name="versement_delai_ou_date",
                violation_error_message="Donnez un délai en mois ou une date, l’un des deux.",
            ),
            models.CheckConstraint(
                condition=Q(recu_le__isnull=True, montant_recu__isnull=True)
                | Q(recu_le__isnull=False, montant_recu__isnull=False),
                name="versement_recu_date_et_montant",
                violation_error_message="Un versement reçu a une date et un montant\u00a0: complétez les deux.",
            ),
            models.CheckConstraint(
                condition=Q(recu_le__isnull=True) | Q(suspension=""),
                name="versement_recu_ou_suspendu",
                violation_error_message="Ce versement est reçu\u00a0: il n’est plus suspendu ni annulé.",
            ),
            models.CheckConstraint(condition=Q(suspension__in=list(Suspension)), name="versement_suspension_connue"),
        ]

    def __str__(self) -> str:
        return f"versement {self.rang}"
