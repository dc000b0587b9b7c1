"""Instalments and the cash of each month for a spreadsheet: the same figures as the page."""

from __future__ import annotations

from collections.abc import Iterable

from conseiller.tableurs import Colonne, Genre, Tableau
from subventions.calculs.tresorerie import MoisTresorerie
from subventions.presentation.versements import VersementVu

COLONNES_VERSEMENTS = (
    Colonne("Subvention"),
    Colonne("Rang", Genre.ENTIER),
    Colonne("Part", Genre.POURCENT),
    Colonne("Attendu à partir du", Genre.DATE),
    Colonne("Attendu au plus tard le", Genre.DATE),
    Colonne("Montant attendu", Genre.MONTANT),
    Colonne("État"),
    Colonne("Reçu le", Genre.DATE),
    Colonne("Montant reçu", Genre.MONTANT),
    Colonne("Référence"),
    Colonne("Raison"),
)
COLONNES_MOIS = (
    Colonne("Mois", Genre.DATE),
    Colonne("Prévision"),
    Colonne("Dépensé à la fin du mois", Genre.MONTANT),
    Colonne("dont prévu", Genre.MONTANT),
    Colonne("Reçu à la fin du mois", Genre.MONTANT),
    Colonne("dont attendu", Genre.MONTANT),
    Colonne("Avancé à la fin du mois", Genre.MONTANT),
)


def tabulate_versements(subventions: Iterable[tuple[str, Iterable[VersementVu]]]) -> Tableau:
    """Every instalment of every grant, named by its label."""
    lignes = [
        (
            libelle,
            versement.attendu.rang,
            versement.pourcentage,
            versement.attendu.premier_jour,
            versement.attendu.dernier_jour,
            versement.montant_attendu,
            versement.etat.libelle,
            versement.recu_le,
            versement.montant_recu,
            versement.reference,
            versement.motif,
        )
        for libelle, versements in subventions
        for versement in versements
    ]
    return Tableau("Versements", COLONNES_VERSEMENTS, lignes)


def tabulate_tresorerie(mois: Iterable[MoisTresorerie]) -> Tableau:
    """One row per month, at its end."""
    lignes = [
        (
            un.mois,
            "oui" if un.previsionnel else "non",
            un.depenses,
            un.depenses_prevues,
            un.recettes,
            un.recettes_prevues,
            un.avance,
        )
        for un in mois
    ]
    return Tableau("Trésorerie", COLONNES_MOIS, lignes)
