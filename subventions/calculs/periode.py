"""A statement for one period, its previous report given (R1 to R8, R11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from communes.calculs import count_days
from subventions.calculs.cle import compute_cles
from subventions.calculs.coupes import cut_exercices, group_by_periode
from subventions.calculs.donnees import Dossier
from subventions.calculs.etalement import spread
from subventions.calculs.lignes import list_cofinancements, list_depenses, list_subventions
from subventions.calculs.partage import check_hours, share_reste
from subventions.calculs.resultat import (
    Etalement,
    Exercice,
    LigneCofinancement,
    LigneDepense,
    LigneSubvention,
    Resultat,
)
from subventions.enums import Methode, Nature


def compute_periode(dossier: Dossier, du: date, au: date, methode: Methode, report: int) -> Resultat:
    """Compute the statement of `[du, au]` from a report ≤ 0 in cents; closed statements are not looked at.

    Raises `CalculImpossible` when the slices do not cover the period, or when nobody has hours to share by.
    """
    tranches, cles = compute_cles(dossier, du, au)
    depenses = list_depenses(dossier.depenses, du, au)
    communs = [depense for depense in depenses if depense.affectation is None]
    subventions = list_subventions(dossier.subventions, methode, du, au)
    aides = list_cofinancements(dossier.cofinancements, du, au)
    couts = sum(depense.etalement.retenu for depense in communs)
    subvention = sum(ligne.retenu for ligne in subventions)
    cofinancements = sum(aide.etalement.retenu for aide in aides)
    reste = couts - subvention - cofinancements + report
    cle_totale = sum(cles.values())
    check_hours(reste, cle_totale, du, au)
    parts = share_reste(reste, dossier.communes, cles, depenses)
    return Resultat(
        du=du,
        au=au,
        jours=count_days(du, au),
        methode=methode,
        depenses=depenses,
        couts_par_nature=sum_natures(communs),
        couts=couts,
        lignes_subvention=subventions,
        subvention=subvention,
        lignes_cofinancement=aides,
        cofinancements=cofinancements,
        report_anterieur=report,
        reste=reste,
        report_nouveau=min(reste, 0),
        tranches=tranches,
        cle_totale=cle_totale,
        parts=parts,
        centimes_distribues=sum(part.centime_ajoute for part in parts),
        exercices=_split_exercices(du, au, communs, subventions, aides),
    )


def sum_natures(lignes: Sequence[LigneDepense]) -> Mapping[Nature, int]:
    """What the lines keep in the period, in cents by nature, in the order of the enumeration."""
    totaux: dict[Nature, int] = {}
    for ligne in lignes:
        totaux[ligne.nature] = totaux.get(ligne.nature, 0) + ligne.etalement.retenu
    return {nature: totaux[nature] for nature in Nature if nature in totaux}


def _split_exercices(
    du: date,
    au: date,
    communs: Sequence[LigneDepense],
    subventions: Sequence[LigneSubvention],
    aides: Sequence[LigneCofinancement],
) -> tuple[Exercice, ...]:
    """Each financial year's part of the period (R11): the same cumulated rounding, so the years add up."""
    annees = cut_exercices(du, au)
    couts = _sum_etalements(annees, [depense.etalement for depense in communs])
    cofinancements = _sum_etalements(annees, [aide.etalement for aide in aides])
    prorata = _sum_etalements(annees, [ligne.etalement for ligne in subventions if ligne.etalement is not None])
    recus = [recu for ligne in subventions if ligne.etalement is None for recu in ligne.recus]
    encaisses = [sum(montant) for montant in group_by_periode(annees, [((le, le), montant) for le, montant in recus])]
    return tuple(
        Exercice(debut.year, debut, fin, couts[rang], prorata[rang] + encaisses[rang], cofinancements[rang])
        for rang, (debut, fin) in enumerate(annees)
    )


def _sum_etalements(annees: Sequence[tuple[date, date]], etalements: Sequence[Etalement]) -> list[int]:
    if len(annees) == 1:
        return [sum(etalement.retenu for etalement in etalements)]
    groupes = group_by_periode(annees, [((etalement.debut, etalement.fin), etalement) for etalement in etalements])
    return [
        sum(spread(etalement.montant, etalement.debut, etalement.fin, *annee).retenu for etalement in groupe)
        for annee, groupe in zip(annees, groupes, strict=True)
    ]
