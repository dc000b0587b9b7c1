"""Statements: what was computed for a period, each party's share, and the documents rendered from it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from communes.enums import Methode
from communes.models.agent import roles_allowing
from communes.permissions import Action
from conseiller.champs import MontantField
from conseiller.montants import parse_montant
from conseiller.refus import JOURS_INVERSES
from subventions.enums import EtatDecompte


class DecompteQuerySet(models.QuerySet["Decompte"]):
    """Statements seen by an agent."""

    def permitted(self, agent: object, action: Action) -> DecompteQuerySet:
        """Those on whose agreement one of the agent's roles allows `action`."""
        return self.filter(roles_allowing(agent, action, "convention", "convention__employeuse"))

    def visible_to(self, agent: object) -> DecompteQuerySet:
        """Those that the agent may read; others do not exist for them."""
        return self.permitted(agent, Action.VOIR_DECOMPTE)


class Decompte(models.Model):
    """A statement. `instantane` holds all that it was computed from; `version` grows when a new computation differs."""

    convention = models.ForeignKey(
        "communes.Convention", models.PROTECT, related_name="decomptes", verbose_name="convention"
    )
    du = models.DateField("premier jour")
    au = models.DateField("dernier jour")
    exercice = models.PositiveSmallIntegerField("exercice")
    methode = models.CharField("subvention comptée", max_length=12, choices=Methode.choices())
    etat = models.CharField("état", max_length=10, choices=EtatDecompte.choices(), default=EtatDecompte.BROUILLON.value)
    version = models.PositiveSmallIntegerField("version", default=0)
    reste = MontantField("reste à répartir", null=True)
    instantane = models.JSONField("données du calcul", null=True)
    empreinte = models.CharField("empreinte SHA-256", max_length=64, blank=True)
    calcule_le = models.DateTimeField("calculé le", null=True)
    # The last one of the agreement: sums really received, and what is too small is called no more.
    solde_final = models.BooleanField("solde définitif", default=False)
    # The closed statement that this one cancels and replaces.
    remplace = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="remplacants", verbose_name="annule et remplace"
    )
    transmis_le = models.DateTimeField("transmis le", null=True)
    reponses_jusquau = models.DateField("réponses jusqu’au", null=True)

    objects = DecompteQuerySet.as_manager()

    class Meta:
        verbose_name = "décompte"
        ordering = ["-du", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "du", "au"],
                condition=Q(etat=EtatDecompte.BROUILLON.value),
                name="decompte_un_brouillon_par_periode",
                violation_error_message="Un brouillon existe déjà pour cette période\u00a0: ouvrez-le.",
            ),
            models.CheckConstraint(
                condition=Q(au__gte=F("du")),
                name="decompte_fin_apres_debut",
                violation_error_message=JOURS_INVERSES,
            ),
            models.CheckConstraint(condition=Q(etat__in=list(EtatDecompte)), name="decompte_etat_connu"),
        ]

    def __str__(self) -> str:
        return f"décompte du {self.du:%d/%m/%Y} au {self.au:%d/%m/%Y}"

    @property
    def report_nouveau(self) -> int:
        """Balance left to the next statement (R7), in cents, zero or negative; 0 before the calculation."""
        return parse_montant(self.instantane["resultat"]["report_nouveau"]) if self.instantane else 0


class Part(models.Model):
    """What one party owes for the period, in cents; the calculation itself is in the statement's snapshot."""

    decompte = models.ForeignKey(Decompte, models.CASCADE, related_name="parts", verbose_name="décompte")
    partie = models.ForeignKey("communes.Partie", models.PROTECT, related_name="parts", verbose_name="partie")
    montant = MontantField("montant")

    class Meta:
        verbose_name = "part"
        ordering = ["partie__ordre"]
        constraints = [models.UniqueConstraint(fields=["decompte", "partie"], name="part_une_par_partie")]

    def __str__(self) -> str:
        return f"part de {self.partie}"


class Document(models.Model):
    """A PDF rendered for one version: the party's *état liquidatif*, or the summary when `partie` is empty."""

    decompte = models.ForeignKey(Decompte, models.CASCADE, related_name="documents", verbose_name="décompte")
    version = models.PositiveSmallIntegerField("version")
    partie = models.ForeignKey(
        "communes.Partie", models.PROTECT, null=True, related_name="documents", verbose_name="partie"
    )
    piece = models.ForeignKey("pieces.Piece", models.PROTECT, verbose_name="fichier")

    class Meta:
        verbose_name = "document"
        ordering = ["partie__ordre"]
        constraints = [
            models.UniqueConstraint(fields=["decompte", "version", "partie"], name="document_un_par_partie"),
            models.UniqueConstraint(
                fields=["decompte", "version"], condition=Q(partie__isnull=True), name="document_une_synthese"
            ),
        ]

    def __str__(self) -> str:
        return f"état liquidatif de {self.partie}" if self.partie else "synthèse"
