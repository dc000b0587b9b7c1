"""Step 3, the remainder: costs less what pays for them, with the previous report (R6, R7)."""

from __future__ import annotations

from dataclasses import dataclass

from conseiller.montants import format_euros
from subventions.calculs.resultat import Resultat
from subventions.presentation.couts import write_etalement
from subventions.presentation.mots import subtract, write_bornes
from subventions.presentation.subvention import LigneVue


@dataclass(frozen=True, slots=True)
class EtapeReste:
    """The subtraction, its terms in words, the co-financing it takes, and what happens below zero."""

    formule: str
    resultat: int
    termes: str
    cofinancements: tuple[LigneVue, ...]
    absents: str
    exces: str


def present_reste(resultat: Resultat, *, solde_final: bool = False) -> EtapeReste:
    """Word the remainder; nothing takes over what a final statement leaves."""
    formule = [format_euros(resultat.couts), subtract(resultat.subvention)]
    termes = ["coûts", "subvention"]
    absents = []
    if resultat.lignes_cofinancement:
        formule.append(subtract(resultat.cofinancements))
        termes.append("autres financements")
    else:
        absents.append("Aucun autre financement.")
    if resultat.report_anterieur:
        formule.append(subtract(-resultat.report_anterieur))
        termes.append("excédent du décompte précédent")
    else:
        absents.append("Aucun report du décompte précédent.")
    return EtapeReste(
        formule=" ".join(formule),
        resultat=resultat.reste,
        termes=" − ".join(termes),
        cofinancements=tuple(
            LigneVue(
                f"{ligne.libelle}, {write_bornes(ligne.etalement.debut, ligne.etalement.fin)}",
                write_etalement(ligne.etalement) or "en entier",
                ligne.etalement.retenu,
            )
            for ligne in resultat.lignes_cofinancement
        ),
        absents=" ".join(absents),
        exces=_word_excess(resultat, solde_final),
    )


def _word_excess(resultat: Resultat, solde_final: bool) -> str:
    """What happens when nothing is left to share (R7); empty when something is."""
    if resultat.reste > 0:
        return ""
    if resultat.reste == 0:
        return "Les coûts sont couverts au centime\u00a0: il ne reste rien à répartir."
    destin = "est à rendre" if solde_final else "sera repris dans le décompte suivant"
    return (
        "Les coûts sont couverts\u00a0: il n’y a rien à répartir, et l’excédent de"
        f" {format_euros(-resultat.report_nouveau)} {destin}."
    )
