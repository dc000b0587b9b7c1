"""Bookings as pages and services read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ateliers.calculs.codes import format_code, matches_nom
from ateliers.calculs.delais import RAPPEL
from ateliers.enums import EtatInscription, EtatSeance
from ateliers.models import Inscription, Lieu, Participant, Reservation, Seance
from ateliers.presentation.reservations import list_noms, write_titre

# What a state looks like to whoever holds the link: a double looks like a booking.
VUES = {EtatInscription.DOUBLON.value: EtatInscription.CONFIRMEE.value}
MORTES = (EtatInscription.ANNULEE.value, EtatInscription.EXPIREE.value)


def list_inscriptions(reservation: Reservation) -> list[Inscription]:
    """Everybody at every session of a booking, in the order of the sessions."""
    details = (
        "participant",
        "seance__atelier",
        "seance__lieu__organisme",
        "seance__annulee_par",
        "seance__remplacement",
    )
    return list(reservation.inscriptions.select_related(*details).order_by("seance__debut", "pk"))


def find_jeton(code: str, lettres: str) -> str | None:
    """The long link of the booking that this code and these first letters open; None for any failure.

    One query in all cases, so that a code that exists takes no longer than another.
    """
    lignes = Participant.objects.filter(reservation__code=code).values_list(
        "reservation__jeton", "reservation__contact", "nom"
    )
    return next((jeton for jeton, contact, nom in lignes if matches_nom(lettres, [nom, contact])), None)


def find_accueil(groupe_id: int) -> Lieu | None:
    """The desk that answers the phone for the group."""
    return Lieu.objects.filter(groupe=groupe_id).first()


@dataclass(frozen=True, slots=True)
class Date:
    """A session of a booking, and everybody at it with their state as they may see it."""

    seance: Seance
    inscriptions: list[tuple[Inscription, str]]

    @property
    def vivante(self) -> bool:
        """Whether somebody is still expected, or waits."""
        return self.seance.etat != EtatSeance.ANNULEE and any(etat not in MORTES for _, etat in self.inscriptions)


@dataclass(frozen=True, slots=True)
class PageReservation:
    """A booking as whoever holds its link reads it."""

    reservation: Reservation
    dates: list[Date]
    etat: str
    limite: datetime | None
    now: datetime

    @property
    def code(self) -> str:
        """In two halves."""
        return format_code(self.reservation.code)

    @property
    def participants(self) -> list[Participant]:
        """Who comes, each once."""
        inscriptions = (inscription for date in self.dates for inscription, _ in date.inscriptions)
        return list({inscription.participant_id: inscription.participant for inscription in inscriptions}.values())

    @property
    def titre(self) -> str:
        """Title of the page: it names those who are in the state that it tells, and not who gave up."""
        inscriptions = [i for date in self.dates for i, etat in date.inscriptions if etat == self.etat]
        concernes = {inscription.participant_id for inscription in inscriptions}
        prenoms = [participant.prenom for participant in self.participants if participant.pk in concernes]
        return write_titre(self.etat, prenoms or [participant.prenom for participant in self.participants])

    @property
    def noms(self) -> list[str]:
        """Surnames that open the booking, with its code."""
        return list_noms([participant.nom for participant in self.participants], self.reservation.contact)

    @property
    def a_venir(self) -> list[Date]:
        """Sessions that somebody is still expected at."""
        return [date for date in self.dates if date.vivante and date.seance.fin > self.now]

    @property
    def principale(self) -> Date:
        """The next session, or the last one."""
        return (self.a_venir or self.dates[-1:])[0]

    @property
    def annulee_par(self) -> str:
        """Who cancelled last at the session of the page (an Auteur), or nothing."""
        annulees = [
            (i.annulee_le, i.pk, i.annulee_par)
            for i, etat in self.principale.inscriptions
            if etat == EtatInscription.ANNULEE and i.annulee_le
        ]
        return max(annulees)[2] if annulees else ""

    @property
    def detail(self) -> bool:
        """Whether a list says more than the title: several people, dates or states."""
        return sum(len(date.inscriptions) for date in self.dates) > 1

    @property
    def rappelee(self) -> bool:
        """Whether a reminder comes before the next session: not for what is booked later."""
        return self.reservation.recu_le <= self.principale.seance.debut - RAPPEL

    @property
    def annulable(self) -> bool:
        """Whether something can still be cancelled without calling."""
        return bool(self.a_venir) and (self.limite is None or self.now < self.limite)

    @property
    def annulables(self) -> list[Inscription]:
        """What can still be given back, past its delay or not: the refusal says when it closed."""
        return [i for date in self.a_venir for i, etat in date.inscriptions if etat not in MORTES]

    @property
    def offre_jusqu_a(self) -> datetime | None:
        """Until when the seats that were freed are held."""
        instants = [i.offre_jusqu_a for date in self.a_venir for i, _ in date.inscriptions if i.offre_jusqu_a]
        return min(instants, default=None)


def read_page(reservation: Reservation, *, now: datetime) -> PageReservation:
    """Read a booking for its page."""
    dates: dict[int, Date] = {}
    for inscription in list_inscriptions(reservation):
        date = dates.setdefault(inscription.seance_id, Date(inscription.seance, []))
        date.inscriptions.append((inscription, VUES.get(inscription.etat, inscription.etat)))
    vivants = {etat for date in dates.values() if date.vivante for _, etat in date.inscriptions if etat not in MORTES}
    tous = {etat for date in dates.values() for _, etat in date.inscriptions}
    ordre = (EtatInscription.PROPOSEE, EtatInscription.CONFIRMEE, EtatInscription.ATTENTE)
    etat = next((etat.value for etat in ordre if etat.value in vivants), None)
    if etat is None:
        perdue = tous == {EtatInscription.EXPIREE.value}
        etat = EtatInscription.EXPIREE.value if perdue else EtatInscription.ANNULEE.value
    return PageReservation(reservation, list(dates.values()), etat, _find_derniere_limite(dates.values()), now)


def find_limite(seance: Seance, etats: Iterable[str]) -> datetime:
    """Until when people in these states may cancel without calling: nobody counts on who waits, until the start."""
    attend = all(etat == EtatInscription.ATTENTE for etat in etats)
    return seance.debut - timedelta(hours=0 if attend else seance.delai_annulation)


def _find_derniere_limite(dates: Iterable[Date]) -> datetime | None:
    """Until when the last session that may still be cancelled can be."""
    limites = [
        find_limite(date.seance, [etat for _, etat in date.inscriptions if etat not in MORTES])
        for date in dates
        if date.vivante
    ]
    return max(limites, default=None)
