"""The statement's page as frozen values: what is shown, in its order, nothing left to compute for a template.

Amounts stay integer cents: the page writes them for people and for machines. The rest is text, ready to print.
"""

from __future__ import annotations

from dataclasses import dataclass

from conseiller.montants import format_euros
from subventions.calculs.instantane import Instantane
from subventions.calculs.resultat import Exercice, Resultat
from subventions.presentation.comptes import EtapeComptes, present_comptes
from subventions.presentation.couts import EtapeCouts, present_couts
from subventions.presentation.heures import EtapeHeures, present_heures
from subventions.presentation.mots import write_chapeau, write_pourcent, write_titre
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
    heures: str
    valeur: int

    @property
    def texte(self) -> str:
        """What the bar's title says of this party."""
        return f"{format_euros(self.montant)}, {self.heures}"


@dataclass(frozen=True, slots=True)
class PageDecompte:
    """All that the page and the spreadsheet show of one statement."""

    titre: str
    chapeau: str
    jours: int
    reste: int
    parts: tuple[PartVue, ...]
    couts: EtapeCouts
    subvention: EtapeSubvention
    etape_reste: EtapeReste
    heures: EtapeHeures
    partage: EtapePartage
    comptes: EtapeComptes
    exercices: tuple[Exercice, ...]


def present_decompte(instantane: Instantane, resultat: Resultat, *, detailed_pay: bool) -> PageDecompte:
    """Word a computed statement. Without `detailed_pay` the adviser's pay is shown by category only: it is personal."""
    parties = instantane.contexte.parties
    noms = {partie.code: partie.nom for partie in parties}
    ordre = [resultat.part(partie.code) for partie in parties]
    return PageDecompte(
        titre=write_titre(resultat.du, resultat.au),
        chapeau=write_chapeau(resultat.du, resultat.au),
        jours=resultat.jours,
        reste=resultat.reste,
        parts=tuple(
            PartVue(
                code=partie.code,
                nom=partie.nom,
                motif=rang,
                employeuse=partie.employeuse,
                montant=part.total,
                affectees=part.affectees,
                heures=f"{write_pourcent(part.cle, resultat.cle_totale, 1)} des heures" if part.cle else "aucune heure",
                valeur=part.cle,
            )
            for rang, (partie, part) in enumerate(zip(parties, ordre, strict=True))
        ),
        couts=present_couts(resultat, noms, detailed_pay=detailed_pay),
        subvention=present_subvention(resultat),
        etape_reste=present_reste(resultat, solde_final=instantane.demande.solde_final),
        heures=present_heures(resultat, parties),
        partage=present_partage(resultat, parties),
        comptes=present_comptes(instantane, resultat),
        exercices=resultat.exercices,
    )
