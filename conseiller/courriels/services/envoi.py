"""Send an e-mail once, and record what is known of it."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from conseiller.courriels.models import Courriel, EtatCourriel
from conseiller.journal.services import record
from conseiller.travaux.models import Travail
from conseiller.travaux.services import finish_travail, keep_travail, request_travail

from .ecriture import ENVOI
from .messagerie import EnvoiDiffere, EnvoiIncertain, EnvoiRefuse, open_messagerie, send_message

logger = logging.getLogger(__name__)

# Longer than a session whose every answer takes EMAIL_TIMEOUT.
BAIL_ENVOI = timedelta(seconds=60)
# Ten tries in a day: a server that is down at night is up the next morning.
DELAIS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 300, 300, 400))
ABANDON = (
    "Le serveur de messagerie n’a pas pris ce courriel en un jour. Prévenez l’administrateur du site, puis renvoyez-le."
)
INTERROMPU = (
    "L’envoi s’est interrompu\u00a0: le message est peut-être arrivé. Demandez au destinataire avant de le renvoyer."
)
PERIME = "Ce courriel n’est plus utile : ce qu’il dit est passé ou a changé avant qu’il parte."


def send_courriel(travail: Travail) -> None:
    """Send the e-mail of a job, unless an earlier holder died while sending it: nobody knows, so nobody sends it again.

    Raises BailPerdu, and records nothing, when the job went to another worker meanwhile.
    """
    courriel = Courriel.objects.filter(pk=travail.objet).exclude(corps="").first()
    if courriel is None:
        # Its words were erased at the request of the person they were about.
        finish_travail(travail)
        return
    if courriel.etat == EtatCourriel.EN_COURS:
        _record(courriel, travail, EtatCourriel.INCERTAIN, INTERROMPU)
        return
    if courriel.perime_le is not None and courriel.perime_le <= timezone.now():
        _record(courriel, travail, EtatCourriel.ECHOUE, PERIME)
        return
    keep_travail(travail, fait=0, total=1, bail=BAIL_ENVOI)
    try:
        with open_messagerie() as messagerie:
            _claim(courriel, travail)
            send_message(messagerie, _build_message(courriel))
            _record(courriel, travail, EtatCourriel.ENVOYE)
    except EnvoiDiffere as erreur:
        _defer(courriel, travail, str(erreur))
    except EnvoiRefuse as erreur:
        _record(courriel, travail, EtatCourriel.ECHOUE, str(erreur))
    except EnvoiIncertain as erreur:
        _record(courriel, travail, EtatCourriel.INCERTAIN, str(erreur))


def _build_message(courriel: Courriel) -> EmailMessage:
    # No holiday answer is wanted (RFC 3834).
    entetes = {"Message-ID": courriel.message_id, "Auto-Submitted": "auto-generated"}
    message = EmailMessage(courriel.sujet, courriel.corps, to=[courriel.destinataire], headers=entetes)
    if courriel.calendrier:
        message.attach("agenda.ics", courriel.calendrier, "text/calendar")
    return message


@transaction.atomic
def _claim(courriel: Courriel, travail: Travail) -> None:
    """Say that it may leave, before it can: whoever finds it so afterwards knows that this worker died."""
    keep_travail(travail, fait=0, total=1, bail=BAIL_ENVOI)
    Courriel.objects.filter(pk=courriel.pk).update(etat=EtatCourriel.EN_COURS)


@transaction.atomic
def _record(courriel: Courriel, travail: Travail, etat: EtatCourriel, erreur: str = "") -> None:
    now = timezone.now()
    finish_travail(travail)
    Courriel.objects.filter(pk=courriel.pk).update(
        etat=etat, erreur=erreur, essais=F("essais") + 1, envoye_le=now if etat is EtatCourriel.ENVOYE else None
    )
    action = f"courriel\u00a0: {etat.libelle}"
    record(action, courriel, agent=travail.demande_par, now=now, convention=courriel.convention)
    if erreur:
        # Neither the address nor the subject: the log is read by others.
        logger.warning("Courriel %s, %s\u00a0: %s", courriel.pk, etat.libelle, erreur)


@transaction.atomic
def _defer(courriel: Courriel, travail: Travail, erreur: str) -> None:
    """Leave it to a later job, further away each time; give up after a day."""
    if courriel.essais >= len(DELAIS):
        _record(courriel, travail, EtatCourriel.ECHOUE, ABANDON)
        return
    _record(courriel, travail, EtatCourriel.A_ENVOYER, erreur)
    now = timezone.now()
    pas_avant = now + DELAIS[courriel.essais]
    request_travail(ENVOI, courriel.pk, agent=travail.demande_par, now=now, pas_avant=pas_avant)
