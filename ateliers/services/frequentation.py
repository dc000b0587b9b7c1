"""Count who came, without anybody: every night while the names are there, never again once some are erased."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import ExtractYear

from ateliers.calculs.frequentation import Venue, compute_personne, count_venues
from ateliers.enums import EtatSeance, Presence
from ateliers.models import Frequentation, Inscription, Seance
from communes.models import Convention


def count_frequentation(*, now: datetime) -> int:
    """Count every year and agreement that may still change; returns how many years."""
    tenues = Q(fin__lte=now, inscriptions__presence=Presence.PRESENT.value)
    ouvertes = Seance.objects.filter(tenues | Q(frequentations__figee=False)).exclude(frequentations__figee=True)
    annees = _list_annees(ouvertes)
    for convention, annee in annees:
        _count_annee(convention, annee, now=now, figee=False)
    return len(annees)


def freeze_frequentation(inscriptions: QuerySet[Inscription], *, now: datetime) -> None:
    """Count for ever the years of these registrations, which are about to be erased.

    Their sessions and the others of the year keep what was just counted; a session without anybody present yet is
    counted when somebody notes who came.
    """
    presentes = inscriptions.filter(presence=Presence.PRESENT.value)
    for convention, annee in _list_annees(Seance.objects.filter(pk__in=presentes.values("seance"))):
        _count_annee(convention, annee, now=now, figee=True)


def _list_annees(seances: QuerySet[Seance]) -> list[tuple[int, int]]:
    """Agreements and civil years, in Paris, of the sessions."""
    annees = seances.annotate(annee=ExtractYear("debut")).order_by("convention_id", "annee")
    return list(annees.values_list("convention_id", "annee").distinct())


@transaction.atomic
def _count_annee(convention: int, annee: int, *, now: datetime, figee: bool) -> None:
    Convention.objects.select_for_update().get(pk=convention)
    de_l_annee = Frequentation.objects.filter(seance__convention=convention, seance__debut__year=annee)
    figees = set(de_l_annee.filter(figee=True).values_list("seance_id", flat=True))
    comptes = count_venues(_read_venues(convention, annee, now=now), figees)
    de_l_annee.filter(figee=False).delete()
    Frequentation.objects.bulk_create(
        Frequentation(
            seance_id=seance,
            commune_id=commune,
            tranche_age=tranche_age,
            presents=compte.presents,
            premieres=compte.premieres,
            figee=figee,
        )
        for (seance, commune, tranche_age), compte in comptes.items()
    )


def _read_venues(convention: int, annee: int, *, now: datetime) -> Iterator[Venue]:
    """Everybody present at the sessions over of the year, in their order."""
    presentes = Inscription.objects.filter(
        seance__convention=convention, seance__debut__year=annee, seance__fin__lte=now, presence=Presence.PRESENT.value
    ).exclude(seance__etat=EtatSeance.ANNULEE.value)
    lignes = presentes.order_by("seance__debut", "seance_id", "pk").values_list(
        "seance_id",
        "participant__prenom",
        "participant__nom",
        "reservation__telephone",
        "reservation__courriel",
        "participant__commune_id",
        "tranche_age",
    )
    for seance, prenom, nom, telephone, courriel, commune, tranche_age in lignes.iterator():
        yield Venue(seance, compute_personne(prenom, nom, telephone, courriel), commune, tranche_age)
