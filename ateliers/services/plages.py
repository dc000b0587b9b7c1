"""Open ranges to appointments, move them, close them: what is already taken stays at its time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from ateliers.models import Plage
from ateliers.presentation.moments import write_moment
from communes.models import Agent
from conseiller.journal.services import record
from conseiller.refus import Refus

SEMAINE = timedelta(days=7)


class PlageOccupee(Refus):
    """The adviser already receives at that time, here or elsewhere."""


def add_plages(plage: Plage, semaines: int, *, agent: Any, now: datetime) -> list[Plage]:
    """Open the range, and the same one each week after it, `semaines` in all; all of them or none."""
    _lock_conseiller(plage)
    plages = [_shift(plage, rang) for rang in range(semaines)]
    for ouverte in plages:
        _check_alone(ouverte)
        ouverte.save()
        record("ouvrir une plage de rendez-vous", ouverte, agent=agent, now=now, convention=plage.convention_id)
    return plages


def save_plage(plage: Plage, *, agent: Any, now: datetime) -> Plage:
    """Move or change a range; appointments already taken stay."""
    _lock_conseiller(plage)
    _check_alone(plage)
    plage.save()
    record("modifier une plage de rendez-vous", plage, agent=agent, now=now, convention=plage.convention_id)
    return plage


def delete_plage(plage: Plage, *, agent: Any, now: datetime) -> None:
    """Offer no more slots there; appointments already taken stay."""
    record("supprimer une plage de rendez-vous", plage, agent=agent, now=now, convention=plage.convention_id)
    plage.delete()


def _lock_conseiller(plage: Plage) -> None:
    """One at a time for an adviser, who may receive for several agreements."""
    Agent.objects.select_for_update(no_key=True).get(pk=plage.conseiller_id)


def _shift(plage: Plage, semaines: int) -> Plage:
    """The same range some weeks later, at the same time on the clock."""
    return Plage(
        convention_id=plage.convention_id,
        conseiller_id=plage.conseiller_id,
        lieu_id=plage.lieu_id,
        debut=_add(plage.debut, semaines),
        fin=_add(plage.fin, semaines),
        duree=plage.duree,
    )


def _add(instant: datetime, semaines: int) -> datetime:
    # Without its offset, which winter and summer change.
    local = timezone.localtime(instant).replace(tzinfo=None) + semaines * SEMAINE
    return timezone.make_aware(local)


def _check_alone(plage: Plage) -> None:
    autres = Plage.objects.filter(conseiller=plage.conseiller_id, debut__lt=plage.fin, fin__gt=plage.debut)
    autre = autres.exclude(pk=plage.pk).select_related("lieu").first()
    if autre is not None:
        moment = write_moment(timezone.localtime(autre.debut), timezone.localtime(autre.fin))
        raise PlageOccupee(
            f"Une plage est déjà ouverte le {moment}, à «\u00a0{autre.lieu}\u00a0»\u00a0: changez l’heure, ou modifiez"
            " celle-là.",
            champ="de",
        )
