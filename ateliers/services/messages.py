"""Tell people: by e-mail when they gave one, else by a call that somebody has to make."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from ateliers.enums import Evenement
from ateliers.models import Appel, Reservation, Seance
from conseiller.courriels.services import compose, write_courriel

PREFIXE = "reservation:"


def notify(
    reservation: Reservation,
    evenement: Evenement,
    seance: Seance,
    *,
    now: datetime,
    suite: str = "",
    appeler: bool = True,
    aussi_appeler: bool = False,
    avant: datetime | None = None,
    **details: Any,
) -> None:
    """Write the e-mail of an event, or the call to make, once; call it inside the transaction of the event.

    `suite` tells one occurrence from another (a second offer, a second change). `appeler`: False when the person is in
    front of us or at their screen. `aussi_appeler`: an e-mail alone would be read too late. `avant`: until when a call serves. `details` go to the template
    `ateliers/courriels/<event>.txt`.
    """
    cle = f"{PREFIXE}{reservation.pk}:{seance.pk}:{evenement.value}:{suite}"
    if reservation.courriel:
        lien = f"{settings.ADRESSE_PUBLIQUE}{reverse('inscription', args=[reservation.jeton])}"
        contexte = {"reservation": reservation, "seance": seance, "lien": lien, "avant": avant, **details}
        sujet, corps = compose(f"ateliers/courriels/{evenement.value}.txt", contexte)
        write_courriel(cle, reservation.courriel, sujet, corps, now=now, convention=reservation.convention_id)
    if appeler and (aussi_appeler or not reservation.courriel):
        Appel.objects.get_or_create(
            cle=cle,
            defaults={
                "reservation": reservation,
                "seance": seance,
                "evenement": evenement.value,
                "avant": avant,
                "cree_le": now,
            },
        )
