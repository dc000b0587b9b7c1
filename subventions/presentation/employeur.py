"""The forecast budget of the body that employs, and the accounts proposed to every party."""

from __future__ import annotations

from dataclasses import dataclass

from communes.presentation.fondements import COMPTES, Comptes
from conseiller.montants import format_euros
from subventions.calculs.instantane import Identite
from subventions.calculs.prevision import Prevision
from subventions.calculs.previsionnel import Previsionnel
from subventions.presentation.mots import A_COMPLETER
from subventions.presentation.subvention import LigneVue

COMPTE_ETAT = "74718, participations de l’État"


@dataclass(frozen=True, slots=True)
class Employeur:
    """The budget of the body that employs: what it spends, what it receives, what stays with it."""

    nom: str
    depenses: tuple[LigneVue, ...]
    recettes: tuple[LigneVue, ...]
    part: int
    phrase: str


def find_compte(source: Previsionnel, partie: Identite) -> str:
    """The account that a party has typed, else the one that the agreement's nature proposes."""
    comptes = _propose_comptes(source)
    propose = (comptes.employeur if partie.employeuse else comptes.partenaire) if comptes else ""
    return partie.compte or propose or A_COMPLETER


def _propose_comptes(source: Previsionnel) -> Comptes | None:
    return COMPTES[source.imputation] if source.imputation else None


def present_employeur(source: Previsionnel, prevision: Prevision) -> Employeur:
    """Receipts are what comes in during the year: the State's instalments, whatever the sharing counts of the grant."""
    resultat, employeuse = prevision.resultat, source.contexte.employeuse
    autres = [part for part in prevision.parts if part.insee != employeuse.code]
    depenses = [LigneVue("Coûts communs", "Par catégorie ci-dessous", resultat.couts)]
    affectees = sum(part.affectees for part in resultat.parts)
    if affectees:
        depenses.append(LigneVue("Dépenses à la charge d’une seule commune", "", affectees))
    recettes = [LigneVue("Versements de l’État", COMPTE_ETAT, prevision.versements)]
    if autres:
        nom = "Part de l’autre commune" if len(autres) == 1 else "Parts des autres communes"
        recettes.append(LigneVue(nom, find_compte(source, employeuse), sum(part.montant for part in autres)))
    if resultat.lignes_cofinancement:
        recettes.append(LigneVue("Autres financements", "", resultat.cofinancements))
    part = next(part.montant for part in prevision.parts if part.insee == employeuse.code)
    return Employeur(employeuse.nom, tuple(depenses), tuple(recettes), part, _word_decalage(prevision))


def _word_decalage(prevision: Prevision) -> str:
    """Why spending less receipts is not the employing body's share; empty when it is."""
    partage, verse = prevision.resultat.subvention, prevision.versements
    if partage == verse:
        return ""
    suite = "le reste une autre année" if partage > verse else "qui couvrent aussi d’autres années"
    return (
        f"Le partage compte {format_euros(partage)} de subvention pour l’année\u202f; l’État verse"
        f" {format_euros(verse)} cette année-là, {suite}."
    )
