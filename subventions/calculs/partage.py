"""Sharing the remainder between the communes (R7, R8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from communes.calculs import format_jour
from conseiller.montants import apportion, format_euros
from subventions.calculs.donnees import Commune
from subventions.calculs.refus import CalculImpossible
from subventions.calculs.resultat import LigneDepense, PartCommune


def share_reste(
    reste: int, communes: tuple[Commune, ...], cles: Mapping[str, int], depenses: Iterable[LigneDepense]
) -> tuple[PartCommune, ...]:
    """The share of each commune, in the order of the dossier, assigned expenses beside (R4, R7, R8).

    Ties go to the employing commune, then to the greater key, then to the lowest code. Nothing is shared when
    `reste` is zero or less. The caller has checked that there are hours when there is something to share.
    """
    quotients = [(0, 0, 0)] * len(communes)
    if reste > 0:
        priorites = [(not commune.employeuse, -cles[commune.insee], commune.insee) for commune in communes]
        ordre = sorted(range(len(communes)), key=priorites.__getitem__)
        quotients = apportion(reste, [cles[commune.insee] for commune in communes], ordre)
    affectees = dict.fromkeys(cles, 0)
    for depense in depenses:
        if depense.affectation is not None:
            affectees[depense.affectation] += depense.etalement.retenu
    return tuple(
        PartCommune(commune.insee, cles[commune.insee], *quotient, affectees[commune.insee])
        for commune, quotient in zip(communes, quotients, strict=True)
    )


def check_hours(reste: int, cle_totale: int, du: date, au: date) -> None:
    """Refuse to share something between communes that have no hours (R8). Raises `CalculImpossible`."""
    if reste > 0 and cle_totale == 0:
        raise CalculImpossible(
            f"aucune commune n’a d’heures du {format_jour(du)} au {format_jour(au)}, alors qu’il reste"
            f" {format_euros(reste)} à partager. Ajoutez des heures, ou changez les dates"
        )
