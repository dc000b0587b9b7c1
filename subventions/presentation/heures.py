"""Step 4, the hours attributed, slice by slice, and the key they make (R2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from conseiller.montants import format_nombre
from subventions.calculs.instantane import Identite
from subventions.calculs.resultat import Resultat, TrancheRetenue
from subventions.presentation.mots import count_mots, write_bornes, write_bornes_courtes, write_heures, write_jour


@dataclass(frozen=True, slots=True)
class TrancheVue:
    """One slice inside the period."""

    dates: str
    jours: str
    avenant: str
    total: str


@dataclass(frozen=True, slots=True)
class LigneHeures:
    """One party: for each slice its days, the hours there, whether they are new; then the sum of hours × days."""

    nom: str
    motif: int
    colonnes: tuple[tuple[str, str, bool], ...]
    calcul: str
    cle: str


@dataclass(frozen=True, slots=True)
class EtapeHeures:
    """The slices, the parties, the total key; `resume` is the step in two words."""

    resume: str
    phrase: str
    tranches: tuple[TrancheVue, ...]
    lignes: tuple[LigneHeures, ...]
    cle_totale: str


def present_heures(resultat: Resultat, parties: Sequence[Identite]) -> EtapeHeures:
    """Word the slices."""
    tranches = resultat.tranches
    totaux = {sum(tranche.heures.values()) for tranche in tranches}
    cle_totale = format_nombre(resultat.cle_totale)
    return EtapeHeures(
        resume=f"{write_heures(totaux.pop())} par an" if len(totaux) == 1 else f"clé {cle_totale}",
        phrase=_word_changes(tranches),
        tranches=tuple(
            TrancheVue(
                _write_dates(tranche, resultat),
                count_mots(tranche.jours, "jour"),
                f"avenant n°\u00a0{tranche.avenant}" if tranche.avenant else "",
                write_heures(sum(tranche.heures.values())),
            )
            for tranche in tranches
        ),
        lignes=tuple(
            LigneHeures(
                nom=partie.nom,
                motif=rang,
                colonnes=tuple(
                    (
                        count_mots(tranche.jours, "jour"),
                        write_heures(tranche.heures[partie.code]),
                        tranche.heures[partie.code] != precedente.heures[partie.code],
                    )
                    for precedente, tranche in pairwise([tranches[0], *tranches])
                ),
                calcul=write_cle(tranches, partie.code),
                cle=format_nombre(resultat.part(partie.code).cle),
            )
            for rang, partie in enumerate(parties)
        ),
        cle_totale=cle_totale,
    )


def _write_dates(tranche: TrancheRetenue, resultat: Resultat) -> str:
    if resultat.du.year == resultat.au.year:
        return write_bornes_courtes(tranche.debut, tranche.fin)
    return write_bornes(tranche.debut, tranche.fin)


def write_cle(tranches: Sequence[TrancheRetenue], code: str) -> str:
    """The sum that makes one party's key: hours × days of each slice."""
    return " + ".join(f"{format_nombre(tranche.heures[code])} × {tranche.jours}" for tranche in tranches)


def _word_changes(tranches: Sequence[TrancheRetenue]) -> str:
    if len(tranches) == 1:
        return "Les heures ne changent pas dans la période\u00a0: la clé est heures par an × jours."
    changements = [
        (f"L’avenant n°\u00a0{tranche.avenant} change" if tranche.avenant else "La convention change")
        + f" les heures au {write_jour(tranche.debut)}."
        for tranche in tranches[1:]
    ]
    return " ".join([*changements, "Chaque tranche compte pour ses jours."])
