"""What the treasury does of a called sum: the titre, then what is paid."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from conseiller.champs import MontantField


class Titre(models.Model):
    """The titre de recettes of a sum, as the accounting software numbered it; a mandat when the sum is given back."""

    part = models.OneToOneField(
        "subventions.PartArretee", models.PROTECT, null=True, related_name="titre", verbose_name="part arrêtée"
    )
    acompte = models.OneToOneField(
        "subventions.Acompte", models.PROTECT, null=True, related_name="titre", verbose_name="acompte"
    )
    numero = models.CharField("numéro du titre", max_length=30)
    emis_le = models.DateField("émis le")

    class Meta:
        verbose_name = "titre"
        ordering = ["emis_le", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(part__isnull=False, acompte__isnull=True) | Q(part__isnull=True, acompte__isnull=False),
                name="titre_une_somme",
            )
        ]

    def __str__(self) -> str:
        return f"titre n°\u00a0{self.numero}"

    @property
    def montant(self) -> int:
        """The sum of the titre, in cents; a mandat's is negative."""
        return self.part.appele if self.part else self.acompte.montant  # type: ignore[union-attr]


class Paiement(models.Model):
    """What was paid of a titre on one day, in cents; several make a titre paid in parts."""

    titre = models.ForeignKey(Titre, models.CASCADE, related_name="paiements", verbose_name="titre")
    paye_le = models.DateField("payé le")
    montant = MontantField("montant")

    class Meta:
        verbose_name = "paiement"
        ordering = ["paye_le", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(montant=0), name="paiement_non_nul")]

    def __str__(self) -> str:
        return f"paiement du {self.paye_le:%d/%m/%Y}"
