"""The day of a desk: sessions, people, waiting lists, what is to be judged; five queries, whatever their number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet
from django.utils import timezone

from ateliers.calculs.codes import normalize_nom
from ateliers.enums import EtatInscription, EtatSeance, Presence
from ateliers.models import Inscription, Seance
from ateliers.presentation.guichet import write_approche
from communes.models import Convention, Organisme, Partie
from communes.permissions import Action

from .seances import bound_jours, with_details

MONTRES = [EtatInscription.CONFIRMEE, EtatInscription.PROPOSEE, EtatInscription.ATTENTE, EtatInscription.DOUBLON]


@dataclass(slots=True)
class SeanceVue:
    """A session as the desk sees it: who has a seat, who waits (offers first), who is to be judged, who said no."""

    seance: Seance
    approche: str
    finie: bool
    du_jour: bool
    inscrits: list[Inscription] = field(default_factory=list)
    attente: list[Inscription] = field(default_factory=list)
    doublons: list[Inscription] = field(default_factory=list)
    prevenus: list[Inscription] = field(default_factory=list)
    homonymes: set[int] = field(default_factory=set)
    # What the form of who walks in carries: drawn when it is shown, it is received once.
    jeton: UUID = field(default_factory=uuid4)

    @property
    def presents(self) -> int:
        """People noted present."""
        return sum(inscription.presence == Presence.PRESENT for inscription in self.inscrits)

    @property
    def absents(self) -> int:
        """People noted absent."""
        return sum(inscription.presence == Presence.ABSENT for inscription in self.inscrits)

    @property
    def sans_note(self) -> int:
        """People of whom nobody has said whether they are there."""
        return len(self.inscrits) - self.presents - self.absents

    @property
    def arrivees(self) -> bool:
        """Whether somebody may walk in: a workshop of today that is not over."""
        return self.du_jour and not self.finie and self.seance.atelier_id is not None


def list_conventions(agent: Any) -> list[Convention]:
    """The agreements whose residents the agent receives."""
    permises = Convention.objects.permitted(agent, Action.ACCUEILLIR).select_related("groupe", "employeuse")
    return list(permises.order_by("groupe__nom", "pk"))


def list_seances(conventions: Iterable[Convention], debut: datetime, fin: datetime) -> QuerySet[Seance]:
    """Sessions that begin in a span of time, appointments included; those that were cancelled are there to be told."""
    return with_details(Seance.objects.filter(convention__in=conventions, debut__gte=debut, debut__lt=fin)).order_by(
        "debut", "pk"
    )


def read_jour(conventions: Sequence[Convention], jour: date, *, now: datetime) -> list[SeanceVue]:
    """The sessions of a day: running or next first, finished ones last, each with its people."""
    return read_seances(list(list_seances(conventions, *bound_jours(jour))), now=now)


def read_seances(seances: Sequence[Seance], *, now: datetime) -> list[SeanceVue]:
    """Sessions with their people, those that are over last."""
    aujourdhui = timezone.localdate(now)
    vues = {
        seance.pk: SeanceVue(
            seance,
            "annulé" if seance.etat == EtatSeance.ANNULEE else write_approche(seance.debut, seance.fin, now),
            seance.etat == EtatSeance.ANNULEE or seance.fin <= now,
            timezone.localdate(seance.debut) <= aujourdhui,
        )
        for seance in seances
    }
    for inscription in _list_inscriptions(vues):
        _place(vues[inscription.seance_id], inscription)
    for vue in vues.values():
        _finish(vue)
    return sorted(vues.values(), key=lambda vue: (vue.finie, vue.seance.debut, vue.seance.pk))


def _list_inscriptions(seances: Iterable[int]) -> QuerySet[Inscription]:
    details = Inscription.objects.filter(seance__in=list(seances)).select_related("participant__commune", "reservation")
    return details.exclude(etat=EtatInscription.EXPIREE).order_by("reservation__rang_le", "reservation_id", "pk")


def _place(vue: SeanceVue, inscription: Inscription) -> None:
    listes = {
        EtatInscription.CONFIRMEE.value: vue.inscrits,
        EtatInscription.PROPOSEE.value: vue.attente,
        EtatInscription.ATTENTE.value: vue.attente,
        EtatInscription.DOUBLON.value: vue.doublons,
        EtatInscription.ANNULEE.value: vue.prevenus,
    }
    listes[inscription.etat].append(inscription)


def _finish(vue: SeanceVue) -> None:
    """Sort as papers do, by name; tell apart those who share one."""
    vue.inscrits.sort(key=lambda i: (normalize_nom(i.participant.nom), normalize_nom(i.participant.prenom), i.pk))
    vue.attente.sort(key=lambda i: i.etat != EtatInscription.PROPOSEE)
    noms = Counter(_name(inscription) for inscription in (*vue.inscrits, *vue.attente))
    vue.homonymes = {i.pk for i in (*vue.inscrits, *vue.attente) if noms[_name(i)] > 1}
    # A double that was put aside, or somebody who cancelled then booked again, is not to be told twice.
    vue.prevenus = [i for i in vue.prevenus if not i.reservation.double_de_id and not noms[_name(i)]]


def _name(inscription: Inscription) -> str:
    return normalize_nom(inscription.participant.nom_complet)


def list_seances_a_venir(conventions: Iterable[Convention], *, now: datetime) -> QuerySet[Seance]:
    """Sessions that are not over and may be booked, soonest first, appointments left out."""
    suite = Seance.objects.filter(convention__in=conventions, atelier__isnull=False, fin__gt=now)
    return (
        with_details(suite)
        .filter(etat=EtatSeance.PREVUE)
        .order_by("debut", "pk")
        .select_related("atelier", "lieu", "convention__groupe")
    )


def find_prochain(conventions: Iterable[Convention], jour: date) -> date | None:
    """The next day with a session that is held, after `jour`; None when there is none."""
    suite = Seance.objects.filter(convention__in=conventions, debut__gte=bound_jours(jour)[1]).exclude(
        etat=EtatSeance.ANNULEE
    )
    debut = suite.order_by("debut").values_list("debut", flat=True).first()
    return timezone.localdate(debut) if debut else None


def list_communes(conventions: Iterable[Convention]) -> dict[int, list[Organisme]]:
    """The bodies of each agreement, in the act's order, by id of the agreement."""
    communes: dict[int, list[Organisme]] = {}
    for partie in Partie.objects.filter(convention__in=conventions).select_related("organisme").order_by("ordre"):
        communes.setdefault(partie.convention_id, []).append(partie.organisme)
    return communes
