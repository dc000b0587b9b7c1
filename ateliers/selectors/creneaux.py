"""The slots that may be offered now, as pages and the service that books one read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Max, Min, Q, QuerySet
from django.utils import timezone

from ateliers.calculs.creneaux import Endroit, Ouverture, Prise, Retrait, compute_creneaux
from ateliers.models import Absence, Lieu, Plage, Seance
from communes.models import Groupe
from conseiller.champs import DERNIERE_ANNEE, PREMIERE_ANNEE

# The public books until two hours before: the adviser may be on the road; the desk knows whether they are there.
DELAI_PUBLIC = timedelta(hours=2)
# How far ahead the pages look.
HORIZON = timedelta(weeks=8)
QUART = 15 * 60
UN_JOUR = timedelta(days=1)
FORMAT_HEURE = "%Y-%m-%dT%H%M"


@dataclass(frozen=True, slots=True)
class Offre:
    """A free slot, with its range and so its place."""

    plage: Plage
    debut: datetime
    fin: datetime

    @property
    def heure(self) -> str:
        """Its day and time in addresses, in local time: « 2026-12-15T1430 »."""
        return f"{timezone.localtime(self.debut):{FORMAT_HEURE}}"


def parse_heure(heure: str) -> datetime | None:
    """The instant of an address; None for what is none."""
    try:
        lue = datetime.strptime(heure, FORMAT_HEURE)
    except ValueError:
        return None
    return timezone.make_aware(lue) if PREMIERE_ANNEE <= lue.year <= DERNIERE_ANNEE else None


def list_offres(groupe: Groupe, *, au_plus_tot: datetime) -> list[Offre]:
    """The free slots of a group of communes from `au_plus_tot` on, in order; three queries whatever their number."""
    plages = Plage.objects.filter(
        convention__groupe=groupe, fin__gt=au_plus_tot, debut__lt=au_plus_tot + HORIZON
    ).select_related("lieu__organisme")
    return find_libres(list(plages), au_plus_tot=au_plus_tot)


def find_libres(plages: Sequence[Plage], *, au_plus_tot: datetime) -> list[Offre]:
    """The free slots of these ranges, read with their place, in order of time."""
    if not plages:
        return []
    par_id = {plage.pk: plage for plage in plages}
    ouvertures = [
        Ouverture(plage.pk, plage.conseiller_id, make_endroit(plage.lieu), plage.debut, plage.fin, plage.duree)
        for plage in plages
    ]
    creneaux = compute_creneaux(ouvertures, _list_prises(plages), _list_retraits(plages), au_plus_tot=au_plus_tot)
    return [Offre(par_id[creneau.plage], creneau.debut, creneau.fin) for creneau in creneaux]


def make_endroit(lieu: Lieu) -> Endroit:
    """A place as the road to it is computed."""
    return Endroit(lieu.pk, lieu.organisme_id, lieu.trajet)


def _list_prises(plages: Sequence[Plage]) -> list[Prise]:
    """What takes the advisers or the rooms around these ranges, in whatever agreement; a day covers any road."""
    qui = Q(conseiller__in={plage.conseiller_id for plage in plages}) | Q(lieu__in={plage.lieu_id for plage in plages})
    seances: QuerySet[Seance] = Seance.objects.filter(
        qui,
        debut__lt=max(plage.fin for plage in plages) + UN_JOUR,
        fin__gt=min(plage.debut for plage in plages) - UN_JOUR,
    )
    # One that holds nothing any more has no quarter hour, and takes nothing.
    prises = seances.annotate(premier=Min("occupations__quart"), dernier=Max("occupations__quart"))
    return [
        Prise(
            seance.conseiller_id,
            make_endroit(seance.lieu),
            datetime.fromtimestamp(seance.premier * QUART, UTC),
            datetime.fromtimestamp((seance.dernier + 1) * QUART, UTC),
        )
        for seance in prises.exclude(premier=None).select_related("lieu")
    ]


def _list_retraits(plages: Sequence[Plage]) -> list[Retrait]:
    absences = Absence.objects.filter(
        conseiller__in={plage.conseiller_id for plage in plages},
        debut__lt=max(plage.fin for plage in plages),
        fin__gt=min(plage.debut for plage in plages),
    )
    return [Retrait(absence.conseiller_id, absence.debut, absence.fin) for absence in absences]
