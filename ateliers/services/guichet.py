"""What a desk does at once: receive who walks in, judge doubles, enter a list written on paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from ateliers.calculs.codes import normalize_nom
from ateliers.enums import ATTENDUES, Auteur, Canal, EtatInscription
from ateliers.models import Inscription, Reservation, Seance
from communes.models import Convention
from conseiller.journal.services import record
from conseiller.refus import Refus

from .demande import Demande
from .places import add_chaise, take_places
from .presences import note_presence
from .reservations import DejaReserve, book, cancel_inscriptions

# Whoever is let in so near the start is there.
BIENTOT = timedelta(hours=1)


class DejaInscrit(Refus):
    """Somebody of that name is registered at the session: the agent tells whether it is the same person."""

    def __init__(self, inscription: Inscription) -> None:
        super().__init__(
            "Quelqu’un de ce nom est déjà inscrit à cette séance. Si c’est la même personne, rien n’est à ajouter."
        )
        self.inscription = inscription


@transaction.atomic
def register(demande: Demande, seance: Seance, *, chaise: bool = False, agent: Any, now: datetime) -> Reservation:
    """Book from the desk; `chaise` adds the seats that are missing, knowingly, in the same transaction.

    Two agents who type the same person at once are told so: the desks of an agreement register one after the other,
    while residents book. Raises DejaInscrit for a name that the session knows already, unless the request says it is
    another person, SeanceComplete or SeanceFermee.
    """
    # Not the session: a resident's booking inserts before it takes seats, and each would wait for the other.
    Convention.objects.select_for_update(no_key=True).get(pk=seance.convention_id)
    if not demande.homonyme:
        _check_new(demande, seance)
    if chaise:
        _add_chaises(seance, len(demande.personnes), agent=agent, now=now)
    try:
        return book(demande, seance, agent=agent, now=now)[0]
    except DejaReserve as deja:
        inscription = deja.reservation.inscriptions.filter(seance=seance).select_related("participant").first()
        if inscription is None:
            raise
        raise DejaInscrit(inscription) from deja


def welcome(demande: Demande, seance: Seance, *, chaise: bool = False, agent: Any, now: datetime) -> Reservation:
    """Register who walks in, and note them present at once; whoever goes on the waiting list is not.

    Raises as `register` does.
    """
    with transaction.atomic():
        reservation = register(demande, seance, chaise=chaise, agent=agent, now=now)
        for inscription in reservation.inscriptions.filter(seance=seance, etat=EtatInscription.CONFIRMEE):
            note_presence(inscription, "present", agent=agent, now=now)
        return reservation


def _check_new(demande: Demande, seance: Seance) -> None:
    noms = {normalize_nom(f"{personne.prenom}{personne.nom}") for personne in demande.personnes}
    for inscription in seance.inscriptions.filter(etat__in=ATTENDUES).select_related("participant"):
        if normalize_nom(inscription.participant.nom_complet) in noms:
            raise DejaInscrit(inscription)


def _add_chaises(seance: Seance, nombre: int, *, agent: Any, now: datetime) -> None:
    """As many chairs as are missing now, so that a place freed meanwhile is used first."""
    tenue = Seance.objects.select_for_update().get(pk=seance.pk)
    for _ in range(max(0, nombre - tenue.libres)):
        add_chaise(seance)
        record("ajouter une chaise", seance, agent=agent, now=now, convention=seance.convention_id)
    seance.refresh_from_db(fields=["chaises", "prises", "prises_guichet"])


@transaction.atomic
def admit(inscription: Inscription, *, chaise: bool = False, agent: Any, now: datetime) -> None:
    """Give a seat to somebody who waits and is there, or to a double who is another person; pressed twice, it is once.

    `chaise` adds the seat when none is left, knowingly. Who waited is noted present. Raises SeanceComplete.
    """
    lue = _lock(inscription)
    if lue.etat not in (EtatInscription.ATTENTE, EtatInscription.DOUBLON):
        return
    if chaise:
        _add_chaises(lue.seance, 1, agent=agent, now=now)
    take_places(lue.seance, 1, ordinateurs=int(lue.ordinateur), guichet=True, now=now)
    present = lue.etat == EtatInscription.ATTENTE and lue.seance.debut - now < BIENTOT
    lue.etat, lue.guichet = EtatInscription.CONFIRMEE.value, True
    lue.save(update_fields=["etat", "guichet"])
    record("donner une place à l’accueil", lue.reservation, agent=agent, now=now, convention=lue.seance.convention_id)
    if present:
        note_presence(lue, "present", agent=agent, now=now)


def dismiss_double(inscription: Inscription, *, agent: Any, now: datetime) -> None:
    """The double was the same person: it goes, their booking stays; a second press changes nothing."""
    with transaction.atomic():
        if _lock(inscription).etat == EtatInscription.DOUBLON:
            cancel_inscriptions(inscription.reservation, [inscription.pk], par=Auteur.GUICHET, agent=agent, now=now)


def _lock(inscription: Inscription) -> Inscription:
    Reservation.objects.select_for_update().get(pk=inscription.reservation_id)
    return Inscription.objects.select_related("seance", "reservation").get(pk=inscription.pk)


@transaction.atomic
def note_papier(
    demandes: Iterable[Demande], seance: Seance, *, agent: Any, now: datetime
) -> tuple[list[Reservation], list[Reservation]]:
    """Enter the lines of a paper list in order of receipt: a seat, else the waiting list, at their time of receipt.

    Returns the bookings made, then those of the lines whose person was registered already. Raises SeanceFermee.
    """
    faites: list[Reservation] = []
    deja: list[Reservation] = []
    for demande in sorted(demandes, key=lambda une: une.recu_le or now):
        try:
            ligne = replace(demande, liste_attente=True, canal=Canal.PAPIER)
            faites.append(register(ligne, seance, agent=agent, now=now))
        except DejaInscrit as refus:
            deja.append(refus.inscription.reservation)
    return faites, deja
