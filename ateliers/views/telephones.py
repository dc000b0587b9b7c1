"""Phone numbers are hidden until somebody asks: for one session or one booking, for a quarter of an hour."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.http import HttpRequest

from ateliers.models import Reservation, Seance
from conseiller.journal.services import record

MONTRES = "telephones_montres"
DUREE = timedelta(minutes=15)


def _name(objet: Seance | Reservation) -> str:
    return f"{objet._meta.model_name}-{objet.pk}"


def show_telephones(request: HttpRequest, objet: Seance | Reservation, *, convention: int, now: datetime) -> None:
    """Note who asked, then show; the session of the browser forgets it, and so does signing out."""
    with transaction.atomic():
        record("montrer les téléphones", objet, agent=request.user, now=now, convention=convention)
    encore = {cle: fin for cle, fin in request.session.get(MONTRES, {}).items() if fin > now.timestamp()}
    request.session[MONTRES] = {**encore, _name(objet): (now + DUREE).timestamp()}


def list_montres(request: HttpRequest, *, now: datetime) -> set[str]:
    """What is shown now, « seance-12 » or « reservation-3 »."""
    return {cle for cle, fin in request.session.get(MONTRES, {}).items() if fin > now.timestamp()}
