"""Book an appointment: the slot that somebody chose becomes a session of one seat, booked like any other."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from ateliers.enums import EtatSeance
from ateliers.models import Plage, Reservation, Seance
from ateliers.selectors.creneaux import DELAI_PUBLIC, Offre, find_libres
from communes.models import Agent
from conseiller.refus import Refus

from .demande import Demande
from .occupation import DejaPris, occupy
from .reservations import book


class CreneauPris(Refus):
    """The slot is not free, or no longer offered."""

    def __init__(self) -> None:
        super().__init__("Ce rendez-vous n’est plus libre. Choisissez une autre heure.")


def book_rendez_vous(
    plage: Plage, debut: datetime, demande: Demande, *, agent: Any = None, now: datetime
) -> tuple[Reservation, bool]:
    """Book the slot of a range that starts at `debut`, for one person.

    Returns the booking and True, or the one that the same form of the same browser made earlier and False. Whoever else
    asks for a slot that is taken, with whatever name, is told that it is taken.
    Raises CreneauPris, which has written nothing.
    """
    if len(demande.personnes) != 1:
        raise Refus("Un rendez-vous est pour une seule personne\u00a0: prenez-en un pour chacune.")
    # Nobody waits for an hour: another one is offered.
    demande = replace(demande, liste_attente=False)
    try:
        with transaction.atomic():
            offre = _find_offre(plage, debut, demande, now=now)
            return book(demande, _create_seance(offre, now=now), agent=agent, now=now)[0], True
    except (CreneauPris, DejaPris):
        deja = _find_deja(plage, debut, demande)
        if deja is None:
            raise CreneauPris from None
        return deja, False


def _find_offre(plage: Plage, debut: datetime, demande: Demande, *, now: datetime) -> Offre:
    """The slot, looked at again while nobody else takes one of the same adviser: the road to the next counts too."""
    Agent.objects.select_for_update(no_key=True).get(pk=plage.conseiller_id)
    # It may have been moved or removed since it was shown.
    plages = list(Plage.objects.filter(pk=plage.pk, conseiller=plage.conseiller_id).select_related("lieu__organisme"))
    au_plus_tot = now if demande.guichet else now + DELAI_PUBLIC
    for offre in find_libres(plages, au_plus_tot=au_plus_tot):
        if offre.debut == debut:
            return offre
    raise CreneauPris


def _create_seance(offre: Offre, *, now: datetime) -> Seance:
    """The session of the appointment, on the hours of the commune of the place until the adviser says otherwise."""
    seance = Seance.objects.create(
        convention_id=offre.plage.convention_id,
        lieu=offre.plage.lieu,
        conseiller_id=offre.plage.conseiller_id,
        debut=offre.debut,
        fin=offre.fin,
        capacite=1,
        commune_chargee=offre.plage.lieu.organisme,
        modifiee_le=now,
    )
    # Sessions that somebody plans at this very moment meet the unique constraint here.
    occupy(seance)
    return seance


def _find_deja(plage: Plage, debut: datetime, demande: Demande) -> Reservation | None:
    """What this browser booked there with the same answers: a shaky double tap."""
    if not demande.navigateur:
        return None
    seance = Seance.objects.filter(
        atelier=None, conseiller=plage.conseiller_id, lieu=plage.lieu_id, debut=debut, etat=EtatSeance.PREVUE
    ).first()
    if seance is None:
        return None
    return Reservation.objects.filter(cle=demande.compute_cle(seance), navigateur=demande.navigateur).first()
