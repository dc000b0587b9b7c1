"""The agreement, its parties and its amendments."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from communes.enums import Imputation, Methode
from communes.permissions import Action
from conseiller.champs import MontantField, QuartsField
from conseiller.montants import CENT_POUR_CENT

from .agent import roles_allowing

# Under 15 € a public debt is not called (CGCT D. 1611-1): it waits for the next statement (R13). In cents.
SEUIL_APPEL = 15_00


class Groupe(models.Model):
    """The communes that residents know together: one public space, whatever the agreements that follow one another."""

    nom = models.CharField("nom", max_length=500)
    slug = models.SlugField(
        "adresse", unique=True, error_messages={"unique": "Un autre groupe porte déjà cette adresse\u00a0: changez-la."}
    )

    lieu = models.CharField("lieu d’accueil, avec son article", max_length=100, default="la médiathèque")

    class Meta:
        verbose_name = "groupe"
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom


class ConventionQuerySet(models.QuerySet["Convention"]):
    """Agreements seen by an agent."""

    def permitted(self, agent: object, action: Action) -> ConventionQuerySet:
        """Those on which one of the agent's roles allows `action`."""
        return self.filter(roles_allowing(agent, action))

    def visible_to(self, agent: object) -> ConventionQuerySet:
        """Those that the agent may read; others do not exist for them."""
        return self.permitted(agent, Action.VOIR_CONVENTION)


class Convention(models.Model):
    """An agreement between bodies that share an adviser; one of them employs."""

    groupe = models.ForeignKey(Groupe, models.PROTECT, related_name="conventions", verbose_name="groupe")
    employeuse = models.ForeignKey(
        "communes.Organisme", models.PROTECT, related_name="conventions_employeuse", verbose_name="organisme employeur"
    )
    organismes = models.ManyToManyField("communes.Organisme", through="communes.Partie", related_name="conventions")
    objet = models.CharField("objet", max_length=500)
    debut = models.DateField("date d’effet")
    fin = models.DateField("terme")
    fin_heures = models.DateField("dernier jour des heures", null=True, blank=True)
    signee_le = models.DateField("signée le", null=True, blank=True)
    base_legale = models.TextField("texte appliqué", blank=True)
    heures_poste = QuartsField("heures annuelles du poste, en quarts d’heure", null=True, blank=True)
    methode = models.CharField(
        "subvention comptée", max_length=12, choices=Methode.choices(), default=Methode.PRORATA.value
    )
    imputation = models.CharField(
        "qualité de la participation", max_length=20, choices=Imputation.choices(), blank=True
    )
    preavis_mois = models.PositiveSmallIntegerField("préavis de sortie, en mois", null=True, blank=True)
    acompte_taux = models.PositiveIntegerField("acompte, en centièmes de pourcent", default=0)
    seuil_appel = MontantField("seuil d’appel", default=SEUIL_APPEL)
    delai_remarques = models.PositiveSmallIntegerField("délai pour répondre à un décompte, en jours", default=30)
    exemple = models.BooleanField("données d’exemple, fictives", default=False)

    objects = ConventionQuerySet.as_manager()

    class Meta:
        verbose_name = "convention"
        ordering = ["-debut", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__gte=F("debut")),
                name="convention_terme_apres_effet",
                violation_error_message="Le terme est avant la date d’effet\u00a0: corrigez l’une des deux dates.",
            ),
            models.CheckConstraint(condition=Q(methode__in=list(Methode)), name="convention_methode_connue"),
            models.CheckConstraint(
                condition=Q(seuil_appel__gte=0),
                name="convention_seuil_positif",
                violation_error_message="Un seuil ne peut pas être négatif.",
            ),
            models.CheckConstraint(
                condition=Q(acompte_taux__lte=CENT_POUR_CENT),
                name="convention_acompte_au_plus_la_part",
                violation_error_message="Un acompte ne dépasse pas 100\u00a0% de la part.",
            ),
        ]

    def __str__(self) -> str:
        return self.objet


class Partie(models.Model):
    """A body in an agreement, in the act's order, with what the treasury asks of it."""

    convention = models.ForeignKey(Convention, models.CASCADE, related_name="parties", verbose_name="convention")
    organisme = models.ForeignKey(
        "communes.Organisme", models.PROTECT, related_name="parties", verbose_name="organisme"
    )
    ordre = models.PositiveSmallIntegerField("ordre", validators=[MinValueValidator(1)])
    sortie_le = models.DateField("dernier jour dans la convention", null=True, blank=True)
    code_service = models.CharField("code service", max_length=100, blank=True)
    numero_engagement = models.CharField("numéro d’engagement", max_length=50, blank=True)
    compte = models.CharField("compte proposé", max_length=100, blank=True)

    class Meta:
        verbose_name = "partie"
        ordering = ["ordre"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "organisme"],
                name="partie_une_fois_par_convention",
                violation_error_message="Cet organisme est déjà partie à la convention.",
            ),
            models.UniqueConstraint(
                fields=["convention", "ordre"],
                name="partie_ordre_unique",
                violation_error_message="Deux parties ne peuvent pas avoir le même rang.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisme)


class Avenant(models.Model):
    """An amendment: a draft counts for nothing; once signed it counts from its effect date (R18)."""

    convention = models.ForeignKey(Convention, models.CASCADE, related_name="avenants", verbose_name="convention")
    numero = models.PositiveSmallIntegerField("numéro", validators=[MinValueValidator(1)])
    objet = models.CharField("objet", max_length=500, blank=True)
    nouveau_terme = models.DateField("nouveau terme de la convention", null=True, blank=True)
    partie_sortante = models.ForeignKey(
        Partie, models.CASCADE, null=True, blank=True, related_name="avenants_de_sortie", verbose_name="partie qui sort"
    )
    demande_le = models.DateField("sortie demandée le", null=True, blank=True)
    effet_le = models.DateField("date d’effet")
    brouillon = models.BooleanField("brouillon", default=True)
    signe_le = models.DateField("signé le", null=True, blank=True)

    class Meta:
        verbose_name = "avenant"
        ordering = ["numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "numero"],
                name="avenant_numero_unique",
                violation_error_message="Un avenant porte déjà ce numéro.",
            ),
            models.CheckConstraint(
                condition=Q(brouillon=False) | Q(signe_le__isnull=True),
                name="avenant_brouillon_sans_signature",
                violation_error_message="Un brouillon n’a pas de date de signature\u00a0: retirez-la, ou signez-le.",
            ),
        ]

    def __str__(self) -> str:
        return f"avenant n°\u00a0{self.numero}"
