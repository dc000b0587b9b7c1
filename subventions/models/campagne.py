"""One click for the statements of every agreement that an agent manages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from conseiller.refus import JOURS_INVERSES
from subventions.enums import EtatCampagne


class CampagneQuerySet(models.QuerySet["Campagne"]):
    """Campaigns seen by an agent."""

    def visible_to(self, agent: Any) -> CampagneQuerySet:
        """Those that the agent asked for: what they manage is their own."""
        return self.filter(demandee_par=agent)


class Campagne(models.Model):
    """A period, and the agreements whose statement was asked for it; cancelled, what waits is not computed."""

    du = models.DateField("premier jour")
    au = models.DateField("dernier jour")
    demandee_le = models.DateTimeField("demandée le")
    demandee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="campagnes", verbose_name="demandée par"
    )
    annulee_le = models.DateTimeField("annulée le", null=True)

    objects = CampagneQuerySet.as_manager()

    class Meta:
        verbose_name = "campagne"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(au__gte=F("du")), name="campagne_fin_apres_debut", violation_error_message=JOURS_INVERSES
            )
        ]

    def __str__(self) -> str:
        return f"campagne du {self.du:%d/%m/%Y} au {self.au:%d/%m/%Y}"


class LigneCampagne(models.Model):
    """One agreement of a campaign, and what came out: its statement, or a sentence that says why not."""

    campagne = models.ForeignKey(Campagne, models.CASCADE, related_name="lignes", verbose_name="campagne")
    convention = models.ForeignKey("communes.Convention", models.CASCADE, related_name="+", verbose_name="convention")
    decompte = models.ForeignKey(
        "subventions.Decompte", models.SET_NULL, null=True, related_name="campagnes", verbose_name="décompte"
    )
    etat = models.CharField("état", max_length=10, choices=EtatCampagne.choices(), default=EtatCampagne.ATTENTE.value)
    erreur = models.TextField("erreur", blank=True)

    class Meta:
        verbose_name = "ligne de campagne"
        verbose_name_plural = "lignes de campagne"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["campagne", "convention"], name="campagne_une_fois_par_convention"),
            models.CheckConstraint(condition=Q(etat__in=list(EtatCampagne)), name="campagne_etat_connu"),
        ]

    def __str__(self) -> str:
        return f"{self.convention}, {self.campagne}"
