"""Reminders to who comes, and the evening summary to who receives them: each once, whatever the number of runs."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from ateliers.calculs.delais import RAPPEL
from ateliers.enums import EtatInscription, EtatSeance, Evenement, Issue
from ateliers.models import Appel, Inscription, Reservation, Seance
from ateliers.selectors.messages import PREFIXE, make_cle
from ateliers.selectors.seances import bound_jours
from conseiller.courriels.models import Courriel
from conseiller.courriels.services import compose, write_courriel

from .messages import notify

SOIR = time(18)


def send_rappels(*, now: datetime) -> int:
    """Remind the bookings of the sessions that begin within 48 hours; returns how many were told, or are to be called.

    One message per booking and session, however many people. Who booked, or took a freed place, within those 48 hours
    has just been told. A session that moves is told again: the key holds its start.
    """
    a_venir = Seance.objects.filter(etat=EtatSeance.PREVUE, debut__gt=now, debut__lte=now + RAPPEL)
    return sum(
        _remind(reservation, seance, now=now)
        for seance in a_venir.order_by("debut", "pk")
        for reservation in _list_a_prevenir(seance)
    )


def _list_a_prevenir(seance: Seance) -> list[Reservation]:
    """Bookings made early enough that were not reminded yet."""
    inscrites = Reservation.objects.filter(
        inscriptions__seance=seance,
        inscriptions__etat=EtatInscription.CONFIRMEE.value,
        recu_le__lte=seance.debut - RAPPEL,
    )
    cles = {_make_cle(reservation, seance): reservation for reservation in inscrites.distinct()}
    deja = {*Courriel.objects.filter(cle__in=cles).values_list("cle", flat=True)}
    deja |= {*Appel.objects.filter(cle__in=cles).values_list("cle", flat=True)}
    return [reservation for cle, reservation in cles.items() if cle not in deja]


def _make_suite(seance: Seance) -> str:
    return f"{seance.debut.timestamp():.0f}"


def _make_cle(reservation: Reservation, seance: Seance) -> str:
    return make_cle(reservation.pk, seance.pk, Evenement.RAPPEL, _make_suite(seance))


@transaction.atomic
def _remind(reservation: Reservation, seance: Seance, *, now: datetime) -> bool:
    # Held, then looked at again: a cancellation may have come in since the list was made.
    Reservation.objects.select_for_update(no_key=True).get(pk=reservation.pk)
    viennent = Inscription.objects.filter(
        reservation=reservation, seance=seance, etat=EtatInscription.CONFIRMEE.value, seance__etat=EtatSeance.PREVUE
    )
    if not viennent.exists() or _accepted_lately(reservation, seance):
        return False
    notify(reservation, Evenement.RAPPEL, seance, suite=_make_suite(seance), avant=seance.debut, now=now)
    return True


def _accepted_lately(reservation: Reservation, seance: Seance) -> bool:
    """Whether the freed place was taken within the last 48 hours, on line or on the phone."""
    depuis = seance.debut - RAPPEL
    prefixe = f"{PREFIXE}{reservation.pk}:"
    confirmations = Courriel.objects.filter(
        cle__startswith=prefixe, cle__contains=f":{Evenement.CONFIRMATION.value}:offre", cree_le__gt=depuis
    )
    appels = reservation.appels.filter(evenement=Evenement.OFFRE.value, issue=Issue.VIENT.value, traite_le__gt=depuis)
    return confirmations.exists() or appels.exists()


def send_journees(*, now: datetime) -> int:
    """From 18 h in Paris, write to each adviser what tomorrow holds, without a name; returns how many were written."""
    ici = timezone.localtime(now)
    if ici.time() < SOIR:
        return 0
    minuit, suivant = bound_jours(ici.date() + timedelta(days=1))
    demain = Seance.objects.filter(
        etat=EtatSeance.PREVUE,
        debut__gte=minuit,
        debut__lt=suivant,
        conseiller__is_active=True,
        convention__exemple=False,
    )
    par_conseiller = groupby(_count(demain), key=lambda seance: seance.conseiller_id)
    return sum(_write_journee(list(seances), minuit, now=now) for _, seances in par_conseiller)


def _count(seances: QuerySet[Seance]) -> QuerySet[Seance]:
    inscrits, attente = EtatInscription.CONFIRMEE.value, EtatInscription.ATTENTE.value
    comptees = seances.annotate(
        inscrits=Count("inscriptions", filter=Q(inscriptions__etat=inscrits)),
        en_attente=Count("inscriptions", filter=Q(inscriptions__etat=attente)),
    )
    return comptees.select_related("atelier", "lieu", "conseiller").order_by("conseiller", "debut", "pk")


def _write_journee(seances: list[Seance], jour: datetime, *, now: datetime) -> bool:
    conseiller = seances[0].conseiller
    assert conseiller is not None
    cle = f"journee:{conseiller.pk}:{jour:%Y-%m-%d}"
    lien = f"{settings.ADRESSE_PUBLIQUE}/bureau/aujourdhui/"
    contexte = {"conseiller": conseiller, "jour": jour, "seances": seances, "lien": lien}
    sujet, corps = compose("ateliers/courriels/journee.txt", contexte)
    return write_courriel(cle, conseiller.courriel, sujet, corps, now=now, perime_le=seances[-1].debut)[1]
