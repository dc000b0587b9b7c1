"""Calls to make: note a try, an outcome; and leave one when an e-mail could not be delivered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from ateliers.enums import ATTENDUES, Auteur, EtatInscription, Evenement, Issue
from ateliers.models import Appel, Reservation, Seance
from ateliers.selectors.messages import ETATS_UTILES, PREFIXE, split_cle
from conseiller.courriels.models import Courriel, EtatCourriel
from conseiller.journal.services import record

from .attente import accept_offre, cancel_and_offer, decline_offre
from .messages import open_appel


@transaction.atomic
def record_essai(appel: Appel, *, agent: Any, now: datetime) -> None:
    """Nobody answered: the call stays to be made."""
    if Appel.objects.filter(pk=appel.pk, issue="").update(essais=F("essais") + 1, dernier_essai_le=now):
        record("appeler sans réponse", appel, agent=agent, now=now, convention=appel.reservation.convention_id)


@transaction.atomic
def close_appel(appel: Appel, issue: Issue, *, agent: Any, now: datetime) -> None:
    """Note the outcome of a call, and do what was answered; a second press changes nothing.

    Raises OffrePassee when the place that was offered has passed on: nothing is noted then.
    """
    Reservation.objects.select_for_update(no_key=True).get(pk=appel.reservation_id)
    appel = Appel.objects.select_related("reservation").get(pk=appel.pk)
    if appel.issue:
        return
    offre = appel.evenement == Evenement.OFFRE
    if issue is Issue.VIENT and offre:
        accept_offre(appel.reservation, agent=agent, now=now)
    elif issue is Issue.RENONCE and offre:
        decline_offre(appel.reservation, agent=agent, now=now)
    elif issue is Issue.RENONCE:
        _cancel(appel, agent=agent, now=now)
    Appel.objects.filter(pk=appel.pk, issue="").update(issue=issue.value, traite_le=now, traite_par=agent)
    convention = appel.reservation.convention_id
    record("noter l’issue d’un appel", appel, agent=agent, now=now, convention=convention, issue=issue.value)


def _cancel(appel: Appel, *, agent: Any, now: datetime) -> None:
    inscriptions = appel.reservation.inscriptions.filter(seance=appel.seance_id, etat__in=ATTENDUES)
    ids = list(inscriptions.values_list("pk", flat=True))
    cancel_and_offer(appel.reservation, ids, par=Auteur.GUICHET, agent=agent, now=now)


def call_failed(*, now: datetime) -> int:
    """Leave a call for each e-mail that failed, when there is a number to call and something still to say.

    Returns how many calls were left.
    """
    appels = Appel.objects.filter(cle=OuterRef("cle"))
    echoues = Courriel.objects.filter(
        ~Exists(appels), cle__startswith=PREFIXE, etat=EtatCourriel.ECHOUE.value, perime_le__gt=now
    )
    return sum(_call_instead(cle, now=now) for cle in echoues.order_by("pk").values_list("cle", flat=True))


@transaction.atomic
def _call_instead(cle: str, *, now: datetime) -> bool:
    reservation_id, seance_id, evenement = split_cle(cle)
    reservation = Reservation.objects.exclude(telephone="").filter(pk=reservation_id).first()
    seance = Seance.objects.filter(pk=seance_id, debut__gt=now).first()
    if reservation is None or seance is None:
        return False
    utiles = reservation.inscriptions.filter(seance=seance, etat__in=ETATS_UTILES.get(evenement, []))
    inscription = utiles.first()
    if inscription is None:
        return False
    tenue = inscription.etat == EtatInscription.PROPOSEE
    avant = inscription.offre_jusqu_a if tenue else seance.debut
    open_appel(cle, reservation, seance, evenement, avant=avant, now=now)
    return True
