"""Calls to make, as the desk reads them."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from ateliers.models import Appel, Inscription
from ateliers.selectors.messages import ETATS_UTILES
from communes.models.agent import roles_allowing
from communes.permissions import Action


def list_appels(agent: Any, *, now: datetime) -> QuerySet[Appel]:
    """Calls to make for the agreements that the agent receives people for, by deadline, in one query.

    One that no longer serves is not listed: answered meanwhile, cancelled, or its session has begun.
    """
    permis = roles_allowing(agent, Action.ACCUEILLIR, "reservation__convention", "reservation__convention__employeuse")
    ouverts = filter_utiles(Appel.objects.filter(permis), now=now)
    return ouverts.select_related("reservation", "seance__atelier", "seance__lieu").order_by(
        "avant", "seance__debut", "pk"
    )


def filter_utiles(appels: QuerySet[Appel], *, now: datetime) -> QuerySet[Appel]:
    """Those without an outcome that still tell something true about a session to come."""
    inscriptions = Inscription.objects.filter(reservation=OuterRef("reservation"), seance=OuterRef("seance"))
    vrais = [
        Q(Exists(inscriptions.filter(etat__in=etats)), evenement=evenement.value)
        for evenement, etats in ETATS_UTILES.items()
    ]
    return appels.filter(reduce(or_, vrais), issue="", seance__debut__gt=now)
