"""The waiting list: a freed place is offered to the next, who answers before a term, or it passes on.

What is offered is a booking, never a person: a group, or a cycle, moves whole or keeps its rank. Its seats are held by
the gate like any other. Under one hour before the start, the offer is also a call to make, and holds half of the time
that is left. Offers never use the seats that the desk still keeps.

Nothing here waits for a booking that another transaction holds, so that an offer may be made in the transaction that
frees the seat (nobody passes in between) and two of them never wait for each other; the sweep makes up for those that
were skipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ateliers.calculs.delais import compute_offre
from ateliers.calculs.feries import list_feries
from ateliers.enums import ATTENDUES, VIVANTES, Auteur, EtatInscription, EtatSeance, Evenement, Issue, MotifOrdre
from ateliers.models import Appel, Inscription, Reservation, Seance
from ateliers.selectors.attente import list_attente, list_servables
from ateliers.selectors.seances import count_restantes
from conseiller.journal.services import record
from conseiller.refus import Refus

from .messages import notify
from .places import SeanceComplete, free_places, take_places
from .reservations import cancel_inscriptions

UN_RANG = timedelta(microseconds=1)


class OffrePassee(Refus):
    """The offer is over: it was answered, or it has passed on."""


def promote(seance: Seance, *, now: datetime) -> int:
    """Offer the free seats of a session to those who wait, in order; returns how many bookings were offered one.

    Call it in the transaction that frees seats, or outside any.
    """
    seance = Seance.objects.select_related("convention").get(pk=seance.pk)
    if seance.etat != EtatSeance.PREVUE or seance.debut <= now:
        return 0
    offres = 0
    for reservation in list_attente(seance):
        if count_restantes(seance, guichet=False, now=now) == 0:
            break
        if _offer(reservation, seance, now=now):
            offres += 1
            seance.refresh_from_db(fields=["prises", "prises_guichet", "ordinateurs_pris"])
    return offres


def _offer(reservation: Reservation, seance: Seance, *, now: datetime) -> bool:
    """Hold the seats of one booking, all of them or none."""
    try:
        with transaction.atomic():
            if not _lock(reservation):
                return False
            attendues = _list_a_venir(reservation, EtatInscription.ATTENTE, now=now)
            if seance.pk not in {inscription.seance_id for inscription in attendues}:
                return False
            _hold(attendues, now=now)
            _propose(reservation, attendues, now=now)
            return True
    except SeanceComplete:
        return False


def _lock(reservation: Reservation) -> bool:
    """Hold the booking; False when another transaction does, which is offering, answering or cancelling it."""
    libres = Reservation.objects.select_for_update(skip_locked=True, no_key=True)
    return libres.filter(pk=reservation.pk).first() is not None


def _list_a_venir(reservation: Reservation, etat: EtatInscription, *, now: datetime) -> list[Inscription]:
    a_venir = reservation.inscriptions.filter(etat=etat.value, seance__etat=EtatSeance.PREVUE, seance__debut__gt=now)
    return list(a_venir.select_related("seance__atelier", "seance__lieu__groupe").order_by("seance__debut", "pk"))


def _hold(inscriptions: Sequence[Inscription], *, now: datetime) -> None:
    """Take the seats through the gate; raises SeanceComplete."""
    seances = {inscription.seance_id for inscription in inscriptions}
    # The caller may hold a later session of the cycle: waiting for an earlier one could be a deadlock.
    libres = Seance.objects.filter(pk__in=seances).select_for_update(skip_locked=True, no_key=True).order_by("pk")
    tenues = list(libres) if len(seances) > 1 else [inscriptions[0].seance]
    if len(tenues) < len(seances):
        raise SeanceComplete("Une séance est en train de changer.")
    for seance in tenues:
        groupe = [inscription for inscription in inscriptions if inscription.seance_id == seance.pk]
        ordinateurs = sum(inscription.ordinateur for inscription in groupe)
        # A look without a lock spares the gate to those who plainly do not fit.
        if count_restantes(seance, guichet=False, now=now) < len(groupe):
            raise SeanceComplete("Il n’y a pas assez de places pour le groupe.")
        take_places(seance, len(groupe), ordinateurs=ordinateurs, now=now)


def _propose(reservation: Reservation, inscriptions: Sequence[Inscription], *, now: datetime) -> None:
    seance = inscriptions[0].seance
    jusqu_a = _compute_terme(seance, now=now)
    proches = jusqu_a is None
    terme = jusqu_a or now + (seance.debut - now) / 2
    Inscription.objects.filter(pk__in=[inscription.pk for inscription in inscriptions]).update(
        etat=EtatInscription.PROPOSEE.value, offre_jusqu_a=terme, guichet=False
    )
    record("proposer une place", reservation, agent=None, now=now, convention=reservation.convention_id)
    suite = f"{now:%Y%m%d%H%M%S%f}"
    notify(reservation, Evenement.OFFRE, seance, suite=suite, avant=terme, aussi_appeler=proches, now=now)


def _compute_terme(seance: Seance, *, now: datetime) -> datetime | None:
    """48 h of the days when the desk answers, which is the group's first place; None when the start is too near."""
    accueil = seance.lieu.groupe.lieux.first() or seance.lieu
    depart, debut = timezone.localtime(now), timezone.localtime(seance.debut)
    feries = list_feries([depart.year, depart.year + 1], accueil.organisme.insee or "")
    return compute_offre(depart, debut, accueil.jours_ouverts, feries)


@transaction.atomic
def accept_offre(reservation: Reservation, *, agent: Any = None, now: datetime) -> None:
    """Confirm the seats that are held for a booking; once confirmed, a second answer changes nothing.

    Counts as long as the seats have not passed on, even after the term. Raises OffrePassee.
    """
    reservation = Reservation.objects.select_for_update(no_key=True).get(pk=reservation.pk)
    tenues = _list_a_venir(reservation, EtatInscription.PROPOSEE, now=now)
    if not tenues:
        if _list_a_venir(reservation, EtatInscription.CONFIRMEE, now=now):
            return
        raise OffrePassee("Cette place n’est plus gardée\u00a0: l’offre est terminée. Choisissez une autre séance.")
    Inscription.objects.filter(pk__in=[inscription.pk for inscription in tenues]).update(
        etat=EtatInscription.CONFIRMEE.value, offre_jusqu_a=None
    )
    record("accepter la place proposée", reservation, agent=agent, now=now, convention=reservation.convention_id)
    _close_offres(reservation, Issue.VIENT, agent=agent, now=now)
    suite = f"offre:{now:%Y%m%d%H%M%S%f}"
    notify(reservation, Evenement.CONFIRMATION, tenues[0].seance, suite=suite, appeler=False, now=now)


def decline_offre(reservation: Reservation, *, agent: Any = None, now: datetime) -> None:
    """Give the seats that are held to the next; a second answer changes nothing."""
    _leave(reservation, EtatInscription.PROPOSEE, agent=agent, now=now)


def leave_attente(reservation: Reservation, *, agent: Any = None, now: datetime) -> None:
    """Leave the waiting list; a second request changes nothing."""
    _leave(reservation, EtatInscription.ATTENTE, agent=agent, now=now)


def _leave(reservation: Reservation, etat: EtatInscription, *, agent: Any, now: datetime) -> None:
    par = Auteur.GUICHET if agent is not None else Auteur.USAGER
    with transaction.atomic():
        # Held before it is read: an answer that came first has changed it.
        Reservation.objects.select_for_update(no_key=True).get(pk=reservation.pk)
        quittees = list(reservation.inscriptions.filter(etat=etat.value).values_list("pk", flat=True))
        cancel_and_offer(reservation, quittees, par=par, agent=agent, now=now)


@transaction.atomic
def cancel_and_offer(
    reservation: Reservation, inscriptions: Sequence[int], *, par: Auteur, agent: Any = None, now: datetime
) -> list[Inscription]:
    """Cancel some registrations of a booking, say so, and offer the freed seats to the next, at once.

    Returns those cancelled now.
    """
    annulees = cancel_inscriptions(reservation, inscriptions, par=par, agent=agent, now=now)
    if annulees:
        if not reservation.inscriptions.filter(etat=EtatInscription.PROPOSEE.value).exists():
            _close_offres(reservation, Issue.RENONCE, agent=agent, now=now)
        seances = Seance.objects.filter(pk__in={annulee.seance_id for annulee in annulees})
        rangees = list(seances.select_related("atelier", "lieu").order_by("debut", "pk"))
        concernes = reservation.participants.filter(inscriptions__in=annulees).distinct()
        suite = f"{now:%Y%m%d%H%M%S%f}"
        notify(
            reservation,
            Evenement.DESINSCRIPTION,
            rangees[0],
            suite=suite,
            appeler=False,
            now=now,
            seances=rangees,
            par=par.value,
            personnes=[participant.nom_complet for participant in concernes],
            reste=reservation.inscriptions.filter(etat__in=VIVANTES).exists(),
        )
        for seance in rangees:
            promote(seance, now=now)
    return annulees


def _close_offres(reservation: Reservation, issue: Issue, *, agent: Any, now: datetime) -> None:
    """An offer that is answered has nobody left to call."""
    ouverts = Appel.objects.filter(reservation=reservation, evenement=Evenement.OFFRE.value, issue="")
    ouverts.update(issue=issue.value, traite_le=now, traite_par=agent)


def expire_offres(*, now: datetime) -> int:
    """Pass on the seats of offers left unanswered, then offer whatever seat is free; returns how many offers ended."""
    echues = Inscription.objects.filter(_is_over(now))
    rangees = Reservation.objects.filter(pk__in=echues.values("reservation")).order_by("rang_le", "pk")
    terminees = sum(_expire(reservation, now=now) for reservation in rangees)
    for seance in list_servables(now=now):
        promote(seance, now=now)
    return terminees


def _is_over(now: datetime) -> Q:
    """Offers past their term, or whose session was moved before it."""
    return Q(etat=EtatInscription.PROPOSEE.value) & (Q(offre_jusqu_a__lte=now) | Q(seance__debut__lte=now))


@transaction.atomic
def _expire(reservation: Reservation, *, now: datetime) -> bool:
    if not _lock(reservation):
        return False
    tenues = reservation.inscriptions.filter(_is_over(now))
    inscriptions = list(tenues.select_related("seance__atelier", "seance__lieu").order_by("seance__debut", "pk"))
    if not inscriptions:
        return False
    free_places(inscriptions)
    if _was_never_called(reservation):
        # Nobody told them: they wait again, behind those who are waiting now.
        etat = EtatInscription.ATTENTE
        Reservation.objects.filter(pk=reservation.pk).update(rang_le=now)
    else:
        etat = EtatInscription.EXPIREE
        notify(reservation, Evenement.OFFRE_PERDUE, inscriptions[0].seance, suite=f"{now:%Y%m%d%H%M%S%f}", now=now)
    Inscription.objects.filter(pk__in=[inscription.pk for inscription in inscriptions]).update(
        etat=etat.value, offre_jusqu_a=None
    )
    _close_offres(reservation, Issue.SANS_SUITE, agent=None, now=now)
    if etat is EtatInscription.EXPIREE and not reservation.inscriptions.filter(etat__in=ATTENDUES).exists():
        # The same people may book again.
        Reservation.objects.filter(pk=reservation.pk).update(cle=None)
    record("laisser passer la place proposée", reservation, agent=None, now=now, convention=reservation.convention_id)
    for seance in {inscription.seance_id: inscription.seance for inscription in inscriptions}.values():
        promote(seance, now=now)
    return True


def _was_never_called(reservation: Reservation) -> bool:
    """Whether the offer was a call that nobody tried to make."""
    appels = Appel.objects.filter(reservation=reservation, evenement=Evenement.OFFRE.value, issue="")
    return not reservation.courriel and appels.filter(essais=0).exists()


@transaction.atomic
def reorder(
    reservation: Reservation, seance: Seance, *, before: Reservation, motif: MotifOrdre, agent: Any, now: datetime
) -> None:
    """Put a booking just before another one of the same list, for one of the ready reasons.

    Raises Refus when one of them no longer waits.
    """
    rangs = list_attente(seance).values_list("pk", flat=True)
    list(Reservation.objects.select_for_update().filter(pk__in=list(rangs)).order_by("pk"))
    liste = list(list_attente(seance))
    if reservation not in liste or before not in liste or reservation == before:
        raise Refus("L’une des deux demandes n’est plus sur la liste d’attente\u00a0: relisez la liste.")
    liste.remove(reservation)
    precedentes = liste[: liste.index(before)]
    # Those who were received at the same instant are told apart by their number: they step back to keep their order.
    borne = before.rang_le
    for placee in (reservation, *reversed(precedentes)):
        if placee != reservation and placee.rang_le < borne:
            break
        borne -= UN_RANG
        Reservation.objects.filter(pk=placee.pk).update(rang_le=borne)
    record(
        "changer l’ordre de la liste d’attente",
        reservation,
        agent=agent,
        now=now,
        convention=reservation.convention_id,
        motif=motif.value,
        avant=before.pk,
    )
