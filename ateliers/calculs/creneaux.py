"""Appointments that may be offered: ranges cut into slots, minus what the adviser or the room is taken by.

Instants are aware datetimes, half-open periods; durations and travel are minutes. `conseiller`, `lieu`, `commune` and
`plage` are ids, compared and nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Endroit:
    """A place: the commune it is in, and how long the road from another commune takes."""

    lieu: int
    commune: int
    trajet: int


@dataclass(frozen=True, slots=True)
class Ouverture:
    """A range that an adviser opens at a place, cut into slots of `duree`."""

    plage: int
    conseiller: int
    endroit: Endroit
    debut: datetime
    fin: datetime
    duree: int


@dataclass(frozen=True, slots=True)
class Prise:
    """Time taken at a place, set-up included: by the adviser, or in the room alone when `conseiller` is None."""

    conseiller: int | None
    endroit: Endroit
    debut: datetime
    fin: datetime


@dataclass(frozen=True, slots=True)
class Retrait:
    """Time when the adviser is not there."""

    conseiller: int
    debut: datetime
    fin: datetime


@dataclass(frozen=True, slots=True)
class Creneau:
    """A slot of a range."""

    plage: int
    debut: datetime
    fin: datetime


def cut(ouverture: Ouverture) -> list[Creneau]:
    """The slots of a range, one after the other; what is too short for one at the end is left out.

    >>> from datetime import UTC
    >>> matin = datetime(2026, 12, 15, 9, tzinfo=UTC)
    >>> plage = Ouverture(1, 3, Endroit(5, 8, 20), matin, matin + 100 * MINUTE, 30)
    >>> [f"{creneau.debut:%H:%M}" for creneau in cut(plage)]
    ['09:00', '09:30', '10:00']
    """
    duree = ouverture.duree * MINUTE
    nombre = (ouverture.fin - ouverture.debut) // duree
    debuts = [ouverture.debut + rang * duree for rang in range(nombre)]
    return [Creneau(ouverture.plage, debut, debut + duree) for debut in debuts]


def compute_marge(ici: Endroit, ailleurs: Endroit) -> timedelta:
    """Road between two places: none inside a commune, else the longer of what the two places say.

    >>> compute_marge(Endroit(1, 8, 10), Endroit(2, 9, 25)), compute_marge(Endroit(1, 8, 10), Endroit(3, 8, 25))
    (datetime.timedelta(seconds=1500), datetime.timedelta(0))
    """
    return timedelta(0) if ici.commune == ailleurs.commune else max(ici.trajet, ailleurs.trajet) * MINUTE


def compute_creneaux(
    ouvertures: Iterable[Ouverture], prises: Sequence[Prise], retraits: Sequence[Retrait], *, au_plus_tot: datetime
) -> list[Creneau]:
    """The slots that may be offered, in order of time then of range.

    A slot is kept when it starts at `au_plus_tot` or later, when its adviser is neither absent nor taken nor on the
    road during it, and when its room is free. A range opened on a public holiday was opened knowingly: it counts.

    >>> from datetime import UTC
    >>> midi = datetime(2026, 12, 15, 12, tzinfo=UTC)
    >>> plage = Ouverture(1, 3, Endroit(5, 8, 20), midi, midi + 120 * MINUTE, 30)
    >>> atelier_ailleurs = Prise(3, Endroit(6, 9, 25), midi - 120 * MINUTE, midi)
    >>> [f"{c.debut:%H:%M}" for c in compute_creneaux([plage], [atelier_ailleurs], [], au_plus_tot=midi)]
    ['12:30', '13:00', '13:30']
    """
    libres = []
    for ouverture in ouvertures:
        fermees = _list_fermees(ouverture, prises, retraits)
        libres += [
            creneau
            for creneau in cut(ouverture)
            if creneau.debut >= au_plus_tot
            and all(creneau.fin <= debut or fin <= creneau.debut for debut, fin in fermees)
        ]
    return sorted(libres, key=lambda creneau: (creneau.debut, creneau.plage))


def _list_fermees(
    ouverture: Ouverture, prises: Iterable[Prise], retraits: Iterable[Retrait]
) -> list[tuple[datetime, datetime]]:
    """What closes a part of the range: only that is compared with each of its slots."""
    fermees = [(r.debut, r.fin) for r in retraits if r.conseiller == ouverture.conseiller]
    for prise in prises:
        if prise.conseiller == ouverture.conseiller:
            marge = compute_marge(ouverture.endroit, prise.endroit)
            fermees.append((prise.debut - marge, prise.fin + marge))
        elif prise.endroit.lieu == ouverture.endroit.lieu:
            fermees.append((prise.debut, prise.fin))
    return [(debut, fin) for debut, fin in fermees if debut < ouverture.fin and ouverture.debut < fin]


def list_proches(creneaux: Iterable[Creneau], souhaite: datetime, nombre: int) -> list[Creneau]:
    """The slots nearest to the one that was wanted, in order of time.

    >>> from datetime import UTC
    >>> huit = datetime(2026, 12, 15, 8, tzinfo=UTC)
    >>> heures = [Creneau(1, huit + h * 60 * MINUTE, huit + h * 60 * MINUTE + 30 * MINUTE) for h in (0, 1, 4, 9)]
    >>> [f"{c.debut:%H}" for c in list_proches(heures, huit + 180 * MINUTE, 2)]
    ['09', '12']
    """
    proches = sorted(creneaux, key=lambda creneau: (abs(creneau.debut - souhaite), creneau.plage))[:nombre]
    return sorted(proches, key=lambda creneau: (creneau.debut, creneau.plage))
