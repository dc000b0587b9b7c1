"""The finance sheet: what the accounting software needs of each party to write a titre, or a mandat to pay it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conseiller.tableurs import Colonne, Genre, Tableau
from conseiller.tableurs.tableau import Valeur
from subventions.presentation.imputations import find_nomenclature, propose_charge, propose_produit
from subventions.presentation.mots import A_COMPLETER
from subventions.presentation.recouvrement import SommeVue

COLONNES = (
    Colonne("Pièce"),
    Colonne("Appelée le", Genre.DATE),
    Colonne("Exercice", Genre.ENTIER),
    Colonne("Débiteur"),
    Colonne("SIRET du débiteur"),
    Colonne("Code service"),
    Colonne("N° d’engagement"),
    Colonne("Créancier"),
    Colonne("SIRET du créancier"),
    Colonne("Opération"),
    Colonne("Objet"),
    Colonne("Montant", Genre.MONTANT),
    Colonne("Compte du créancier"),
    Colonne("Nomenclature du créancier"),
    Colonne("Compte du débiteur"),
    Colonne("Nomenclature du débiteur"),
    Colonne("Texte appliqué"),
    Colonne("Titre"),
    Colonne("Émis le", Genre.DATE),
)
SANS_COMPTE = ("", "", "", "")


@dataclass(frozen=True, slots=True)
class Intervenant:
    """One side of a sum as it is now: reference data that the treasury asks for, its own account when it typed one."""

    nom: str
    type: str
    siret: str
    code_service: str
    numero_engagement: str
    compte: str


@dataclass(frozen=True, slots=True)
class LigneFiche:
    """A sum and its debtor."""

    somme: SommeVue
    debiteur: Intervenant


@dataclass(frozen=True, slots=True)
class Cadre:
    """What every row says: the agreement, who calls, in what quality partners pay (empty when it does not say)."""

    convention: str
    base_legale: str
    imputation: str
    creancier: Intervenant


def present_fiche(lignes: Sequence[LigneFiche], cadre: Cadre) -> Tableau:
    """One row per party."""
    return Tableau("Fiche pour les finances", COLONNES, [_write(ligne, cadre) for ligne in lignes])


def _write(ligne: LigneFiche, cadre: Cadre) -> tuple[Valeur, ...]:
    somme, debiteur, creancier = ligne.somme, ligne.debiteur, cadre.creancier
    produit = creancier.compte or propose_produit(cadre.imputation, creancier.type, debiteur.type)
    charge = debiteur.compte or propose_charge(cadre.imputation, debiteur.type, creancier.type)
    comptes = (
        produit or A_COMPLETER,
        find_nomenclature(creancier.type, somme.exercice),
        charge or A_COMPLETER,
        find_nomenclature(debiteur.type, somme.exercice),
    )
    return (
        somme.origine,
        somme.depart,
        somme.exercice,
        debiteur.nom,
        somme.siret,
        debiteur.code_service,
        debiteur.numero_engagement,
        creancier.nom,
        creancier.siret,
        _word_operation(somme),
        f"{cadre.convention.rstrip('.')}, {somme.objet}",
        somme.montant,
        # What the employing body keeps is nobody's debt.
        *(SANS_COMPTE if somme.employeuse else comptes),
        cadre.base_legale or A_COMPLETER,
        somme.titre.numero if somme.titre else "",
        somme.titre.emis_le if somme.titre else None,
    )


def _word_operation(somme: SommeVue) -> str:
    if somme.employeuse:
        return "sans titre"
    if somme.montant == 0:
        return "rien à appeler" if somme.solde == 0 else "non appelé, sous le seuil"
    return "mandat ou réduction de titre" if somme.est_mandat else "titre de recettes"
