"""The key: hours × days of each commune in the period (R2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from communes.calculs import clip, count_days, find_overlap, find_uncovered, format_jour
from subventions.calculs.donnees import Dossier
from subventions.calculs.refus import CalculImpossible
from subventions.calculs.resultat import TrancheRetenue


def compute_cles(dossier: Dossier, du: date, au: date) -> tuple[tuple[TrancheRetenue, ...], Mapping[str, int]]:
    """The slices inside the period and, by commune, `Σ hours × days` in hundredths of hours × days (R2).

    A commune that a slice does not name has no hours in it. Raises `CalculImpossible` unless every day of the
    period is covered by exactly one slice.
    """
    retenues = []
    for tranche in dossier.tranches:
        bornes = clip(tranche.debut, tranche.fin, du, au)
        if bornes is not None:
            heures = {commune.insee: tranche.heures.get(commune.insee, 0) for commune in dossier.communes}
            retenues.append(TrancheRetenue(*bornes, count_days(*bornes), tranche.avenant, heures))
    retenues.sort(key=lambda retenue: retenue.debut)
    _check_coverage(retenues, du, au)
    cles = {commune.insee: 0 for commune in dossier.communes}
    for retenue in retenues:
        for insee, heures_par_an in retenue.heures.items():
            cles[insee] += heures_par_an * retenue.jours
    return tuple(retenues), cles


def _check_coverage(retenues: list[TrancheRetenue], du: date, au: date) -> None:
    spans = [(retenue.debut, retenue.fin) for retenue in retenues]
    nu = find_uncovered(spans, du, au)
    if nu is not None:
        raise CalculImpossible(
            f"aucune tranche d’heures ne couvre le {format_jour(nu)}. Ajoutez une tranche, ou changez les dates"
        )
    double = find_overlap(spans)
    if double is not None:
        raise CalculImpossible(
            f"deux tranches d’heures couvrent le {format_jour(double)}. Corrigez les dates de l’une d’elles"
        )
