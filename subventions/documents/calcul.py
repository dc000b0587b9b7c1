"""The calculation as the paper lays it out: tables that fit its width, and what the screen says elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from conseiller.montants import FINE_INSECABLE, INSECABLE, format_euros, format_nombre
from subventions.calculs.resultat import LigneSubvention, Resultat, TrancheRetenue
from subventions.documents.comptes import TableauComptes, lay_out_comptes
from subventions.enums import Nature
from subventions.presentation import PageDecompte
from subventions.presentation.couts import PAIE, DepenseVue
from subventions.presentation.decompte import PartVue
from subventions.presentation.mots import count_mots, write_bornes, write_heures, write_jour
from subventions.presentation.subvention import LigneVue, SubventionVue

# What 168 mm hold without shrinking the figures.
TRANCHES_PAR_TABLEAU = 4
PARTS_PAR_RANGEE = 4
TIRET = "—"
# Heights in tenths of a millimetre: a line of a table, what is around it, head and total of the table, a page.
HAUTEUR_LIGNE, MARGE_LIGNE, HAUTEUR_TETE, HAUTEUR_UTILE = 47, 18, 200, 2400

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CoutImprime:
    """One category of costs, with the references of its papers."""

    nature: str
    references: str
    montant: int


@dataclass(frozen=True, slots=True)
class SubventionImprimee:
    """One grant; `attendu` says what is counted and not yet received."""

    phrase: str
    attendu: str
    lignes: tuple[LigneVue, ...]
    retenu: int


@dataclass(frozen=True, slots=True)
class TrancheImprimee:
    """One slice: its dates, its days and the amendment it comes from, its hours."""

    dates: str
    jours: str
    total: str


@dataclass(frozen=True, slots=True)
class LigneHeuresImprimee:
    """One party in a table of hours."""

    nom: str
    motif: int
    heures: tuple[str, ...]
    cle: str


@dataclass(frozen=True, slots=True)
class TableauHeures:
    """As many slices as the paper is wide; the last table carries the keys."""

    tranches: tuple[TrancheImprimee, ...]
    lignes: tuple[LigneHeuresImprimee, ...]
    cles: bool

    @property
    def larges(self) -> bool:
        """Whether the slices are few enough to write their dates on one line."""
        return len(self.tranches) < 3


@dataclass(frozen=True, slots=True)
class LigneImprimee:
    """One party's share, amounts in cents."""

    nom: str
    motif: int
    exacte: str
    entier: int
    centime: str
    commune: int
    affectees: int
    montant: int


@dataclass(frozen=True, slots=True)
class ExerciceImprime:
    """One financial year of the period, amounts in cents (R11)."""

    nom: str
    couts: int
    subvention: int
    cofinancements: int
    solde: int


@dataclass(frozen=True, slots=True)
class Calcul:
    """The annex, step by step. `exercices` is empty when the period lies in one year."""

    legende: tuple[tuple[PartVue, ...], ...]
    couts: tuple[CoutImprime, ...]
    partielles: tuple[DepenseVue, ...]
    titre_subvention: str
    subventions: tuple[SubventionImprimee, ...]
    termes: str
    tableaux_heures: tuple[TableauHeures, ...]
    cle_totale: str
    partage: tuple[LigneImprimee, ...]
    total_commun: int
    exercices: tuple[ExerciceImprime, ...]
    cofinancements: int
    solde: int
    rang_exercices: int
    comptes: tuple[TableauComptes, ...]
    rang_comptes: int
    heures_longues: bool
    partage_longues: bool
    affectees_longues: bool

    @property
    def plusieurs_subventions(self) -> bool:
        """Whether a grand total is due."""
        return len(self.subventions) > 1


def present_calcul(resultat: Resultat, decompte: PageDecompte) -> Calcul:
    """Lay out a worded statement for the paper."""
    return Calcul(
        legende=_cut(decompte.parts, PARTS_PAR_RANGEE),
        couts=tuple(
            CoutImprime(nature.libelle, _list_references(resultat, nature), montant)
            for nature, montant in resultat.couts_par_nature.items()
        ),
        partielles=tuple(depense for depense in decompte.couts.communes if depense.calcul),
        titre_subvention=_word_titre(resultat),
        subventions=_present_subventions(resultat, decompte),
        termes=decompte.etape_reste.termes if _has_other_terms(resultat) else "",
        tableaux_heures=_cut_heures(resultat, decompte.parts),
        cle_totale=format_nombre(resultat.cle_totale),
        partage=_present_partage(decompte),
        total_commun=sum(part.commune for part in resultat.parts),
        exercices=_present_exercices(resultat),
        cofinancements=resultat.cofinancements,
        solde=resultat.solde,
        rang_exercices=7 if decompte.partage.has_affectees else 6,
        comptes=lay_out_comptes(decompte.comptes),
        rang_comptes=6 + decompte.partage.has_affectees + (len(resultat.exercices) > 1),
        heures_longues=_is_longue(decompte.parts, 20, len(resultat.tranches) // TRANCHES_PAR_TABLEAU + 1),
        partage_longues=_is_longue(decompte.parts, 24),
        affectees_longues=_is_longue(decompte.parts, 36, 2),
    )


def _cut(elements: Sequence[T], taille: int) -> tuple[tuple[T, ...], ...]:
    return tuple(tuple(elements[debut : debut + taille]) for debut in range(0, len(elements), taille))


def _is_longue(parts: Sequence[PartVue], caracteres: int, tableaux: int = 1) -> bool:
    """Whether tables of all the parties, names cut every `caracteres`, may be too long for one page."""
    hauteur = sum(MARGE_LIGNE + HAUTEUR_LIGNE * -(-len(part.nom) // caracteres) for part in parts)
    return tableaux * (hauteur + HAUTEUR_TETE) > HAUTEUR_UTILE


def _list_references(resultat: Resultat, nature: Nature) -> str:
    """The references of a category's common expenses, each once; those of pay lead to one person's slips."""
    if nature in PAIE:
        return "gardées par l’employeur"
    connues: dict[str, None] = {}
    for depense in resultat.depenses:
        if depense.nature is nature and depense.affectation is None:
            reference = depense.reference.replace(" ", INSECABLE) or depense.libelle
            connues[reference] = None
    return ", ".join(connues) or "à compléter"


def _word_titre(resultat: Resultat) -> str:
    nom = "Les subventions" if len(resultat.lignes_subvention) > 1 else "La subvention"
    return f"{nom}, {resultat.methode.libelle}"


def _present_subventions(resultat: Resultat, decompte: PageDecompte) -> tuple[SubventionImprimee, ...]:
    return tuple(
        SubventionImprimee(
            phrase=f"{ligne.libelle}{INSECABLE}: {_word_subvention(ligne, vue)} {vue.encaisse}",
            attendu=_word_attendu(ligne),
            lignes=vue.lignes,
            retenu=vue.retenu,
        )
        for ligne, vue in zip(resultat.lignes_subvention, decompte.subvention.subventions, strict=True)
    )


def _word_subvention(ligne: LigneSubvention, vue: SubventionVue) -> str:
    """The screen's words when there is no table of cumulated figures to read, else the terms of the division."""
    if not vue.lignes or ligne.etalement is None:
        return vue.phrase
    jours = count_mots(ligne.etalement.jours_total, "jour")
    return f"{format_euros(ligne.montant)} pour {jours}, du {write_jour(ligne.debut)} au {write_jour(ligne.fin)}."


def _word_attendu(ligne: LigneSubvention) -> str:
    """Under prorata a share may be lowered by money that has not come yet: say how much."""
    attendu = ligne.etalement.cumul_fin - ligne.encaisse_cumule if ligne.etalement else 0
    if attendu <= 0:
        return ""
    return f"Subvention attribuée non encore encaissée{INSECABLE}: {format_euros(attendu)}."


def _has_other_terms(resultat: Resultat) -> bool:
    """Whether the remainder is more than costs less grants, so that its terms need names."""
    return bool(resultat.lignes_cofinancement or resultat.report_anterieur)


def _cut_heures(resultat: Resultat, parts: Sequence[PartVue]) -> tuple[TableauHeures, ...]:
    groupes = _cut(resultat.tranches, TRANCHES_PAR_TABLEAU)
    return tuple(
        TableauHeures(
            tranches=tuple(_present_tranche(tranche) for tranche in groupe),
            lignes=tuple(
                LigneHeuresImprimee(
                    part.nom,
                    part.motif,
                    tuple(write_heures(tranche.heures[part.code]) for tranche in groupe),
                    format_nombre(resultat.part(part.code).cle),
                )
                for part in parts
            ),
            cles=groupe is groupes[-1],
        )
        for groupe in groupes
    )


def _present_tranche(tranche: TrancheRetenue) -> TrancheImprimee:
    jours = count_mots(tranche.jours, "jour")
    avenant = f", avenant n°{INSECABLE}{tranche.avenant}" if tranche.avenant else ""
    total = write_heures(sum(tranche.heures.values()))
    return TrancheImprimee(write_bornes(tranche.debut, tranche.fin), jours + avenant, total)


def _present_partage(decompte: PageDecompte) -> tuple[LigneImprimee, ...]:
    return tuple(
        LigneImprimee(
            nom=ligne.nom,
            motif=ligne.motif,
            exacte=ligne.exacte,
            entier=ligne.entier,
            centime=f"+{FINE_INSECABLE}0,01" if ligne.centime else TIRET,
            commune=ligne.commune,
            affectees=ligne.affectees,
            montant=ligne.montant,
        )
        for ligne in decompte.partage.lignes
    )


def _present_exercices(resultat: Resultat) -> tuple[ExerciceImprime, ...]:
    if len(resultat.exercices) < 2:
        return ()
    return tuple(
        ExerciceImprime(
            f"{exercice.annee}, {write_bornes(exercice.du, exercice.au).removesuffix(f' {exercice.annee}')}",
            exercice.couts,
            exercice.subvention,
            exercice.cofinancements,
            exercice.solde,
        )
        for exercice in resultat.exercices
    )
