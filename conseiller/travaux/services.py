"""Ask for a job, claim it, keep its lease, record how it ended."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from celery import current_app
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from conseiller.refus import Refus

from .models import ACTIFS, EtatTravail, Travail

logger = logging.getLogger(__name__)

BAIL = timedelta(seconds=15)
ESSAIS_MAX = 5
# Enough for one sweep; the next one, five seconds later, takes the others.
BALAYAGE_MAX = 500
BATTEMENT = "travaux.battement"
# Jobs of lots that are in Celery's queue at once: what the machine does at the same time.
EN_LOT_A_LA_FOIS = os.cpu_count() or 1


class BailPerdu(Exception):
    """The lease went to another worker: what was being done must not be recorded."""


def request_travail(
    tache: str, objet: int, *, agent: Any, now: datetime, total: int = 0, pas_avant: datetime | None = None
) -> Travail:
    """Write the job's row in the caller's transaction and ring Celery once it is committed.

    A job that is not to be taken before an instant is left to the sweep. Returns the job already active on this object
    when there is one: a double click asks once.
    """
    try:
        with transaction.atomic():
            travail = Travail.objects.create(
                tache=tache, objet=objet, demande_par=agent, demande_le=now, total=total, bail=pas_avant
            )
    except IntegrityError:
        travail = Travail.objects.get(tache=tache, objet=objet, etat__in=ACTIFS)
    if pas_avant is None:
        transaction.on_commit(partial(ring, tache, travail.pk), robust=True)
    return travail


def request_lot(tache: str, totaux: Mapping[int, int], *, agent: Any, now: datetime) -> None:
    """Write a job for each object (`totaux`: how much it has to do), in one query, in the caller's transaction.

    An object that already has an active job keeps it. They are written in the order of their keys, lest two lots
    wait for each other, and rung a few at a time, each one that ends ringing others.
    """
    Travail.objects.bulk_create(
        [
            Travail(tache=tache, objet=objet, demande_par=agent, demande_le=now, total=total, en_lot=True)
            for objet, total in sorted(totaux.items())
        ],
        ignore_conflicts=True,
    )
    transaction.on_commit(ring_lot, robust=True)


def record_travaux(tache: str, fins: Mapping[int, str], *, agent: Any, now: datetime) -> None:
    """Write that the job of each object has ended, since another has just done it; `fins`: why it failed, or empty."""
    Travail.objects.bulk_create(
        Travail(
            tache=tache,
            objet=objet,
            etat=EtatTravail.ECHOUE if erreur else EtatTravail.FINI,
            erreur=erreur,
            demande_par=agent,
            demande_le=now,
            fini_le=now,
        )
        for objet, erreur in fins.items()
    )


def cancel_lot(tache: str, objets: Iterable[int], *, erreur: str, now: datetime) -> int:
    """Give up the jobs of a lot that nobody has begun, with the sentence that their pages show; returns how many."""
    attendent = Travail.objects.filter(tache=tache, objet__in=list(objets), etat=EtatTravail.ATTENTE, en_lot=True)
    return attendent.update(etat=EtatTravail.ECHOUE, bail=None, fini_le=now, erreur=erreur)


def ring_lot() -> int:
    """Ring for the oldest jobs of lots that nobody holds, as many as are done at once; returns how many."""
    return _ring_all(Travail.objects.filter(_free(timezone.now()), en_lot=True), EN_LOT_A_LA_FOIS)


def _ring_all(travaux: QuerySet[Travail], maximum: int) -> int:
    lignes = list(travaux.order_by("pk").values_list("tache", "pk")[:maximum])
    for tache, pk in lignes:
        ring(tache, pk)
    return len(lignes)


def ring(tache: str, travail_id: int) -> None:
    """Wake a worker; when the broker is down, say so in the log and leave the row to the sweep."""
    try:
        current_app.send_task(tache, [travail_id])
    except Exception as erreur:
        # Whatever the broker's fault, the row is written and the sweep takes it when the broker is back.
        logger.warning("Celery injoignable, le travail %s attend le balayage\u00a0: %s", travail_id, erreur)


def _free(now: datetime) -> Q:
    """Jobs that nobody holds and whose time has come."""
    return Q(etat=EtatTravail.ATTENTE, bail=None) | Q(etat__in=ACTIFS, bail__lt=now)


def claim_travail(travail_id: int, *, now: datetime) -> Travail | None:
    """Take the job for the length of a lease; None when another worker holds it or it has ended.

    After `ESSAIS_MAX` claims the job is declared failed: an object that kills its worker must not kill it for ever.
    """
    pris = Travail.objects.filter(_free(now), pk=travail_id, essais__lt=ESSAIS_MAX).update(
        etat=EtatTravail.EN_COURS, bail=now + BAIL, essais=F("essais") + 1, erreur=""
    )
    if pris:
        return Travail.objects.get(pk=travail_id)
    Travail.objects.filter(_free(now), pk=travail_id, essais__gte=ESSAIS_MAX).update(
        etat=EtatTravail.ECHOUE,
        bail=None,
        fini_le=now,
        erreur=f"Le travail s’est interrompu {ESSAIS_MAX} fois de suite. Relancez-le, ou appelez l’administrateur.",
    )
    return None


def _held(travail: Travail):
    return Travail.objects.filter(pk=travail.pk, etat=EtatTravail.EN_COURS, essais=travail.essais)


def keep_travail(travail: Travail, *, fait: int, total: int, bail: timedelta = BAIL) -> None:
    """Renew the lease and show progress; raises BailPerdu when the job went to another worker."""
    if not _held(travail).update(bail=timezone.now() + bail, fait=fait, total=total):
        raise BailPerdu(travail.pk)


def finish_travail(travail: Travail) -> None:
    """Record success, in the transaction that writes the result; raises BailPerdu, which undoes it."""
    if not _held(travail).update(etat=EtatTravail.FINI, bail=None, fini_le=timezone.now()):
        raise BailPerdu(travail.pk)


def fail_travail(travail: Travail, erreur: str) -> None:
    """Record a failure with the sentence that the page shows."""
    _held(travail).update(etat=EtatTravail.ECHOUE, bail=None, fini_le=timezone.now(), erreur=erreur)


def postpone_travail(travail: Travail, erreur: str) -> None:
    """Leave the job to the next sweep after one lease, saying why."""
    _held(travail).update(bail=timezone.now() + BAIL, erreur=erreur)


def run_travail(travail_id: int, service: Callable[[Travail], None]) -> None:
    """Claim the job, call `service`, record how it ended.

    A refusal ends the job with its sentence; a fault of ours is logged and the job is tried again after one lease.
    """
    travail = claim_travail(travail_id, now=timezone.now())
    if travail is None:
        return
    try:
        service(travail)
    except BailPerdu:
        logger.warning("Le travail %s a été repris par un autre processus.", travail_id)
    except Refus as refus:
        fail_travail(travail, str(refus))
    except Exception:
        logger.exception("Le travail %s sera repris.", travail_id)
        postpone_travail(travail, "Une erreur est survenue. Nous réessayons bientôt.")
    if travail.en_lot:
        ring_lot()


def sweep_travaux(*, now: datetime) -> int:
    """Ring again for every job that waits or whose lease has expired; returns how many.

    Also leaves the heartbeat that proves broker, beat and worker alive.
    """
    cache.set(BATTEMENT, now.timestamp(), timeout=None)
    libres = Travail.objects.filter(_free(now))
    seuls = _ring_all(libres.filter(en_lot=False), BALAYAGE_MAX)
    return seuls + _ring_all(libres.filter(en_lot=True), EN_LOT_A_LA_FOIS)
