"""Bookings: a contact, the people who come, and their place at each session."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ateliers.enums import Auteur, Canal, EtatInscription, Evenement, Issue, Presence, TrancheAge
from communes.models.agent import roles_allowing
from communes.permissions import Action


class ReservationQuerySet(models.QuerySet["Reservation"]):
    """Bookings seen by an agent."""

    def permitted(self, agent: object, action: Action) -> ReservationQuerySet:
        """Those of the agreements on which one of the agent's roles allows `action`."""
        return self.filter(roles_allowing(agent, action, "convention", "convention__employeuse"))


class Reservation(models.Model):
    """One booking, whatever the number of people and of sessions; its contact may not come at all.

    `code` is read aloud and typed with a name; `jeton` is the long link of the e-mails, changed when it is revoked.
    `cle` (see `ateliers.services.reservations`) is empty once cancelled, so that the same people may book again.
    `recu_le` is when the request reached us, a paper list included; `rang_le` orders the waiting list.
    """

    convention = models.ForeignKey(
        "communes.Convention", models.CASCADE, related_name="reservations", verbose_name="convention"
    )
    code = models.CharField("code", max_length=6, unique=True)
    jeton = models.CharField("jeton", max_length=43, unique=True)
    cle = models.CharField("clé", max_length=64, unique=True, null=True, blank=True)
    navigateur = models.CharField("navigateur", max_length=64, blank=True)
    contact = models.CharField("personne à prévenir", max_length=200, blank=True)
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    courriel = models.EmailField("courriel", blank=True)
    canal = models.CharField("canal", max_length=10, choices=Canal.choices())
    recu_le = models.DateTimeField("reçue le")
    rang_le = models.DateTimeField("rang dans la liste d’attente")
    cree_le = models.DateTimeField("créée le")
    cree_par = models.ForeignKey(
        "communes.Agent", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="saisie par"
    )
    double_de = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="doubles", verbose_name="double de"
    )

    objects = ReservationQuerySet.as_manager()

    class Meta:
        verbose_name = "réservation"
        verbose_name_plural = "réservations"
        ordering = ["rang_le", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(canal__in=list(Canal)), name="reservation_canal_connu"),
        ]

    def __str__(self) -> str:
        # Never a name: this is what logs and the journal print.
        return f"réservation {self.pk}"


class Participant(models.Model):
    """Somebody who comes; without a commune of the agreement, they come from elsewhere."""

    reservation = models.ForeignKey(
        Reservation, models.CASCADE, related_name="participants", verbose_name="réservation"
    )
    prenom = models.CharField("prénom", max_length=100)
    nom = models.CharField("nom", max_length=100)
    commune = models.ForeignKey(
        "communes.Organisme", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="commune"
    )

    class Meta:
        verbose_name = "participant"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"participant {self.pk}"

    @property
    def nom_complet(self) -> str:
        """« Odette Marchal »."""
        return f"{self.prenom} {self.nom}"


class InscriptionQuerySet(models.QuerySet["Inscription"]):
    """People at sessions, seen by an agent."""

    def permitted(self, agent: object, action: Action) -> InscriptionQuerySet:
        """Those of the agreements on which one of the agent's roles allows `action`."""
        return self.filter(roles_allowing(agent, action, "seance__convention", "seance__convention__employeuse"))


class Inscription(models.Model):
    """One person at one session."""

    reservation = models.ForeignKey(
        Reservation, models.CASCADE, related_name="inscriptions", verbose_name="réservation"
    )
    participant = models.ForeignKey(
        Participant, models.CASCADE, related_name="inscriptions", verbose_name="participant"
    )
    seance = models.ForeignKey("ateliers.Seance", models.CASCADE, related_name="inscriptions", verbose_name="séance")
    etat = models.CharField("état", max_length=9, choices=EtatInscription.choices())
    ordinateur = models.BooleanField("besoin d’un ordinateur", default=False)
    # Its seat counts among those that the desk keeps.
    guichet = models.BooleanField("prise sur les places de l’accueil", default=False)
    offre_jusqu_a = models.DateTimeField("offre tenue jusqu’à", null=True, blank=True)
    annulee_le = models.DateTimeField("annulée le", null=True, blank=True)
    annulee_par = models.CharField("annulée par", max_length=12, choices=Auteur.choices(), blank=True)
    presence = models.CharField("présence", max_length=7, choices=Presence.choices(), blank=True)
    tranche_age = models.CharField("tranche d’âge", max_length=24, choices=TrancheAge.choices(), blank=True)

    objects = InscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = "inscription"
        ordering = ["pk"]
        indexes = [models.Index(fields=["seance", "etat"], name="inscription_par_seance")]
        constraints = [
            models.UniqueConstraint(fields=["participant", "seance"], name="inscription_une_fois_par_seance"),
            models.CheckConstraint(condition=Q(etat__in=list(EtatInscription)), name="inscription_etat_connu"),
            models.CheckConstraint(
                condition=Q(etat=EtatInscription.PROPOSEE.value, offre_jusqu_a__isnull=False)
                | ~Q(etat=EtatInscription.PROPOSEE.value),
                name="inscription_offre_a_son_terme",
            ),
            models.CheckConstraint(condition=Q(presence__in=["", *Presence]), name="inscription_presence_connue"),
        ]

    def __str__(self) -> str:
        return f"inscription {self.pk}"


class Appel(models.Model):
    """A call to make: what an e-mail cannot tell. It stays until somebody notes its outcome.

    `cle` is the same as that of the e-mail it stands for: nobody is to be called twice for the same thing.
    """

    cle = models.CharField("clé", max_length=200, unique=True)
    reservation = models.ForeignKey(Reservation, models.CASCADE, related_name="appels", verbose_name="réservation")
    seance = models.ForeignKey("ateliers.Seance", models.CASCADE, related_name="appels", verbose_name="séance")
    evenement = models.CharField("objet", max_length=14, choices=Evenement.choices())
    avant = models.DateTimeField("à passer avant", null=True, blank=True)
    cree_le = models.DateTimeField("créé le")
    essais = models.PositiveSmallIntegerField("appels sans réponse", default=0)
    dernier_essai_le = models.DateTimeField("dernier appel le", null=True, blank=True)
    issue = models.CharField("issue", max_length=10, choices=Issue.choices(), blank=True)
    traite_le = models.DateTimeField("traité le", null=True, blank=True)
    traite_par = models.ForeignKey(
        "communes.Agent", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="traité par"
    )

    class Meta:
        verbose_name = "appel à passer"
        verbose_name_plural = "appels à passer"
        ordering = ["avant", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(issue="", traite_le__isnull=True) | ~Q(issue="") & Q(traite_le__isnull=False),
                name="appel_traite_a_son_issue",
            ),
            models.CheckConstraint(condition=Q(issue__in=["", *Issue]), name="appel_issue_connue"),
        ]

    def __str__(self) -> str:
        return f"appel {self.pk}"
