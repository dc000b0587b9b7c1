"""A statement between its draft and its closing: transmitted, answered, taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from conseiller.journal.services import record
from conseiller.refus import Refus
from subventions.enums import EtatDecompte
from subventions.models import Decompte


class TransmissionRefusee(Refus):
    """A statement that cannot be transmitted."""


@transaction.atomic
def transmit_decompte(decompte_id: int, *, version: int, agent: Any, now: datetime) -> Decompte:
    """Send a draft to the parties: from now on they answer, within the delay of the agreement.

    `version`: the one that was read by whoever transmits. Raises TransmissionRefusee with a French sentence.
    """
    verrouilles = Decompte.objects.select_for_update(of=("self", "convention"))
    decompte = verrouilles.select_related("convention").get(pk=decompte_id)
    if decompte.etat != EtatDecompte.BROUILLON or decompte.instantane is None:
        raise TransmissionRefusee("Seul un brouillon calculé se transmet\u00a0: rechargez la page.")
    if decompte.version != version:
        raise TransmissionRefusee("Ce décompte a été recalculé depuis que vous l’avez lu\u00a0: relisez-le.")
    decompte.etat = EtatDecompte.TRANSMIS.value
    decompte.transmis_le = now
    decompte.reponses_jusquau = timezone.localdate(now) + timedelta(days=decompte.convention.delai_remarques)
    decompte.save(update_fields=["etat", "transmis_le", "reponses_jusquau"])
    record("transmettre le décompte", decompte, agent=agent, now=now, convention=decompte.convention_id)
    return decompte
