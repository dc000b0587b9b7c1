"""One row per e-mail: what it says, to whom, and what is known of its journey."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from conseiller.enums import Enumeration


class EtatCourriel(Enumeration):
    """What is known of an e-mail. Nothing leaves INCERTAIN or ECHOUE by itself: an agent decides."""

    A_ENVOYER = "a_envoyer", "à envoyer"
    EN_COURS = "en_cours", "envoi en cours"
    ENVOYE = "envoye", "envoyé"
    ECHOUE = "echoue", "échec"
    INCERTAIN = "incertain", "envoi incertain"


class Courriel(models.Model):
    """An e-mail. `cle` is the caller's: the same message is written once; `message_id` never changes, so that
    the recipient's server may recognise a second copy. `convention` narrows who may see it."""

    cle = models.CharField("clé", max_length=200, unique=True)
    destinataire = models.EmailField("destinataire")
    sujet = models.CharField(
        "sujet",
        max_length=200,
        validators=[RegexValidator(r"\A[^\x00-\x1f\x7f\x85\u2028\u2029]+\Z", "Le sujet tient sur une ligne.")],
    )
    corps = models.TextField("texte")
    calendrier = models.TextField("fichier d’agenda joint", blank=True)
    convention = models.PositiveBigIntegerField("convention", null=True, blank=True, db_index=True)
    etat = models.CharField("état", max_length=10, choices=EtatCourriel.choices(), default=EtatCourriel.A_ENVOYER.value)
    message_id = models.CharField("Message-ID", max_length=200, unique=True)
    erreur = models.TextField("erreur", blank=True)
    essais = models.PositiveSmallIntegerField("essais", default=0)
    cree_le = models.DateTimeField("créé le")
    envoye_le = models.DateTimeField("envoyé le", null=True, blank=True)
    # After that it would be late or wrong: it no longer leaves.
    perime_le = models.DateTimeField("ne part plus après", null=True, blank=True)

    class Meta:
        verbose_name = "courriel"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(etat__in=list(EtatCourriel)), name="courriel_etat_connu"),
            models.CheckConstraint(
                condition=Q(etat=EtatCourriel.ENVOYE.value, envoye_le__isnull=False)
                | ~Q(etat=EtatCourriel.ENVOYE.value) & Q(envoye_le__isnull=True),
                name="courriel_envoye_a_sa_date",
            ),
        ]

    def __str__(self) -> str:
        return f"courriel {self.pk} ({EtatCourriel(self.etat).libelle})"
