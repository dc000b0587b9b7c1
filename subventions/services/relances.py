"""Reminders to the partners that have not answered a transmitted statement, some days before it is too late."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from subventions.enums import EtatDecompte, EtatReponse
from subventions.models import Decompte
from subventions.selectors.vie import list_reponses
from subventions.services.annonces import remind_reponse

JOURS_AVANT = 5


def send_relances(*, now: datetime) -> int:
    """Write the reminders due today, each once; returns how many were written.

    Five days before the end of the delay, or from its second half when it is shorter than ten days.
    """
    jour = timezone.localdate(now)
    ouverts = Decompte.objects.filter(
        etat=EtatDecompte.TRANSMIS,
        reponses_jusquau__range=(jour, jour + timedelta(days=JOURS_AVANT)),
        convention__exemple=False,
    )
    proches = [
        decompte
        for decompte in ouverts.select_related("convention__employeuse").defer("instantane").order_by("pk")
        if _is_due(decompte, now)
    ]
    reponses = list_reponses(proches, jour)
    return sum(_write(decompte, reponses[decompte.pk], now) for decompte in proches)


def _is_due(decompte: Decompte, now: datetime) -> bool:
    assert decompte.transmis_le is not None
    assert decompte.reponses_jusquau is not None
    delai = decompte.reponses_jusquau - timezone.localdate(decompte.transmis_le)
    return 2 * (decompte.reponses_jusquau - timezone.localdate(now)) <= delai


@transaction.atomic
def _write(decompte: Decompte, reponses: dict[int, EtatReponse], now: datetime) -> int:
    silencieuses = {partie for partie, etat in reponses.items() if etat is EtatReponse.A_REPONDRE}
    return remind_reponse(decompte, silencieuses, now=now) if silencieuses else 0
