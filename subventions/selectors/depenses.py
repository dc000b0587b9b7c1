"""The ledger of an agreement: which expenses an agent reads one by one, what they sum to, page after page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import ExtractYear

from communes.models import Convention
from communes.permissions import Action
from subventions.calculs.coupes import Periode
from subventions.calculs.etalement import spread
from subventions.calculs.repartition import merge_periodes
from subventions.enums import PAIE, EtatDecompte, EtatDepense, Nature
from subventions.models import Decompte, Depense

PAR_PAGE = 50
JUMELLES_MAX = 5
CURSEUR = re.compile(r"(\d{4}-\d{2}-\d{2})\.(\d{1,18})")
Curseur = tuple[date, int]


@dataclass(frozen=True, slots=True)
class TotalNature:
    """What the expenses of one nature sum to, in cents."""

    nature: Nature
    nombre: int
    montant: int


@dataclass(frozen=True, slots=True)
class Totaux:
    """What a set of expenses sums to, in cents, in the order of the natures."""

    natures: tuple[TotalNature, ...]

    @property
    def nombre(self) -> int:
        """How many expenses."""
        return sum(ligne.nombre for ligne in self.natures)

    @property
    def montant(self) -> int:
        """Their sum, in cents."""
        return sum(ligne.montant for ligne in self.natures)

    @property
    def plus_grand(self) -> int:
        """The greatest sum, for the scale of a chart."""
        return max((ligne.montant for ligne in self.natures), default=0)


@dataclass(frozen=True, slots=True)
class PaieAnnuelle:
    """Actual pay of one nature whose service begins in the year, in cents."""

    annee: int
    nature: Nature
    montant: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows; `avant` and `apres` are the marks of the pages on both sides, empty where there is none."""

    depenses: list[Depense]
    avant: str
    apres: str


@dataclass(frozen=True, slots=True)
class NonRepartis:
    """Actual expenses that no statement takes whole: how many, and what is left of them in cents."""

    nombre: int
    montant: int


def may_read_pay(convention: Convention, agent: Any) -> bool:
    """Whether the agent reads pay line by line there."""
    return Convention.objects.permitted(agent, Action.VOIR_LA_PAIE).filter(pk=convention.pk).exists()


def list_depenses(convention: Convention, *, detailed_pay: bool) -> QuerySet[Depense]:
    """The expenses to be read one by one, newest service first: the only door to a row, whatever shows it.

    Without `detailed_pay`, those of pay do not exist: no filter, count, sum, file or address finds them.
    """
    depenses = Depense.objects.filter(convention=convention).order_by("-debut", "-pk")
    return depenses if detailed_pay else depenses.exclude(nature__in=PAIE)


def filter_depenses(depenses: QuerySet[Depense], criteres: Mapping[str, Any]) -> QuerySet[Depense]:
    """Those that meet every criterion given; an empty one keeps all. Keys are the fields of `FiltreForm`."""
    directs = {
        "nature": "nature",
        "etat": "etat",
        "minimum": "montant__gte",
        "maximum": "montant__lte",
        "du": "fin__gte",
        "au": "debut__lte",
    }
    for nom, recherche in directs.items():
        if criteres.get(nom) not in (None, ""):
            depenses = depenses.filter(**{recherche: criteres[nom]})
    if criteres.get("exercice"):
        depenses = depenses.filter(_in_exercice(criteres["exercice"]))
    if criteres.get("charge") == "communes":
        depenses = depenses.filter(affectation=None)
    elif criteres.get("charge"):
        depenses = depenses.filter(affectation=criteres["charge"])
    if criteres.get("justificatif"):
        depenses = depenses.filter(piece__isnull=criteres["justificatif"] == "sans")
    for mot in criteres.get("texte", "").split():
        depenses = depenses.filter(Q(libelle__icontains=mot) | Q(reference__icontains=mot) | Q(mandat__icontains=mot))
    return depenses


def _in_exercice(annee: int) -> Q:
    """The year written on the expense; without one, the year in which its service ends."""
    return Q(exercice=annee) | Q(exercice=None, fin__gte=date(annee, 1, 1), fin__lte=date(annee, 12, 31))


def list_exercices(depenses: QuerySet[Depense]) -> list[int]:
    """The years that the filter offers, latest first; one query."""
    bornes = depenses.aggregate(
        fin_min=Min("fin"), fin_max=Max("fin"), exercice_min=Min("exercice"), exercice_max=Max("exercice")
    )
    if bornes["fin_min"] is None:
        return []
    annees = [bornes["fin_min"].year, bornes["fin_max"].year, bornes["exercice_min"], bornes["exercice_max"]]
    connues = [annee for annee in annees if annee is not None]
    return list(range(max(connues), min(connues) - 1, -1))


def sum_depenses(depenses: QuerySet[Depense]) -> Totaux:
    """Count and sum by nature; one query."""
    lignes = depenses.order_by().values("nature").annotate(nombre=Count("pk"), somme=Sum("montant"))
    par_nature = {ligne["nature"]: ligne for ligne in lignes}
    return Totaux(
        tuple(
            TotalNature(nature, par_nature[nature]["nombre"], par_nature[nature]["somme"])
            for nature in Nature
            if nature in par_nature
        )
    )


def sum_paie(convention: Convention) -> list[PaieAnnuelle]:
    """Actual pay by calendar year and nature, latest year first: all that those who may not read it line by line see.

    It depends on no filter: two sums whose difference is one line would tell it.
    """
    lignes = (
        Depense.objects.filter(convention=convention, nature__in=PAIE, etat=EtatDepense.CONSTATE)
        .order_by()
        .values("nature", annee=ExtractYear("debut"))
        .annotate(somme=Sum("montant"))
    )
    paie = [PaieAnnuelle(ligne["annee"], Nature(ligne["nature"]), ligne["somme"]) for ligne in lignes]
    return sorted(paie, key=lambda ligne: (-ligne.annee, list(Nature).index(ligne.nature)))


def read_page(depenses: QuerySet[Depense], *, apres: str = "", avant: str = "") -> Page:
    """The rows that follow or precede a mark, by key: the thousandth page costs what the first one does.

    `depenses` comes from `list_depenses`. A mark that is none leads to the first page.
    """
    lues = depenses.select_related("affectation__organisme", "piece")
    borne = parse_curseur(avant)
    if borne:
        jour, cle = borne
        precedentes = lues.filter(debut__gte=jour).filter(Q(debut__gt=jour) | Q(pk__gt=cle)).order_by("debut", "pk")
        rangees = list(precedentes[: PAR_PAGE + 1])
        if len(rangees) > PAR_PAGE:
            page = rangees[:PAR_PAGE][::-1]
            return Page(page, write_curseur(page[0]), write_curseur(page[-1]))
    borne = None if avant else parse_curseur(apres)
    rangees = list((follow(lues, borne) if borne else lues)[: PAR_PAGE + 1])
    page = rangees[:PAR_PAGE]
    suite = write_curseur(page[-1]) if len(rangees) > PAR_PAGE else ""
    return Page(page, write_curseur(page[0]) if borne and page else "", suite)


def follow(depenses: QuerySet[Depense], borne: Curseur) -> QuerySet[Depense]:
    """Those that come after a mark."""
    jour, cle = borne
    # The first condition is what the index follows; the second one only settles the ties of its day.
    return depenses.filter(debut__lte=jour).filter(Q(debut__lt=jour) | Q(pk__lt=cle))


def write_curseur(depense: Depense) -> str:
    """The mark of a row in an address."""
    return f"{depense.debut:%Y-%m-%d}.{depense.pk}"


def parse_curseur(texte: str) -> Curseur | None:
    """The day and key of a mark; None when it is none."""
    trouve = CURSEUR.fullmatch(texte)
    try:
        return (date.fromisoformat(trouve[1]), int(trouve[2])) if trouve else None
    except ValueError:
        return None


def list_periodes(convention: Convention) -> list[Periode]:
    """The periods of the statements already computed."""
    return list(convention.decomptes.filter(version__gt=0).order_by().values_list("du", "au"))


def count_non_repartis(depenses: QuerySet[Depense], periodes: Iterable[Periode]) -> NonRepartis:
    """What the periods do not take of these expenses (R17), as `list_non_repartis` finds it; 2 queries.

    Only the expenses that a period cuts are read: those wholly outside are summed where they are.
    """
    prises = merge_periodes(periodes)
    touchees, entieres = Q(pk__in=[]), Q(pk__in=[])
    for du, au in prises:
        touchees |= Q(debut__lte=au, fin__gte=du)
        entieres |= Q(debut__gte=du, fin__lte=au)
    constatees = depenses.filter(etat=EtatDepense.CONSTATE).order_by()
    libres = constatees.exclude(touchees).exclude(montant=0).aggregate(nombre=Count("pk"), somme=Sum("montant"))
    coupees = constatees.filter(touchees).exclude(entieres).values_list("montant", "debut", "fin")
    restes = [
        montant - sum(spread(montant, debut, fin, *periode).retenu for periode in prises)
        for montant, debut, fin in coupees
    ]
    return NonRepartis(libres["nombre"] + sum(reste != 0 for reste in restes), (libres["somme"] or 0) + sum(restes))


def find_jumelles(convention: Convention, depense: Mapping[str, Any], *, sauf: int | None = None) -> list[Depense]:
    """Expenses that may be the same one: same amount, and same nature at the same time or same number.

    `depense` holds the fields of the new one; `sauf` is its own key.
    """
    memes = Q(nature=depense["nature"], debut__lte=depense["fin"], fin__gte=depense["debut"])
    for nom in ("reference", "mandat"):
        if depense[nom]:
            memes |= Q(**{nom: depense[nom]})
    ressemblantes = Depense.objects.filter(convention=convention, montant=depense["montant"]).filter(memes)
    return list(ressemblantes.exclude(pk=sauf or 0).order_by("-debut", "-pk")[:JUMELLES_MAX])


def list_decomptes_touches(depense: Depense) -> list[Decompte]:
    """The computed statements whose period the service touches, oldest first, those replaced left out."""
    touches = Decompte.objects.filter(
        convention=depense.convention_id, version__gt=0, du__lte=depense.fin, au__gte=depense.debut
    ).exclude(etat=EtatDecompte.REMPLACE)
    return list(touches.defer("instantane").order_by("du", "pk")) if depense.etat == EtatDepense.CONSTATE else []
