"""One row per job: what was asked, where it stands, who holds it and until when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from conseiller.enums import Enumeration


class EtatTravail(Enumeration):
    """Life of a job."""

    ATTENTE = "attente", "En attente"
    EN_COURS = "en_cours", "En cours"
    FINI = "fini", "Fini"
    ECHOUE = "echoue", "Échoué"


ACTIFS = [EtatTravail.ATTENTE.value, EtatTravail.EN_COURS.value]


class Travail(models.Model):
    """A job on one object. The lease says until when its holder alone may write its result; that of a job that waits,
    until when nobody takes it.

    `essais` is raised by each claim: it fences off a holder that comes back after its lease was given to another.
    """

    tache = models.CharField("tâche", max_length=100)
    objet = models.PositiveBigIntegerField("objet")
    etat = models.CharField("état", max_length=10, choices=EtatTravail.choices(), default=EtatTravail.ATTENTE.value)
    essais = models.PositiveSmallIntegerField("essais", default=0)
    bail = models.DateTimeField("bail jusqu’à", null=True)
    fait = models.PositiveIntegerField("fait", default=0)
    total = models.PositiveIntegerField("à faire", default=0)
    erreur = models.TextField("erreur", blank=True)
    demande_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name="demandé par")
    demande_le = models.DateTimeField("demandé le")
    fini_le = models.DateTimeField("fini le", null=True)
    # Asked with a thousand others: rung a few at a time, so that whoever waits before a page does not wait for them.
    en_lot = models.BooleanField("en lot", default=False)

    class Meta:
        verbose_name = "travail"
        verbose_name_plural = "travaux"
        constraints = [
            models.UniqueConstraint(
                fields=["tache", "objet"], condition=Q(etat__in=ACTIFS), name="travail_un_seul_actif_par_objet"
            ),
            models.CheckConstraint(condition=Q(etat__in=list(EtatTravail)), name="travail_etat_connu"),
        ]
        indexes = [
            models.Index(fields=["bail"], condition=Q(etat__in=ACTIFS), name="travail_actif_par_bail"),
            models.Index(fields=["tache", "objet", "-id"], name="travail_par_objet"),
        ]

    def __str__(self) -> str:
        return f"{self.tache} {self.objet} ({self.etat})"
