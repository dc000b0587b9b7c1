"""The forecast of a year as frozen values: what each commune puts in its budget, and how it was found.

Amounts stay integer cents; the rest is text, ready to print. Pay is told by category only, to everybody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from conseiller.montants import INSECABLE, format_euros, format_nombre
from subventions.calculs.instantane import Identite
from subventions.calculs.prevision import PartPrevisionnelle, Prevision
from subventions.calculs.previsionnel import Previsionnel
from subventions.calculs.resultat import Resultat
from subventions.presentation.attendus import present_subvention_attendue
from subventions.presentation.avertissements import list_avertissements
from subventions.presentation.employeur import Employeur, find_compte, present_employeur
from subventions.presentation.heures import EtapeHeures, present_heures
from subventions.presentation.mots import (
    count_mots,
    join_mots,
    name_periode,
    sign_euros,
    write_dates,
    write_heures,
    write_pourcent,
)
from subventions.presentation.partage import EtapePartage, present_partage
from subventions.presentation.reste import EtapeReste, present_reste
from subventions.presentation.subvention import EtapeSubvention

# Nobody reads a list of five figures: past two changes, the first and the last hours tell enough.
HEURES_EN_LISTE = 3


@dataclass(frozen=True, slots=True)
class CoutPrevu:
    """Common costs of one category: already actual, still forecast, both."""

    nom: str
    constate: int
    prevu: int

    @property
    def total(self) -> int:
        """What the year should cost."""
        return self.constate + self.prevu


@dataclass(frozen=True, slots=True)
class PartPrevue:
    """What one party writes in its budget. `acompte` is None for the employing body, which pays itself nothing.

    `ecart`: what draft amendments add to the share, None when they are not looked at. `valeur`: width in the bar.
    """

    code: str
    nom: str
    motif: int
    employeuse: bool
    heures: str
    proportion: str
    montant: int
    affectees: int
    acompte: int | None
    ecart: int | None
    compte: str
    valeur: int

    @property
    def solde(self) -> int | None:
        """What comes after the part payment."""
        return None if self.acompte is None else self.montant - self.acompte

    @property
    def ecart_texte(self) -> str:
        """The difference with its sign, in words when there is none."""
        return sign_euros(self.ecart or 0)

    @property
    def texte(self) -> str:
        """What the bar's title says of this party."""
        return f"{format_euros(self.montant)}, {self.proportion} des heures"


@dataclass(frozen=True, slots=True)
class PagePrevision:
    """All that the page, the spreadsheet and the paper show of one forecast."""

    annee: int
    titre: str
    periode: str
    projets: str
    avertissements: tuple[str, ...]
    reste: int
    parts: tuple[PartPrevue, ...]
    total: int
    acomptes: int
    acompte: str
    employeur: Employeur
    couts: tuple[CoutPrevu, ...]
    couts_constates: int
    couts_prevus: int
    couts_total: int
    subvention: EtapeSubvention
    etape_reste: EtapeReste
    report: str
    heures: EtapeHeures
    partage: EtapePartage

    @property
    def solde(self) -> int:
        """What the partners pay after their part payments."""
        return sum(part.solde or 0 for part in self.parts)

    @property
    def partenaires(self) -> int:
        """What the partners owe together."""
        return sum(part.montant for part in self.parts if not part.employeuse)

    @property
    def ecarts(self) -> bool:
        """Whether draft amendments are compared."""
        return any(part.ecart is not None for part in self.parts)


def present_prevision(
    source: Previsionnel, prevision: Prevision, sans_projets: Prevision | None = None
) -> PagePrevision:
    """Word a forecast; `sans_projets` is the one to compare with when draft amendments count."""
    resultat, parties = prevision.resultat, source.contexte.parties
    parts = _present_parts(source, prevision, sans_projets)
    return PagePrevision(
        annee=prevision.annee,
        titre=f"Prévision {prevision.annee}",
        periode=f"Du {write_dates(resultat.du, resultat.au)}, {count_mots(resultat.jours, 'jour')}",
        projets=word_projets(source.projets),
        avertissements=list_avertissements(source, prevision),
        reste=resultat.reste,
        parts=parts,
        total=sum(part.montant for part in parts),
        acomptes=sum(part.acompte or 0 for part in parts),
        acompte=_word_acompte(source.taux_acompte),
        employeur=present_employeur(source, prevision),
        couts=tuple(CoutPrevu(cout.nature.libelle, cout.constate, cout.prevu) for cout in prevision.couts),
        couts_constates=prevision.constate,
        couts_prevus=prevision.prevu,
        couts_total=resultat.couts,
        subvention=present_subvention_attendue(source, resultat),
        # What the carried balance is stands in `report`.
        etape_reste=replace(
            present_reste(resultat), absents="" if resultat.lignes_cofinancement else "Aucun autre financement."
        ),
        report=_word_report(source),
        heures=present_heures(resultat, parties),
        partage=present_partage(resultat, parties),
    )


def word_projets(projets: tuple[int, ...]) -> str:
    """What is counted beside what is signed; empty when nothing is.

    >>> word_projets((2,)).replace(INSECABLE, "~"), word_projets((2, 3)).replace(INSECABLE, "~")
    ('avec l’avenant n°~2 en projet', 'avec les avenants n°~2 et 3 en projet')
    """
    if not projets:
        return ""
    numeros = join_mots([str(numero) for numero in projets])
    return f"avec {'l’avenant' if len(projets) == 1 else 'les avenants'} n°{INSECABLE}{numeros} en projet"


def _present_parts(
    source: Previsionnel, prevision: Prevision, sans_projets: Prevision | None
) -> tuple[PartPrevue, ...]:
    resultat = prevision.resultat
    parts = {part.insee: part for part in prevision.parts}
    avant = {part.insee: part.montant for part in sans_projets.parts} if sans_projets else {}
    return tuple(
        _present_part(source, rang, partie, parts[partie.code], resultat, avant.get(partie.code))
        for rang, partie in enumerate(source.contexte.parties)
    )


def _present_part(
    source: Previsionnel,
    rang: int,
    partie: Identite,
    part: PartPrevisionnelle,
    resultat: Resultat,
    avant: int | None,
) -> PartPrevue:
    cle = resultat.part(partie.code).cle
    return PartPrevue(
        code=partie.code,
        nom=partie.nom,
        motif=rang,
        employeuse=partie.employeuse,
        heures=_write_heures_par_an(resultat, partie.code),
        proportion=write_pourcent(cle, resultat.cle_totale, 1),
        montant=part.montant,
        affectees=resultat.part(partie.code).affectees,
        acompte=None if partie.employeuse else part.acompte,
        ecart=None if avant is None else part.montant - avant,
        compte=find_compte(source, partie),
        valeur=cle,
    )


def _write_heures_par_an(resultat: Resultat, code: str) -> str:
    """Hours per year, slice after slice."""
    valeurs: list[int] = []
    for tranche in resultat.tranches:
        if not valeurs or valeurs[-1] != tranche.heures[code]:
            valeurs.append(tranche.heures[code])
    if len(valeurs) > HEURES_EN_LISTE:
        return f"de {format_nombre(valeurs[0])} à {write_heures(valeurs[-1])}"
    return " puis ".join([*(format_nombre(valeur) for valeur in valeurs[:-1]), write_heures(valeurs[-1])])


def _word_acompte(taux: int) -> str:
    if taux == 0:
        return "La convention ne prévoit pas d’acompte\u00a0: chaque part est demandée en entier au décompte."
    return (
        f"Acompte de {format_nombre(taux)}\u00a0% de la part, arrondi au centime inférieur, comme la convention le"
        " prévoit. Le solde suit le décompte de l’année."
    )


def _word_report(source: Previsionnel) -> str:
    if source.precedent is None:
        return "Aucun décompte ne s’arrête la veille\u00a0: aucun report n’est compté."
    return f"Report laissé par le décompte {name_periode(*source.precedent)}\u00a0: {format_euros(source.report)}."
