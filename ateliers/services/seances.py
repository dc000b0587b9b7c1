"""Change or cancel sessions: whoever is concerned is told, in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from ateliers.enums import ATTENDUES, VIVANTES, Auteur, EtatInscription, EtatSeance, Evenement
from ateliers.models import Inscription, Reservation, Seance
from communes.models import Organisme
from conseiller.journal.services import record
from conseiller.refus import Refus

from .attente import promote
from .messages import notify
from .occupation import occupy, release
from .places import free_places

# What residents have to know, what holds an adviser or a room, what frees seats.
DIT = {"debut", "fin", "lieu"}
OCCUPE = DIT | {"conseiller", "installation", "rangement"}
CAPACITE = {"capacite", "ordinateurs", "places_guichet", "guichet_jours"}


class SeanceDejaAnnulee(Refus):
    """The session is cancelled: nothing more can be changed."""


class TropDInscrits(Refus):
    """Fewer seats than people who hold one."""


@dataclass(frozen=True, slots=True)
class Horaire:
    """Where the edited session goes: the others follow by as many days, at the same times."""

    jours: int
    debut: time
    fin: time

    def move(self, seance: Seance) -> tuple[datetime, datetime]:
        """The instants of a session once moved, in local time, whatever the clock change."""
        jour = timezone.localdate(seance.debut) + timedelta(days=self.jours)
        zone = timezone.get_current_timezone()
        return datetime.combine(jour, self.debut, zone), datetime.combine(jour, self.fin, zone)


@transaction.atomic
def change_seances(
    seances: Sequence[int], champs: dict[str, Any], horaire: Horaire | None, *, agent: Any, now: datetime
) -> int:
    """Change the same fields of one or several sessions, by id; returns how many bookings were told.

    Raises SeanceDejaAnnulee, TropDInscrits (beside `capacite` or `ordinateurs`) or DejaPris.
    """
    lues = Seance.objects.select_for_update(of=("self",)).filter(pk__in=seances).order_by("pk")
    touchees = {
        seance.pk: _change(seance, champs, horaire, now=now) for seance in lues.select_related("lieu", "atelier")
    }
    changees = [seance for seance in lues.all() if touchees[seance.pk]]
    deplacees = [seance for seance in changees if touchees[seance.pk] & OCCUPE]
    # All of them first: the second date of a series may take the hour that the first one leaves.
    for seance in deplacees:
        release(seance)
    for seance in deplacees:
        occupy(seance)
    for seance in changees:
        record(
            "modifier une séance",
            seance,
            agent=agent,
            now=now,
            convention=seance.convention_id,
            champs=sorted(touchees[seance.pk]),
        )
        if touchees[seance.pk] & CAPACITE:
            promote(seance, now=now)
    a_dire = [seance for seance in changees if touchees[seance.pk] & DIT and seance.fin > now]
    return _tell(Evenement.CHANGEMENT, a_dire, now=now, suite=f"{now:%Y%m%d%H%M%S%f}")


def compute_valeurs(seance: Seance, champs: dict[str, Any], horaire: Horaire | None) -> dict[str, Any]:
    """What a session becomes; `decision_jours`, days before it, stands for its own decision day."""
    valeurs = dict(champs)
    avant = valeurs.pop("decision_jours", None)
    if avant is None and seance.decision_le is not None:
        avant = (timezone.localdate(seance.debut) - seance.decision_le).days
    if horaire is not None:
        valeurs["debut"], valeurs["fin"] = horaire.move(seance)
    if valeurs.get("minimum", seance.minimum) is None:
        valeurs["decision_le"] = None
    elif avant is not None:
        valeurs["decision_le"] = timezone.localdate(valeurs.get("debut", seance.debut)) - timedelta(days=avant)
    return valeurs


def _change(seance: Seance, champs: dict[str, Any], horaire: Horaire | None, *, now: datetime) -> set[str]:
    """Write what differs, and nothing else: the counters belong to the gate."""
    if seance.etat == EtatSeance.ANNULEE:
        raise SeanceDejaAnnulee("Cette séance est annulée\u00a0: ajoutez plutôt une autre date à l’atelier.")
    valeurs = compute_valeurs(seance, champs, horaire)
    touches = {nom for nom, valeur in valeurs.items() if getattr(seance, nom) != valeur}
    for nom in touches:
        setattr(seance, nom, valeurs[nom])
    if "lieu" in touches:
        seance.commune_chargee = seance.lieu.organisme
    _check_places(seance)
    if touches:
        seance.sequence, seance.modifiee_le = seance.sequence + 1, now
        seance.save(update_fields=[*touches, "commune_chargee", "sequence", "modifiee_le"])
    return touches


def _check_places(seance: Seance) -> None:
    if seance.places < seance.prises:
        raise TropDInscrits(
            f"Le {timezone.localtime(seance.debut):%d/%m}, {seance.prises} places sont déjà prises\u00a0: gardez-en"
            f" au moins {seance.prises - seance.chaises}, ou annulez d’abord des inscriptions.",
            champ="capacite",
        )
    if seance.ordinateurs is not None and seance.ordinateurs < seance.ordinateurs_pris:
        raise TropDInscrits(
            f"Le {timezone.localtime(seance.debut):%d/%m}, {seance.ordinateurs_pris} ordinateurs sont déjà"
            " réservés\u00a0: gardez-en au moins autant.",
            champ="ordinateurs",
        )


@transaction.atomic
def cancel_seances(
    seances: Sequence[int],
    *,
    par: Organisme,
    motif: str = "",
    remplacement: Seance | None = None,
    agent: Any,
    now: datetime,
) -> int:
    """Cancel one or several sessions, by id; returns how many bookings are to be told, once each.

    Seats, adviser and room are free; registrations stay, cancelled by the organisation, so that each person's page says
    what happened. A session that is already cancelled is left as it is.
    """
    # Bookings before sessions, the order in which residents cancel.
    concernees = Reservation.objects.filter(inscriptions__seance__in=seances, inscriptions__etat__in=VIVANTES)
    list(Reservation.objects.select_for_update().filter(pk__in=concernees.values("pk")).order_by("pk"))
    lues = Seance.objects.select_for_update(of=("self",)).filter(pk__in=seances).exclude(etat=EtatSeance.ANNULEE.value)
    annulees = list(lues.select_related("lieu", "atelier").order_by("pk"))
    for seance in annulees:
        seance.etat, seance.annulee_le, seance.annulee_par = EtatSeance.ANNULEE.value, now, par
        seance.motif, seance.remplacement = motif, remplacement
        seance.sequence, seance.modifiee_le = seance.sequence + 1, now
        seance.save(
            update_fields=["etat", "annulee_le", "annulee_par", "motif", "remplacement", "sequence", "modifiee_le"]
        )
        release(seance)
        record("annuler une séance", seance, agent=agent, now=now, convention=seance.convention_id, par=par.pk)
    prevenus = _tell(Evenement.ANNULATION, annulees, now=now, par=par, motif=motif, remplacement=remplacement)
    _cancel_inscriptions(annulees, now=now)
    return prevenus


def _cancel_inscriptions(seances: Sequence[Seance], *, now: datetime) -> None:
    inscriptions = list(Inscription.objects.filter(seance__in=seances, etat__in=VIVANTES).order_by("pk"))
    free_places(inscriptions)
    for inscription in inscriptions:
        inscription.etat, inscription.annulee_par = EtatInscription.ANNULEE.value, Auteur.ORGANISATION.value
        inscription.annulee_le, inscription.offre_jusqu_a = now, None
    Inscription.objects.bulk_update(inscriptions, ["etat", "annulee_par", "annulee_le", "offre_jusqu_a"])
    # Nobody calls any more for a reminder or an offer of what does not take place.
    vides = Reservation.objects.filter(pk__in={inscription.reservation_id for inscription in inscriptions})
    vides.exclude(inscriptions__etat__in=VIVANTES).update(cle=None)


def _tell(evenement: Evenement, seances: Sequence[Seance], *, now: datetime, suite: str = "", **details: Any) -> int:
    """Tell each booking once, of all its sessions that are concerned, under the first of them; returns how many."""
    par_seance = {seance.pk: seance for seance in sorted(seances, key=lambda seance: seance.debut)}
    attendus = Inscription.objects.filter(seance__in=par_seance, etat__in=ATTENDUES)
    par_reservation: dict[int, set[int]] = {}
    for cle, seance in attendus.values_list("reservation", "seance"):
        par_reservation.setdefault(cle, set()).add(seance)
    for reservation in Reservation.objects.filter(pk__in=par_reservation).order_by("pk"):
        siennes = [seance for pk, seance in par_seance.items() if pk in par_reservation[reservation.pk]]
        avant = siennes[0].debut
        notify(reservation, evenement, siennes[0], now=now, suite=suite, avant=avant, seances=siennes, **details)
    return len(par_reservation)


@transaction.atomic
def keep_seance(seance: Seance, *, agent: Any, now: datetime) -> None:
    """Decide that a session takes place although few people come: nobody is asked again."""
    Seance.objects.filter(pk=seance.pk).update(decision_le=None)
    record("maintenir une séance", seance, agent=agent, now=now, convention=seance.convention_id)
