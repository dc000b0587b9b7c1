"""One session as those who organise it read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ateliers.enums import EtatInscription, EtatSeance
from ateliers.models import Inscription, Reservation, Seance
from conseiller.journal.models import Ligne

from .ateliers import list_suivantes, needs_decision
from .attente import list_attente
from .prevenus import Bilan, read_annulation

RACONTES = 20


@dataclass(frozen=True, slots=True)
class SeanceVue:
    """People who have a seat, those to whom one is offered, bookings that wait in order, and the latest events."""

    inscrits: list[Inscription]
    proposes: list[Inscription]
    attente: list[Reservation]
    histoire: list[Ligne]
    suivantes: int
    a_decider: bool
    passee: bool
    bilan: Bilan | None

    @property
    def a_prevenir(self) -> int:
        """People and bookings that a cancellation is told to."""
        return len(self.inscrits) + len(self.proposes) + sum(len(r.participants.all()) for r in self.attente)


def read_seance(seance: Seance, *, now: datetime) -> SeanceVue:
    """Everything that the page of a session shows, in 7 queries, and 4 more when it is cancelled."""
    inscriptions = list(
        seance.inscriptions.filter(etat__in=[EtatInscription.CONFIRMEE.value, EtatInscription.PROPOSEE.value])
        .select_related("participant__commune", "reservation")
        .order_by("participant__nom", "participant__prenom", "pk")
    )
    lignes = Ligne.objects.filter(convention=seance.convention_id, objet=f"ateliers.seance:{seance.pk}")
    return SeanceVue(
        inscrits=[i for i in inscriptions if i.etat == EtatInscription.CONFIRMEE],
        proposes=[i for i in inscriptions if i.etat == EtatInscription.PROPOSEE],
        attente=list_liste(seance),
        histoire=list(lignes.select_related("agent").order_by("-pk")[:RACONTES]),
        suivantes=len(list_suivantes(seance)) - 1,
        a_decider=needs_decision(seance, now=now),
        passee=seance.fin <= now,
        bilan=read_annulation(seance) if seance.etat == EtatSeance.ANNULEE else None,
    )


def list_liste(seance: Seance) -> list[Reservation]:
    """The waiting list in order, with its people."""
    return list(list_attente(seance).prefetch_related("participants"))
