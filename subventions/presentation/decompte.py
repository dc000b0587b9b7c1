"""The statement's page as frozen values: what is shown, in its order, nothing left to compute for a template.

Amounts stay integer cents: the page writes them for people and for machines. The rest is text, ready to print.
"""

from __future__ import annotations

from dataclasses import dataclass

from conseiller.montants import format_euros
from subventions.calculs.instantane import Instantane
from subventions.calculs.resultat import Resultat
from subventions.presentation.couts import EtapeCouts, present_couts
from subventions.presentation.explications import Explication, explain_parts
from subventions.presentation.heures import EtapeHeures, present_heures
from subventions.presentation.mots import count_mots, name_periode, write_periode, write_pourcent
from subventions.presentation.partage import EtapePartage, present_partage
from subventions.presentation.reste import EtapeReste, present_reste
from subventions.presentation.subvention import EtapeSubvention, present_subvention


@dataclass(frozen=True, slots=True)
class PartVue:
    """One party's share. `motif` is its rank in the agreement, from 0; `valeur` the width of its piece in the bar."""

    code: str
    nom: str
    motif: int
    employeuse: bool
    montant: int
    affectees: int
    pourcentage: str
    valeur: int

    @property
    def texte(self) -> str:
        """What the bar's title says of this party."""
        return f"{format_euros(self.montant)}, {self.pourcentage} des heures"


@dataclass(frozen=True, slots=True)
class ExerciceVue:
    """What falls in one financial year, in cents (R11)."""

    annee: int
    couts: int
    subvention: int
    cofinancements: int

    @property
    def solde(self) -> int:
        """Costs less what pays for them, before any report."""
        return self.couts - self.subvention - self.cofinancements


@dataclass(frozen=True, slots=True)
class PageDecompte:
    """All that the page and the spreadsheet show of one statement."""

    titre: str
    periode: str
    jours: str
    exercice: str
    exemple: bool
    reste: int
    excedent: int
    parts: tuple[PartVue, ...]
    couts: EtapeCouts
    subvention: EtapeSubvention
    etape_reste: EtapeReste
    heures: EtapeHeures
    partage: EtapePartage
    exercices: tuple[ExerciceVue, ...]
    explications: tuple[Explication, ...]

    @property
    def has_heures(self) -> bool:
        """Whether there is a bar to draw."""
        return any(part.valeur for part in self.parts)


def present_decompte(instantane: Instantane, resultat: Resultat, *, detailed_pay: bool) -> PageDecompte:
    """Word a computed statement. Without `detailed_pay` the adviser's pay is shown by category only: it is personal."""
    parties = instantane.contexte.parties
    noms = {partie.code: partie.nom for partie in parties}
    ordre = [resultat.part(partie.code) for partie in parties]
    annees = sorted({resultat.du.year, resultat.au.year})
    return PageDecompte(
        titre=f"Décompte {name_periode(resultat.du, resultat.au)}",
        periode=write_periode(resultat.du, resultat.au),
        jours=count_mots(resultat.jours, "jour"),
        exercice=f"Exercice {annees[0]}" if len(annees) == 1 else f"Exercices {annees[0]} à {annees[-1]}",
        exemple=instantane.contexte.exemple,
        reste=resultat.reste,
        excedent=-resultat.report_nouveau,
        parts=tuple(
            PartVue(
                code=partie.code,
                nom=partie.nom,
                motif=rang,
                employeuse=partie.employeuse,
                montant=part.total,
                affectees=part.affectees,
                pourcentage=write_pourcent(part.cle, resultat.cle_totale, 1),
                valeur=part.cle,
            )
            for rang, (partie, part) in enumerate(zip(parties, ordre, strict=True))
        ),
        couts=present_couts(resultat, noms, detailed_pay=detailed_pay),
        subvention=present_subvention(resultat),
        etape_reste=present_reste(resultat),
        heures=present_heures(resultat, parties),
        partage=present_partage(resultat, parties),
        exercices=tuple(
            ExerciceVue(exercice.annee, exercice.couts, exercice.subvention, exercice.cofinancements)
            for exercice in resultat.exercices
        ),
        explications=explain_parts(instantane, resultat),
    )
