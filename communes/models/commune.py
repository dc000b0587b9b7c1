"""The official list of communes, as published; reference data that no agreement depends on."""

from __future__ import annotations

from django.db import models


class Commune(models.Model):
    """One commune of the official list; `nom_recherche` is its name as `normalize_nom` writes it."""

    insee = models.CharField("code INSEE", max_length=5, primary_key=True)
    nom = models.CharField("nom", max_length=200)
    nom_recherche = models.CharField("nom, pour la recherche", max_length=200, db_index=True)
    departement = models.CharField("département", max_length=3, blank=True)
    siren = models.CharField("SIREN", max_length=9, blank=True, db_index=True)
    codes_postaux = models.TextField("codes postaux", blank=True)
    population = models.PositiveIntegerField("population", null=True)
    source = models.CharField("source", max_length=100)
    millesime = models.CharField("millésime", max_length=10, blank=True)

    class Meta:
        verbose_name = "commune"
        ordering = ["nom_recherche", "insee"]

    def __str__(self) -> str:
        return self.nom
