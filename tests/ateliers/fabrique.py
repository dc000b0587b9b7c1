"""Places, sessions and bookings for the tests, made by the application's own services."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from ateliers.models import Atelier, Lieu, Reservation, Seance
from ateliers.services.demande import Demande, Personne
from ateliers.services.reservations import book
from communes.models import Convention

# A Tuesday, 10 h in Paris; the sessions are on 15 December at 14 h.
MAINTENANT = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
DEBUT = datetime(2026, 12, 15, 13, 0, tzinfo=UTC)


def make_lieu(convention: Convention, **champs: Any) -> Lieu:
    """The desk's place, or another one."""
    ordre = convention.groupe.lieux.count() + 1
    defauts = {"nom": f"Lieu fictif {ordre}", "organisme": convention.employeuse, "telephone": "03 53 01 12 34"}
    return Lieu.objects.create(groupe=convention.groupe, **{"ordre": ordre, **defauts, **champs})


def make_seance(convention: Convention, *, places: int = 12, debut: datetime = DEBUT, **champs: Any) -> Seance:
    """A session of two hours of a workshop of its own, unless `atelier` is given (None: an appointment)."""
    lieu = champs.pop("lieu", None) or convention.groupe.lieux.first() or make_lieu(convention)
    if "atelier" not in champs:
        champs["atelier"] = Atelier.objects.create(
            convention=convention, titre="Créer de bons mots de passe", thematique="donnees_personnelles"
        )
    defauts = {"fin": debut + timedelta(hours=2), "commune_chargee": lieu.organisme, "modifiee_le": MAINTENANT}
    return Seance.objects.create(
        convention=convention, lieu=lieu, debut=debut, capacite=places, **{**defauts, **champs}
    )


def make_demande(rang: int = 1, *, nombre: int = 1, **champs: Any) -> Demande:
    """What the person of that rank asks for: « Personne Fictif-1 », by phone; each browser is another."""
    personnes = tuple(Personne("Personne", f"Fictif-{rang}-{n}" if n else f"Fictif-{rang}") for n in range(nombre))
    defauts = {"telephone": f"06 39 98 {rang // 100:02d} {rang % 100:02d}", "navigateur": f"navigateur-{rang}"}
    return Demande(**{"personnes": personnes, **defauts, **champs})


def make_reservation(seance: Seance, rang: int = 1, *, now: datetime = MAINTENANT, **champs: Any) -> Reservation:
    """The booking of that person."""
    return book(make_demande(rang, **champs), seance, now=now)[0]
