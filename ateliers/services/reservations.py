"""Book, and cancel: the same service for the public page, the desk and the appointments."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from ateliers.calculs.codes import make_code
from ateliers.enums import VIVANTES, Auteur, EtatInscription, EtatSeance, Evenement
from ateliers.models import Inscription, Participant, Reservation, Seance
from ateliers.selectors.seances import count_restantes, list_ensemble
from conseiller.journal.services import record
from conseiller.refus import Refus

from .creneaux import close_empty_rendez_vous
from .demande import Demande
from .messages import notify
from .places import SeanceComplete, free_places, take_places

ESSAIS_CODE = 5


class SeanceFermee(Refus):
    """The session is cancelled, or over."""


class DejaReserve(Refus):
    """An agent typed somebody who is already there: only they know whether it is the same person."""

    def __init__(self, reservation: Reservation) -> None:
        super().__init__(
            "Quelqu’un a déjà réservé avec ce nom et ces coordonnées. Si c’est une autre personne, cochez"
            " «\u00a0C’est un homonyme\u00a0», puis enregistrez de nouveau."
        )
        self.reservation = reservation


def book(demande: Demande, seance: Seance, *, agent: Any = None, now: datetime) -> tuple[Reservation, bool]:
    """Book the session, or the whole of its cycle, for everybody at once or for nobody.

    Returns the booking and True, or the one that the same form made earlier and False: a second tap adds nothing. When
    there is no room, the people go on the waiting list if they asked for it. The same answers from another browser give
    a double, which looks like a booking and holds no seat: its sender learns nothing about who is registered.
    Raises SeanceFermee, SeanceComplete (which has written nothing), or DejaReserve to an agent.
    """
    seances = list_ensemble(seance, now=now, avec=demande.guichet)
    _check_open(seances, demande, now=now)
    cle = None if demande.homonyme else demande.compute_cle(seance)
    for _ in range(ESSAIS_CODE):
        deja = _find_deja(cle) if cle else None
        if deja is not None and agent is not None:
            raise DejaReserve(deja)
        meme = _find_meme(deja, demande) if deja is not None else None
        if meme is not None:
            return meme, False
        try:
            return _book_new(demande, seances, cle, deja, agent=agent, now=now), True
        except IntegrityError:
            # The twin of this request committed first, or another booking drew the same code: look again.
            continue
    raise Refus("Aucun code n’a pu être donné. Recommencez dans une minute.")


def _find_deja(cle: str) -> Reservation | None:
    """The booking that the same answers made, unless nothing is left of it."""
    deja = Reservation.objects.filter(cle=cle).first()
    if deja is None or deja.inscriptions.filter(etat__in=VIVANTES).exists():
        return deja
    Reservation.objects.filter(pk=deja.pk).update(cle=None)
    return None


def _find_meme(deja: Reservation, demande: Demande) -> Reservation | None:
    """What this browser made with these answers: the booking, or the double that it was given for it.

    Without the latter a second tap would tell a stranger one from the other.
    """
    if not demande.navigateur:
        return None
    if deja.navigateur == demande.navigateur:
        return deja
    doubles = deja.doubles.filter(navigateur=demande.navigateur, inscriptions__etat__in=VIVANTES)
    return doubles.order_by("pk").first()


def _check_open(seances: Sequence[Seance], demande: Demande, *, now: datetime) -> None:
    """The public books until the start; the desk until the end, for who walks in."""
    for seance in seances:
        if seance.etat == EtatSeance.ANNULEE:
            raise SeanceFermee("Cette séance est annulée\u00a0: choisissez-en une autre.")
        if (seance.fin if demande.guichet else seance.debut) <= now:
            raise SeanceFermee("Cette séance est passée\u00a0: choisissez-en une autre.")


def _has_room(demande: Demande, seances: Sequence[Seance], *, now: datetime) -> bool:
    """A look without a lock, which spares the database what is plainly refused."""
    nombre, ordinateurs = len(demande.personnes), demande.ordinateurs
    return all(
        count_restantes(seance, guichet=demande.guichet, now=now) >= nombre
        and (seance.ordinateurs is None or seance.ordinateurs - seance.ordinateurs_pris >= ordinateurs)
        for seance in seances
    )


def _book_new(
    demande: Demande,
    seances: Sequence[Seance],
    cle: str | None,
    deja: Reservation | None,
    *,
    agent: Any,
    now: datetime,
) -> Reservation:
    """Book, or answer a stranger what they would have been answered, without a seat, when it is there already."""
    if deja is not None:
        # No gate judges a double: what was read of the session must be fresh.
        cle, seances = None, list(Seance.objects.filter(pk__in=[seance.pk for seance in seances]).order_by("pk"))
    if _has_room(demande, seances, now=now):
        etat = EtatInscription.CONFIRMEE if deja is None else EtatInscription.DOUBLON
        try:
            return _write(demande, seances, etat, cle, deja, agent=agent, now=now)
        except SeanceComplete:
            # Somebody was quicker between the look and the gate, or the session has just been cancelled.
            relues = Seance.objects.filter(pk__in=[seance.pk for seance in seances])
            _check_open(list(relues), demande, now=now)
    if not demande.liste_attente:
        raise SeanceComplete(
            "C’est complet. Vous pouvez demander à être inscrit sur la liste d’attente, ou choisir une autre date."
        )
    return _write(demande, seances, EtatInscription.ATTENTE, cle, deja, agent=agent, now=now)


@transaction.atomic
def _write(
    demande: Demande,
    seances: Sequence[Seance],
    etat: EtatInscription,
    cle: str | None,
    double_de: Reservation | None,
    *,
    agent: Any,
    now: datetime,
) -> Reservation:
    """Insert first, take the seats last: the row that everybody wants is held for the shortest time."""
    reservation = insert_reservation(demande, seances, etat, cle, double_de, agent=agent, now=now)
    if etat is EtatInscription.CONFIRMEE:
        for seance in seances:
            take_places(
                seance, len(demande.personnes), ordinateurs=demande.ordinateurs, guichet=demande.guichet, now=now
            )
    return reservation


def insert_reservation(
    demande: Demande,
    seances: Sequence[Seance],
    etat: EtatInscription,
    cle: str | None,
    double_de: Reservation | None,
    *,
    agent: Any,
    now: datetime,
) -> Reservation:
    """Everything that a booking writes, but for the counters: see `book`."""
    reservation = _create_reservation(demande, seances[0], cle, double_de, agent=agent, now=now)
    participants = Participant.objects.bulk_create(
        Participant(reservation=reservation, prenom=p.prenom, nom=p.nom, commune_id=p.commune)
        for p in demande.personnes
    )
    Inscription.objects.bulk_create(
        Inscription(
            reservation=reservation,
            participant=participant,
            seance=seance,
            etat=etat.value,
            ordinateur=personne.ordinateur,
            guichet=demande.guichet and etat is EtatInscription.CONFIRMEE,
        )
        for seance in seances
        for participant, personne in zip(participants, demande.personnes, strict=True)
    )
    record("réserver", reservation, agent=agent, now=now, convention=reservation.convention_id, seance=seances[0].pk)
    _notify_booked(reservation, seances, etat, now=now)
    return reservation


def _notify_booked(
    reservation: Reservation, seances: Sequence[Seance], etat: EtatInscription, *, now: datetime
) -> None:
    if reservation.double_de is not None:
        # To the person whose booking it is, never to the sender.
        notify(reservation.double_de, Evenement.DEJA, seances[0], suite=str(reservation.pk), appeler=False, now=now)
    else:
        evenement = Evenement.CONFIRMATION if etat is EtatInscription.CONFIRMEE else Evenement.LISTE
        notify(reservation, evenement, seances[0], appeler=False, now=now)


def _create_reservation(
    demande: Demande, seance: Seance, cle: str | None, double_de: Reservation | None, *, agent: Any, now: datetime
) -> Reservation:
    recu_le = demande.recu_le or now
    return Reservation.objects.create(
        convention_id=seance.convention_id,
        code=make_code(),
        jeton=secrets.token_urlsafe(32),
        cle=cle,
        navigateur=demande.navigateur,
        contact=demande.contact,
        telephone=demande.telephone,
        courriel=demande.courriel,
        canal=demande.canal.value,
        recu_le=recu_le,
        rang_le=recu_le,
        cree_le=now,
        cree_par=agent,
        double_de=double_de,
    )


@transaction.atomic
def cancel_inscriptions(
    reservation: Reservation, inscriptions: Sequence[int], *, par: Auteur, agent: Any = None, now: datetime
) -> list[Inscription]:
    """Cancel some registrations of a booking, by id: one date of a cycle, one of two friends, or everything.

    A second request changes nothing. Returns those cancelled now; their seats are free again, and the caller offers
    them (`ateliers.services.attente.promote`).
    """
    # Its key does not change: others may meanwhile leave a call about it.
    Reservation.objects.select_for_update(no_key=True).get(pk=reservation.pk)
    choisies = reservation.inscriptions.filter(pk__in=inscriptions, etat__in=VIVANTES)
    annulees = list(choisies.select_for_update().order_by("pk"))
    free_places(annulees)
    for inscription in annulees:
        inscription.etat, inscription.annulee_par = EtatInscription.ANNULEE.value, par.value
        inscription.annulee_le, inscription.offre_jusqu_a = now, None
    Inscription.objects.bulk_update(annulees, ["etat", "annulee_par", "annulee_le", "offre_jusqu_a"])
    close_empty_rendez_vous(annulees, now=now)
    if annulees:
        record("annuler une réservation", reservation, agent=agent, now=now, convention=reservation.convention_id)
    if not reservation.inscriptions.filter(etat__in=VIVANTES).exists():
        Reservation.objects.filter(pk=reservation.pk).update(cle=None)
    return annulees
