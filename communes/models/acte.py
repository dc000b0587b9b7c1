"""Acts behind the agreement: council decisions, opinions, signed texts."""

from __future__ import annotations

from django.db import models
from django.db.models import F

from communes.enums import TypeActe


class Acte(models.Model):
    """One act, as it was written: `intitule` keeps the original title, spelling included."""

    convention = models.ForeignKey(
        "communes.Convention", models.CASCADE, related_name="actes", verbose_name="convention"
    )
    organisme = models.ForeignKey("communes.Organisme", models.PROTECT, related_name="actes", verbose_name="organisme")
    avenant = models.ForeignKey(
        "communes.Avenant", models.SET_NULL, null=True, blank=True, related_name="actes", verbose_name="avenant"
    )
    acte_lie = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, verbose_name="acte lié")
    type = models.CharField("type", max_length=12, choices=TypeActe.choices())
    numero = models.CharField("numéro", max_length=30, blank=True)
    date = models.DateField("date", null=True, blank=True)
    executoire_le = models.DateField("exécutoire le", null=True, blank=True)
    intitule = models.TextField("intitulé d’origine", blank=True)
    objet = models.CharField("objet", max_length=500, blank=True)
    rapporteur = models.CharField("rapporteur", max_length=100, blank=True)
    visas = models.TextField("visas", blank=True)
    vote = models.CharField("vote", max_length=100, blank=True)
    piece = models.ForeignKey("pieces.Piece", models.PROTECT, null=True, blank=True, verbose_name="fichier")

    class Meta:
        verbose_name = "acte"
        ordering = [F("date").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        numero = f" n°\u00a0{self.numero}" if self.numero else ""
        date = f" du {self.date:%d/%m/%Y}" if self.date else ""
        return f"{TypeActe(self.type).libelle}{numero}{date}"
