"""Expenses of the post and money from elsewhere."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from conseiller.champs import MontantField
from conseiller.refus import JOURS_INVERSES
from subventions.enums import EtatDepense, Nature


class Depense(models.Model):
    """One expense over its service period (R4); a credit note is a negative amount."""

    convention = models.ForeignKey(
        "communes.Convention", models.CASCADE, related_name="depenses", verbose_name="convention"
    )
    libelle = models.CharField("libellé", max_length=500)
    nature = models.CharField("nature", max_length=12, choices=Nature.choices())
    montant = MontantField("montant")
    debut = models.DateField("premier jour du service")
    fin = models.DateField("dernier jour du service")
    affectation = models.ForeignKey(
        "communes.Partie",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="depenses_affectees",
        verbose_name="à la charge d’une seule commune",
    )
    etat = models.CharField("état", max_length=8, choices=EtatDepense.choices(), default=EtatDepense.CONSTATE.value)
    reference = models.CharField("référence", max_length=500, blank=True)
    mandat = models.CharField("numéro de mandat", max_length=50, blank=True)
    mandate_le = models.DateField("date du mandat", null=True, blank=True)
    exercice = models.PositiveSmallIntegerField("exercice", null=True, blank=True)
    eligible = models.BooleanField("couverte par la subvention", null=True, blank=True)
    piece = models.ForeignKey("pieces.Piece", models.PROTECT, null=True, blank=True, verbose_name="justificatif")

    class Meta:
        verbose_name = "dépense"
        ordering = ["debut", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__gte=F("debut")),
                name="depense_fin_apres_debut",
                violation_error_message=JOURS_INVERSES,
            ),
            models.CheckConstraint(condition=Q(nature__in=list(Nature)), name="depense_nature_connue"),
        ]
        indexes = [models.Index(fields=["convention", "-debut", "-id"], name="depense_par_page")]

    def __str__(self) -> str:
        return self.libelle

    @property
    def references(self) -> str:
        """What statements print so that the accountant finds the payment order: reference, number and date of it."""
        mandat = f"mandat {self.mandat}" if self.mandat else ""
        if self.mandat and self.mandate_le:
            mandat += f" du {self.mandate_le:%d/%m/%Y}"
        return ", ".join(filter(None, (self.reference, mandat)))


class Cofinancement(models.Model):
    """Money from elsewhere, deducted before sharing (R6)."""

    convention = models.ForeignKey(
        "communes.Convention", models.CASCADE, related_name="cofinancements", verbose_name="convention"
    )
    libelle = models.CharField("libellé", max_length=500)
    montant = MontantField("montant")
    debut = models.DateField("premier jour")
    fin = models.DateField("dernier jour")

    class Meta:
        verbose_name = "cofinancement"
        ordering = ["debut", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__gte=F("debut")),
                name="cofinancement_fin_apres_debut",
                violation_error_message=JOURS_INVERSES,
            )
        ]

    def __str__(self) -> str:
        return self.libelle
