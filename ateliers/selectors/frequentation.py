"""Who came in a year, in numbers: what stays when names are erased."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Sum
from django.db.models.functions import Coalesce

from ateliers.calculs.thematiques import write_thematique
from ateliers.enums import TrancheAge
from ateliers.models import Frequentation
from communes.models import Convention

AILLEURS = "Ailleurs"
AGE_NON_NOTE = "Âge non noté"
SANS_THEME = "Sans thème"


@dataclass(frozen=True, slots=True)
class FrequentationAnnee:
    """A civil year of an agreement: `presents` counts visits, `personnes` different people.

    By commune and by age band: visits and people, of whom each is where they first came. By theme: visits.
    """

    presents: int
    personnes: int
    communes: Mapping[str, tuple[int, int]]
    tranches_age: Mapping[str, tuple[int, int]]
    thematiques: Mapping[str, int]


def read_frequentation(convention: Convention, annee: int) -> FrequentationAnnee:
    """The counts of last night for the year, in one query."""
    theme = Coalesce("seance__atelier__thematique", "seance__thematique")
    lignes = (
        Frequentation.objects.filter(seance__convention=convention, seance__debut__year=annee)
        .values_list("commune__nom", "tranche_age", theme)
        .annotate(presents=Sum("presents"), premieres=Sum("premieres"))
        .order_by("commune__nom")
    )
    communes: dict[str, tuple[int, int]] = {}
    tranches: dict[str, tuple[int, int]] = {}
    themes: Counter[str] = Counter()
    for commune, tranche, code, presents, premieres in lignes:
        _add(communes, commune or AILLEURS, presents, premieres)
        _add(tranches, TrancheAge(tranche).libelle if tranche else AGE_NON_NOTE, presents, premieres)
        themes[write_thematique(code) or SANS_THEME] += presents
    ages = {nom: tranches[nom] for nom in (*(bande.libelle for bande in TrancheAge), AGE_NON_NOTE) if nom in tranches}
    totaux = [sum(part[rang] for part in communes.values()) for rang in (0, 1)]
    return FrequentationAnnee(totaux[0], totaux[1], communes, ages, dict(themes.most_common()))


def _add(parts: dict[str, tuple[int, int]], nom: str, presents: int, premieres: int) -> None:
    deja, personnes = parts.get(nom, (0, 0))
    parts[nom] = (deja + presents, personnes + premieres)
