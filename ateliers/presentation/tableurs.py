"""What was done, for a spreadsheet: the columns of the national report where there is one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ateliers.enums import EtatSeance, TrancheAge
from conseiller.tableurs import Colonne, Genre, Tableau

COLONNES_ACTIVITES = (
    Colonne("Date", Genre.DATE),
    Colonne("Heure"),
    Colonne("Type"),
    Colonne("Nom de l’atelier"),
    Colonne("Nom du lieu"),
    Colonne("Commune du lieu"),
    Colonne("Commune dont les heures sont employées"),
    Colonne("État"),
    Colonne("Durée (min)", Genre.ENTIER),
    Colonne("Thématique nationale"),
    Colonne("Participants", Genre.ENTIER),
    *(Colonne(bande.libelle, Genre.ENTIER) for bande in TrancheAge),
    Colonne("âge non noté", Genre.ENTIER),
)
COLONNES_COMMUNES = (
    Colonne("Commune"),
    Colonne("Faites (min)", Genre.ENTIER),
    Colonne("Attribuées par an (h)", Genre.HEURES),
)


def tabulate_activites(activites: Iterable[Any]) -> Tableau:
    """Sessions and appointments as `list_activites` gives them: no name of anybody who came."""
    lignes = [
        (
            activite.debut.date(),
            f"{activite.debut:%H:%M}",
            "Individuel" if activite.rendez_vous else "Collectif",
            activite.seance.titre,
            activite.seance.lieu.nom,
            activite.seance.lieu.organisme.nom,
            activite.commune.nom,
            EtatSeance(activite.seance.etat).libelle,
            activite.minutes,
            activite.nationale,
            activite.presents,
            *(activite.ages[bande.value] for bande in TrancheAge),
            activite.ages[""],
        )
        for activite in activites
    ]
    return Tableau("Activité", COLONNES_ACTIVITES, lignes)


def tabulate_communes(communes: Iterable[tuple[str, int, int]]) -> Tableau:
    """For each commune its name, the minutes held, and its quarter hours per year."""
    return Tableau("Communes", COLONNES_COMMUNES, list(communes))
