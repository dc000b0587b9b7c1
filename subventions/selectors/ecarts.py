"""What a statement is set against: the one it replaces, the one before, and the forecast of its year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Subquery, Value, When

from communes.models import Convention
from subventions.enums import EtatDecompte
from subventions.models import AppelAcompte, Decompte
from subventions.models import Prevision as PrevisionGardee


@dataclass(frozen=True, slots=True)
class Reperes:
    """None where there is nothing to compare with; `prevision` is the snapshot of a forecast."""

    remplace: Decompte | None
    precedent: Decompte | None
    prevision: dict[str, Any] | None


def list_decomptes(convention: Convention, annee: int) -> QuerySet[Decompte]:
    """The computed statements of a year, in the order of their days, without their figures."""
    calcules = Decompte.objects.filter(convention=convention, exercice=annee, instantane__isnull=False)
    return calcules.exclude(etat=EtatDecompte.REMPLACE).defer("instantane").order_by("du", "pk")


def read_reperes(decompte: Decompte) -> Reperes:
    """Read them in 3 queries at most, 1 when the statement is of two years: no forecast is made of several."""
    passes = Decompte.objects.filter(
        convention=decompte.convention_id, au__lt=decompte.du, instantane__isnull=False
    ).exclude(etat=EtatDecompte.REMPLACE)
    arretes_dabord = Case(When(etat=EtatDecompte.ARRETE.value, then=Value(0)), default=Value(1))
    dernier = Subquery(passes.order_by("-au", arretes_dabord, "-pk").values("pk")[:1])
    lus = {lu.pk: lu for lu in Decompte.objects.filter(Q(pk=dernier) | Q(pk=decompte.remplace_id))}
    remplace = lus.pop(decompte.remplace_id, None) if decompte.remplace_id else None
    return Reperes(remplace, next(iter(lus.values()), None), _read_prevision(decompte))


def _read_prevision(decompte: Decompte) -> dict[str, Any] | None:
    """The forecast that part payments were called from; else the last one kept before the period, else the first."""
    if decompte.du.year != decompte.au.year:
        return None
    annee = {"convention": decompte.convention_id, "exercice": decompte.du.year}
    appelee = AppelAcompte.objects.filter(**annee).values_list("instantane", flat=True).first()
    if appelee is not None:
        return appelee
    avant = Case(When(demandee_le__date__lt=decompte.du, then=F("demandee_le")))
    gardees = PrevisionGardee.objects.filter(
        convention=decompte.convention_id, annee=decompte.du.year, projets=False
    ).order_by(avant.desc(nulls_last=True), "demandee_le", "pk")
    return gardees.values_list("instantane", flat=True).first()
