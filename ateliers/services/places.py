"""The gate: the only code that moves the counters of a session.

Each move is one UPDATE whose WHERE is the rule, so that it holds under any number of simultaneous requests, on
PostgreSQL as on SQLite; the CHECK of the table is the last judge.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Q
from django.db.models.functions import Greatest

from ateliers.enums import TENANT_UNE_PLACE, EtatSeance
from ateliers.models import Inscription, Seance
from ateliers.selectors.seances import count_gardees
from conseiller.refus import Refus


class SeanceComplete(Refus):
    """No seat is left for that many people."""


def take_places(seance: Seance, nombre: int, *, ordinateurs: int = 0, guichet: bool = False, now: datetime) -> None:
    """Take `nombre` seats, and `ordinateurs` computers, at once or not at all; call it inside a transaction.

    `guichet`: for the desk, whose own seats are used first. Raises SeanceComplete when they are not there, which must
    roll the transaction back.
    """
    ouvertes = Seance.objects.filter(pk=seance.pk, etat=EtatSeance.PREVUE)
    gardees = Greatest(0, F("places_guichet") - F("prises_guichet"))
    toutes = F("capacite") + F("chaises")
    if guichet or count_gardees(seance, now=now) == 0:
        prises = ouvertes.filter(prises__lte=toutes - nombre)
    else:
        prises = ouvertes.filter(prises__lte=toutes - nombre - gardees)
    if ordinateurs:
        prises = prises.filter(Q(ordinateurs=None) | Q(ordinateurs_pris__lte=F("ordinateurs") - ordinateurs))
    if not prises.update(
        prises=F("prises") + nombre,
        prises_guichet=F("prises_guichet") + (nombre if guichet else 0),
        ordinateurs_pris=F("ordinateurs_pris") + ordinateurs,
    ):
        raise SeanceComplete("Il n’y a plus assez de places à cette séance.")


def free_places(inscriptions: Iterable[Inscription]) -> int:
    """Give back the seats of registrations that hold one; call it inside the transaction that changes their state.

    Returns how many seats are free again.
    """
    tenues = [inscription for inscription in inscriptions if inscription.etat in TENANT_UNE_PLACE]
    for inscription in sorted(tenues, key=lambda tenue: tenue.seance_id):
        Seance.objects.filter(pk=inscription.seance_id).update(
            prises=F("prises") - 1,
            prises_guichet=F("prises_guichet") - int(inscription.guichet),
            ordinateurs_pris=F("ordinateurs_pris") - int(inscription.ordinateur),
        )
    return len(tenues)


def add_chaise(seance: Seance) -> None:
    """Add one seat, knowingly: the desk takes it afterwards like any other."""
    Seance.objects.filter(pk=seance.pk).update(chaises=F("chaises") + 1)
