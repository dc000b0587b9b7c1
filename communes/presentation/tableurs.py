"""Parties and acts for a spreadsheet: what their pages show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from communes.enums import TypeActe
from conseiller.tableurs import Colonne, Genre, Tableau

COLONNES_PARTIES = (
    Colonne("Ordre", Genre.ENTIER),
    Colonne("Nom"),
    Colonne("Employeur"),
    Colonne("SIRET"),
    Colonne("Code INSEE"),
    Colonne("Service"),
    Colonne("Adresse"),
    Colonne("Code postal"),
    Colonne("Localité"),
    Colonne("Code service"),
    Colonne("Numéro d’engagement"),
    Colonne("Compte proposé"),
    Colonne("Dernier jour dans la convention", Genre.DATE),
)
COLONNES_ACTES = (
    Colonne("Type"),
    Colonne("Numéro"),
    Colonne("Date", Genre.DATE),
    Colonne("Exécutoire le", Genre.DATE),
    Colonne("Pris par"),
    Colonne("Objet"),
    Colonne("Titre d’origine"),
    Colonne("Rapporteur"),
    Colonne("Vote"),
    Colonne("Visas"),
    Colonne("Avenant autorisé"),
    Colonne("Complète ou modifie"),
    Colonne("Fichier"),
    Colonne("À compléter"),
)


def tabulate_parties(parties: Iterable[Any], employeuse: int) -> Tableau:
    """The parties in the act's order, their bodies already read; `employeuse` is the key of the employing body."""
    lignes = [
        (
            partie.ordre,
            partie.organisme.nom_complet,
            "oui" if partie.organisme_id == employeuse else "non",
            partie.organisme.siret,
            partie.organisme.insee,
            partie.organisme.service,
            partie.organisme.adresse,
            partie.organisme.code_postal,
            partie.organisme.localite,
            partie.code_service,
            partie.numero_engagement,
            partie.compte,
            partie.sortie_le,
        )
        for partie in parties
    ]
    return Tableau("Parties", COLONNES_PARTIES, lignes)


def tabulate_actes(actes: Iterable[tuple[Any, Iterable[str]]]) -> Tableau:
    """The acts, each with what it lacks, as `list_actes` gives them."""
    lignes = [
        (
            TypeActe(acte.type).libelle,
            acte.numero,
            acte.date,
            acte.executoire_le,
            acte.organisme.nom_complet,
            acte.objet,
            acte.intitule,
            acte.rapporteur,
            acte.vote,
            acte.visas,
            str(acte.avenant) if acte.avenant else "",
            str(acte.acte_lie) if acte.acte_lie else "",
            "oui" if acte.piece_id else "non",
            " ".join(manques),
        )
        for acte, manques in actes
    ]
    return Tableau("Actes", COLONNES_ACTES, lignes)
