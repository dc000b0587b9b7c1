"""The free slots of a group as its page shows them: a few days at a time, by place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils import timezone

from ateliers.calculs.creneaux import Creneau, list_proches
from ateliers.models import Lieu
from communes.models import Groupe

from .creneaux import Offre, list_offres

# Days on one page: few enough to choose from.
JOURS = 6
PROCHES = 4


@dataclass(frozen=True, slots=True)
class Accueil:
    """The free slots of a day at a place."""

    lieu: Lieu
    offres: list[Offre]


@dataclass(frozen=True, slots=True)
class Journee:
    """A day on which somebody may come."""

    jour: date
    accueils: list[Accueil]


@dataclass(frozen=True, slots=True)
class Choix:
    """What the page offers: `lieux` are those that have a free slot, `suite` the first day after those shown."""

    journees: list[Journee]
    lieux: list[Lieu]
    lieu: Lieu | None
    du: date | None
    suite: date | None


def list_choix(groupe: Groupe, *, lieu: str, du: str, au_plus_tot: datetime) -> Choix:
    """The free slots at a place (its id; all of them for anything else) from a day on (ISO; now for anything else)."""
    offres = list_offres(groupe, au_plus_tot=au_plus_tot)
    lieux = sorted({offre.plage.lieu for offre in offres}, key=lambda ouvert: ouvert.ordre)
    choisi = next((ouvert for ouvert in lieux if str(ouvert.pk) == lieu), None)
    depart = _parse_jour(du)
    gardees = [
        offre
        for offre in offres
        if (choisi is None or offre.plage.lieu_id == choisi.pk)
        and (depart is None or timezone.localdate(offre.debut) >= depart)
    ]
    journees = [
        Journee(jour, _group_by_lieu(list(du_jour)))
        for jour, du_jour in groupby(gardees, lambda offre: timezone.localdate(offre.debut))
    ]
    return Choix(journees[:JOURS], lieux, choisi, depart, journees[JOURS].jour if len(journees) > JOURS else None)


def find_proches(groupe: Groupe, souhaite: datetime, *, au_plus_tot: datetime) -> list[Offre]:
    """The free slots nearest to the one that was wanted, in order of time."""
    offres = list_offres(groupe, au_plus_tot=au_plus_tot)
    par_creneau = {Creneau(offre.plage.pk, offre.debut, offre.fin): offre for offre in offres}
    return [par_creneau[creneau] for creneau in list_proches(par_creneau, souhaite, PROCHES)]


def _group_by_lieu(offres: Sequence[Offre]) -> list[Accueil]:
    par_lieu: dict[Lieu, list[Offre]] = {}
    for offre in offres:
        par_lieu.setdefault(offre.plage.lieu, []).append(offre)
    return [Accueil(lieu, du_lieu) for lieu, du_lieu in par_lieu.items()]


def _parse_jour(texte: str) -> date | None:
    try:
        return date.fromisoformat(texte)
    except ValueError:
        return None
