"""Waiting lists as services and pages read them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet

from ateliers.enums import EtatInscription, EtatSeance
from ateliers.models import Inscription, Reservation, Seance

ATTENTE = EtatInscription.ATTENTE.value


def list_attente(seance: Seance) -> QuerySet[Reservation]:
    """The bookings that wait for a place at that session, first one first."""
    attend = Inscription.objects.filter(reservation=OuterRef("pk"), seance=seance, etat=ATTENTE)
    return Reservation.objects.filter(Exists(attend)).order_by("rang_le", "pk")


def list_servables(*, now: datetime) -> QuerySet[Seance]:
    """Sessions to come that have a free seat and somebody waiting for it."""
    attend = Inscription.objects.filter(seance=OuterRef("pk"), etat=ATTENTE)
    ouvertes = Seance.objects.filter(etat=EtatSeance.PREVUE, debut__gt=now, prises__lt=F("capacite") + F("chaises"))
    return ouvertes.filter(Exists(attend)).order_by("debut", "pk")
