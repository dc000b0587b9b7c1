"""The accounts of a share on both sides, by the kind of body and the year: a proposal, never an accounting.

Numbers are those of the plans by nature; each accountant confirms them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from communes.enums import Imputation, TypeOrganisme
from communes.presentation.fondements import COMPTES

# The year from which the M57 replaced the M14 of communes and the M52 of départements.
ANNEE_M57 = 2024
ASSOCIATIONS = "Plan comptable des associations"
PRIVES = frozenset({TypeOrganisme.ASSOCIATION})


class Imputations(NamedTuple):
    """Numbers of accounts: what the body that calls receives, what the one that pays spends."""

    produit: str
    charge: str


# « Participation » depends on who is on the other side: what comes from it, what goes to it.
PARTICIPATIONS = {
    TypeOrganisme.COMMUNE: Imputations("74748", "65734"),
    TypeOrganisme.EPCI: Imputations("7475", "65735"),
    TypeOrganisme.CCAS: Imputations("7478", "65736"),
    TypeOrganisme.DEPARTEMENT: Imputations("7473", "65733"),
    TypeOrganisme.ASSOCIATION: Imputations("7478", "6574"),
}
PUBLIQUES = {
    Imputation.MISE_A_DISPOSITION: Imputations("70848", "6218"),
    Imputation.FRAIS: Imputations("70878", "62878"),
}
ASSOCIATIVES = {
    Imputation.MISE_A_DISPOSITION: Imputations("7084", "621"),
    Imputation.FRAIS: Imputations("7088", "628"),
    Imputation.PARTICIPATION: Imputations("74", "657"),
}


def find_nomenclature(type_organisme: str, exercice: int) -> str:
    """The chart of accounts of a body in a financial year.

    >>> find_nomenclature("commune", 2023), find_nomenclature("commune", 2024), find_nomenclature("departement", 2022)
    ('M14', 'M57', 'M52')
    >>> find_nomenclature("association", 2024)
    'Plan comptable des associations'
    """
    if type_organisme in PRIVES:
        return ASSOCIATIONS
    if exercice >= ANNEE_M57:
        return "M57"
    return "M52" if type_organisme == TypeOrganisme.DEPARTEMENT else "M14"


def propose_produit(imputation: str, creancier: str, debiteur: str) -> str:
    """The account where the body that calls receives the share; empty while the quality of the share is not settled.

    >>> propose_produit("mise_a_disposition", "commune", "commune"), propose_produit("participation", "commune", "epci")
    ('70848', '7475')
    """
    comptes = _find(imputation, creancier, debiteur)
    return comptes.produit if comptes else ""


def propose_charge(imputation: str, debiteur: str, creancier: str) -> str:
    """The account where the body that pays spends its share; empty while the quality of the share is not settled.

    >>> propose_charge("frais", "commune", "commune"), propose_charge("participation", "commune", "association")
    ('62878', '6574')
    """
    comptes = _find(imputation, debiteur, creancier)
    return comptes.charge if comptes else ""


def word_compte(numero: str) -> str:
    """An account with its title, when the sheets of legal bases give one.

    >>> word_compte("62878"), word_compte("7475")
    ('62878, remboursements de frais à des tiers', '7475')
    """
    nommes = (compte for comptes in COMPTES.values() for compte in comptes)
    return next((compte for compte in nommes if compte.startswith(f"{numero},")), numero)


def propose_produit_commun(imputation: str, creancier: str, debiteurs: Iterable[str]) -> str:
    """The account that receives the shares of all, empty when they do not share one.

    >>> propose_produit_commun("frais", "commune", ["epci", "commune"])
    '70878'
    >>> propose_produit_commun("participation", "commune", ["epci", "commune"])
    ''
    """
    comptes = {propose_produit(imputation, creancier, debiteur) for debiteur in debiteurs}
    return comptes.pop() if len(comptes) == 1 else ""


def _find(imputation: str, sien: str, autre: str) -> Imputations | None:
    """Accounts of the body `sien` towards the body `autre`."""
    if not imputation:
        return None
    qualite = Imputation(imputation)
    if sien in PRIVES:
        return ASSOCIATIVES[qualite]
    return PUBLIQUES.get(qualite) or PARTICIPATIONS[TypeOrganisme(autre)]
