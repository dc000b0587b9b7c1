"""Workshops and their dated sessions; an appointment is a session of one seat that belongs to no workshop."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ateliers.enums import EtatSeance, Niveau
from communes.models.agent import roles_allowing
from communes.permissions import Action


class Atelier(models.Model):
    """What is taught: the words that residents read. The sessions of a cycle are followed under one registration."""

    convention = models.ForeignKey(
        "communes.Convention", models.CASCADE, related_name="ateliers", verbose_name="convention"
    )
    titre = models.CharField("titre", max_length=120)
    phrase = models.CharField("en une phrase", max_length=200, blank=True)
    description = models.TextField("description", blank=True)
    # A code of `ateliers.calculs.thematiques`.
    thematique = models.CharField("thème", max_length=40, blank=True)
    niveau = models.CharField("niveau", max_length=14, choices=Niveau.choices(), blank=True)
    apporter = models.CharField("à apporter", max_length=200, blank=True)
    cycle = models.BooleanField("cycle de séances à suivre ensemble", default=False)

    class Meta:
        verbose_name = "atelier"
        ordering = ["titre", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(niveau__in=["", *Niveau]), name="atelier_niveau_connu"),
        ]

    def __str__(self) -> str:
        return self.titre


class SeanceQuerySet(models.QuerySet["Seance"]):
    """Sessions seen by an agent."""

    def permitted(self, agent: object, action: Action) -> SeanceQuerySet:
        """Those of the agreements on which one of the agent's roles allows `action`."""
        return self.filter(roles_allowing(agent, action, "convention", "convention__employeuse"))


class Seance(models.Model):
    """A dated session. `prises` counts the seats that confirmed and offered registrations hold: it is moved only by
    `ateliers.services.places`, and the constraint is the last judge.

    Times are instants, shown in Europe/Paris; durations are in minutes, `delai_annulation` in hours.
    """

    convention = models.ForeignKey(
        "communes.Convention", models.CASCADE, related_name="seances", verbose_name="convention"
    )
    atelier = models.ForeignKey(
        Atelier, models.CASCADE, null=True, blank=True, related_name="seances", verbose_name="atelier"
    )
    lieu = models.ForeignKey("ateliers.Lieu", models.PROTECT, related_name="seances", verbose_name="lieu")
    conseiller = models.ForeignKey(
        "communes.Agent", models.PROTECT, null=True, blank=True, related_name="seances", verbose_name="conseiller"
    )
    debut = models.DateTimeField("début", db_index=True)
    fin = models.DateTimeField("fin")
    installation = models.PositiveSmallIntegerField("installation, en minutes", default=0)
    rangement = models.PositiveSmallIntegerField("rangement, en minutes", default=0)
    precision = models.CharField("précision pour cette date", max_length=200, blank=True)

    capacite = models.PositiveSmallIntegerField("places")
    chaises = models.PositiveSmallIntegerField("chaises ajoutées", default=0)
    prises = models.PositiveSmallIntegerField("places prises", default=0)
    places_guichet = models.PositiveSmallIntegerField("places gardées pour l’accueil", default=0)
    prises_guichet = models.PositiveSmallIntegerField("places prises à l’accueil", default=0)
    guichet_jours = models.PositiveSmallIntegerField("jusqu’à combien de jours avant", default=2)
    ordinateurs = models.PositiveSmallIntegerField("ordinateurs prêtés", null=True, blank=True)
    ordinateurs_pris = models.PositiveSmallIntegerField("ordinateurs réservés", default=0)
    delai_annulation = models.PositiveSmallIntegerField("annulation jusqu’à combien d’heures avant", default=4)

    minimum = models.PositiveSmallIntegerField("nombre minimum d’inscrits", null=True, blank=True)
    decision_le = models.DateField("décision le", null=True, blank=True)

    etat = models.CharField("état", max_length=8, choices=EtatSeance.choices(), default=EtatSeance.PREVUE.value)
    annulee_par = models.ForeignKey(
        "communes.Organisme", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="annulée par"
    )
    annulee_le = models.DateTimeField("annulée le", null=True, blank=True)
    motif = models.CharField("motif de l’annulation", max_length=200, blank=True)
    remplacement = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="séance proposée à la place"
    )
    retard = models.PositiveSmallIntegerField("retard annoncé, en minutes", default=0)

    # What the time sheet, the statement and the report need, whatever the kind of session.
    thematique = models.CharField("thème du rendez-vous", max_length=40, blank=True)
    minutes_reelles = models.PositiveSmallIntegerField("durée réelle, en minutes", null=True, blank=True)
    commune_chargee = models.ForeignKey(
        "communes.Organisme", models.PROTECT, related_name="+", verbose_name="commune dont les heures sont employées"
    )

    # Calendars know a change by them (RFC 5545, SEQUENCE and LAST-MODIFIED).
    sequence = models.PositiveIntegerField("version", default=0)
    modifiee_le = models.DateTimeField("modifiée le")

    objects = SeanceQuerySet.as_manager()

    class Meta:
        verbose_name = "séance"
        ordering = ["debut", "pk"]
        indexes = [models.Index(fields=["convention", "debut"], name="seance_a_venir")]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__gt=F("debut")),
                name="seance_finit_apres_son_debut",
                violation_error_message="La fin est avant le début\u00a0: corrigez l’une des deux heures.",
            ),
            models.CheckConstraint(
                condition=Q(prises__lte=F("capacite") + F("chaises")),
                name="seance_jamais_plus_de_monde_que_de_places",
                violation_error_message="Il y a déjà plus d’inscrits que cela\u00a0: gardez au moins leurs places.",
            ),
            models.CheckConstraint(
                condition=Q(ordinateurs__isnull=True) | Q(ordinateurs_pris__lte=F("ordinateurs")),
                name="seance_jamais_plus_d_ordinateurs_que_prevu",
                violation_error_message="Plus d’ordinateurs que cela sont déjà réservés\u00a0: gardez-en autant.",
            ),
            models.CheckConstraint(
                condition=Q(prises_guichet__lte=F("prises")), name="seance_places_du_guichet_comprises"
            ),
            models.CheckConstraint(
                condition=Q(places_guichet__lte=F("capacite")),
                name="seance_places_gardees_au_plus_toutes",
                violation_error_message="L’accueil ne peut pas garder plus de places qu’il n’y en a.",
            ),
            models.CheckConstraint(condition=Q(etat__in=list(EtatSeance)), name="seance_etat_connu"),
            models.CheckConstraint(
                condition=Q(etat=EtatSeance.ANNULEE.value, annulee_le__isnull=False)
                | ~Q(etat=EtatSeance.ANNULEE.value) & Q(annulee_le__isnull=True),
                name="seance_annulee_a_sa_date",
            ),
        ]

    def __str__(self) -> str:
        return self.titre

    @property
    def titre(self) -> str:
        """Title of the workshop, or what an appointment is."""
        return self.atelier.titre if self.atelier else "Rendez-vous avec le conseiller numérique"

    @property
    def places(self) -> int:
        """Seats of the session, added chairs included."""
        return self.capacite + self.chaises

    @property
    def libres(self) -> int:
        """Seats that nobody holds, those kept for the desk included."""
        return max(0, self.places - self.prises)


class Occupation(models.Model):
    """A quarter of an hour during which an adviser or a room is taken, set-up and tear-down included.

    `ressource`: « agent:3 » or « lieu:5 ». `quart`: number of the quarter hour since 1970 in UTC.
    """

    ressource = models.CharField("ressource", max_length=30)
    quart = models.PositiveIntegerField("quart d’heure")
    seance = models.ForeignKey(Seance, models.CASCADE, related_name="occupations", verbose_name="séance")

    class Meta:
        verbose_name = "occupation"
        constraints = [
            models.UniqueConstraint(
                fields=["ressource", "quart"],
                name="occupation_une_seule_fois",
                violation_error_message="Le conseiller ou la salle est déjà pris à cette heure.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.ressource} {self.quart}"


class Frequentation(models.Model):
    """Who came, without anybody: people present at a session by commune and age band, kept when names are erased.

    `premieres` counts those who came for the first time that year: their sum is the number of different people.
    `figee`: never counted again, since registrations that it was counted from are erased.
    """

    seance = models.ForeignKey(Seance, models.CASCADE, related_name="frequentations", verbose_name="séance")
    commune = models.ForeignKey(
        "communes.Organisme", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="commune"
    )
    tranche_age = models.CharField("tranche d’âge", max_length=24, blank=True)
    presents = models.PositiveSmallIntegerField("personnes présentes")
    premieres = models.PositiveSmallIntegerField("venues pour la première fois de l’année", default=0)
    figee = models.BooleanField("comptée pour toujours", default=False)

    class Meta:
        verbose_name = "fréquentation"
        constraints = [
            models.UniqueConstraint(
                fields=["seance", "commune", "tranche_age"], name="frequentation_une_ligne_par_groupe"
            ),
            models.UniqueConstraint(
                fields=["seance", "tranche_age"],
                condition=Q(commune__isnull=True),
                name="frequentation_une_ligne_d_ailleurs",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.presents} ({self.tranche_age or 'âge non noté'})"
