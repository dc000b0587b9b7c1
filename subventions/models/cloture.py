"""Closed statements: insert-only. Number, snapshot and fingerprint are written once; nothing rewrites them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from conseiller.champs import MontantField
from subventions.enums import EtatReponse, NatureDocument


class Numerotation(models.Model):
    """The last number given by an employing body in a financial year; locked while the next one is given."""

    employeuse = models.ForeignKey("communes.Organisme", models.PROTECT, related_name="+", verbose_name="employeur")
    exercice = models.PositiveSmallIntegerField("exercice")
    dernier = models.PositiveIntegerField("dernier numéro", default=0)

    class Meta:
        verbose_name = "numérotation"
        constraints = [models.UniqueConstraint(fields=["employeuse", "exercice"], name="numerotation_une_par_exercice")]

    def __str__(self) -> str:
        return f"{self.exercice}-{self.dernier:03d}"


class Cloture(models.Model):
    """The closing of a statement. `instantane` is the canonical JSON, byte for byte, whose SHA-256 is `empreinte`.

    `exercice` is the statement's own, that its number counts in; `exercice_comptable` the year open on that day, where
    the sums are called. Deleted only after `conserve_jusquau`.
    """

    decompte = models.OneToOneField(
        "subventions.Decompte", models.PROTECT, related_name="cloture", verbose_name="décompte"
    )
    employeuse = models.ForeignKey(
        "communes.Organisme", models.PROTECT, related_name="clotures", verbose_name="employeur"
    )
    exercice = models.PositiveSmallIntegerField("exercice")
    rang = models.PositiveIntegerField("rang dans l’exercice")
    numero = models.CharField("numéro", max_length=15)
    exercice_comptable = models.PositiveSmallIntegerField("exercice comptable")
    arrete_le = models.DateTimeField("arrêté le")
    arrete_par = models.CharField("arrêté par", max_length=201)
    motif = models.TextField("désaccord motivé", blank=True)
    remplace = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="remplacante", verbose_name="annule et remplace"
    )
    version_regles = models.CharField("version des règles", max_length=10)
    instantane = models.TextField("données du calcul, en JSON canonique")
    empreinte = models.CharField("empreinte SHA-256", max_length=64, db_index=True)
    conserve_jusquau = models.DateField("conservé jusqu’au")

    class Meta:
        verbose_name = "décompte arrêté"
        verbose_name_plural = "décomptes arrêtés"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["employeuse", "exercice", "rang"], name="cloture_numero_unique"),
            models.CheckConstraint(condition=Q(rang__gte=1), name="cloture_rang_positif"),
        ]

    def __str__(self) -> str:
        return f"décompte n°\u00a0{self.numero}"


class PartArretee(models.Model):
    """What a party owes by a closed statement, in cents: `solde` is the whole account, `appele` what a titre claims.

    `solde = montant + regularisation + ajustement + reporte - acompte`. Code, name and SIRET are those of that day.
    """

    cloture = models.ForeignKey(Cloture, models.PROTECT, related_name="parts", verbose_name="décompte arrêté")
    partie = models.ForeignKey("communes.Partie", models.PROTECT, related_name="parts_arretees", verbose_name="partie")
    code = models.CharField("code INSEE ou SIREN", max_length=9)
    nom = models.CharField("nom", max_length=500)
    siret = models.CharField("SIRET", max_length=14)
    employeuse = models.BooleanField("employeur")
    reponse = models.CharField("réponse", max_length=10, choices=EtatReponse.choices(), blank=True)
    montant = MontantField("part")
    regularisation = MontantField("régularisations")
    ajustement = MontantField("ajustements convenus")
    reporte = MontantField("sommes reportées sous le seuil")
    acompte = MontantField("acomptes déduits")
    solde = MontantField("solde")
    appele = MontantField("somme appelée")

    class Meta:
        verbose_name = "part arrêtée"
        verbose_name_plural = "parts arrêtées"
        ordering = ["partie__ordre"]
        constraints = [
            models.UniqueConstraint(fields=["cloture", "partie"], name="part_arretee_une_par_partie"),
            models.CheckConstraint(
                condition=Q(
                    solde=F("montant") + F("regularisation") + F("ajustement") + F("reporte") - F("acompte"),
                ),
                name="part_arretee_solde_exact",
            ),
        ]

    def __str__(self) -> str:
        return f"part de {self.nom}, {self.cloture}"


class DocumentArrete(models.Model):
    """A file of a closed statement, made from its snapshot, stored once; `partie` is empty when it is every party's."""

    cloture = models.ForeignKey(Cloture, models.PROTECT, related_name="documents", verbose_name="décompte arrêté")
    partie = models.ForeignKey("communes.Partie", models.PROTECT, null=True, related_name="+", verbose_name="partie")
    nature = models.CharField("nature", max_length=8, choices=NatureDocument.choices())
    piece = models.ForeignKey("pieces.Piece", models.PROTECT, related_name="+", verbose_name="fichier")
    rendu_le = models.DateTimeField("mis en page le")

    class Meta:
        verbose_name = "document arrêté"
        verbose_name_plural = "documents arrêtés"
        ordering = ["partie__ordre", "nature"]
        constraints = [
            models.UniqueConstraint(fields=["cloture", "nature", "partie"], name="document_arrete_un_par_partie"),
            models.UniqueConstraint(
                fields=["cloture", "nature"], condition=Q(partie__isnull=True), name="document_arrete_une_synthese"
            ),
        ]

    def __str__(self) -> str:
        return f"{NatureDocument(self.nature).libelle}, {self.cloture}"


class ExemplaireSigne(models.Model):
    """The scan of the copy that the mayor signed, kept beside the frozen PDF."""

    part = models.ForeignKey(PartArretee, models.PROTECT, related_name="exemplaires", verbose_name="part arrêtée")
    piece = models.ForeignKey("pieces.Piece", models.PROTECT, related_name="+", verbose_name="fichier")
    signe_le = models.DateField("signé le", null=True)
    ajoute_le = models.DateTimeField("ajouté le")
    ajoute_par = models.CharField("ajouté par", max_length=201)

    class Meta:
        verbose_name = "exemplaire signé"
        verbose_name_plural = "exemplaires signés"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"exemplaire signé, {self.part}"
