"""Note who is there: one press, safe to send twice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from ateliers.enums import EtatInscription, EtatSeance
from ateliers.models import Inscription
from conseiller.journal.services import record
from conseiller.refus import Refus

ACTIONS = {"": "effacer une présence", "present": "noter une présence", "absent": "noter une absence"}


class PresenceRefusee(Refus):
    """Nobody can be there: no seat, a cancelled session, a day that has not come."""


@transaction.atomic
def note_presence(inscription: Inscription, presence: str, *, agent: Any, now: datetime) -> Inscription:
    """Note « present » or « absent », or undo with an empty text; the same one twice changes nothing.

    Only whoever has a seat can be there. Returns the row as it is now; raises PresenceRefusee.
    """
    lue = Inscription.objects.select_for_update(of=("self",)).select_related("seance").get(pk=inscription.pk)
    if lue.etat != EtatInscription.CONFIRMEE:
        raise PresenceRefusee(
            "Cette personne n’a plus de place à cette séance\u00a0: elle a été annulée, ou attend encore une réponse."
            " Relisez la liste, puis ajoutez-la si elle est là."
        )
    if lue.seance.etat == EtatSeance.ANNULEE:
        raise PresenceRefusee("Cette séance est annulée\u00a0: aucune présence ne peut y être notée.")
    if timezone.localdate(now) < timezone.localdate(lue.seance.debut):
        raise PresenceRefusee("Cette séance n’a pas encore eu lieu\u00a0: les présences se notent le jour même.")
    if lue.presence != presence:
        lue.presence = presence
        lue.save(update_fields=["presence"])
        record(ACTIONS[presence], lue, agent=agent, now=now, convention=lue.seance.convention_id, seance=lue.seance_id)
    return lue
