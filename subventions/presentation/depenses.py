"""The ledger as a table: what leaves for a spreadsheet can come back from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from conseiller.tableurs import Colonne, Genre, Tableau
from conseiller.tableurs.tableau import Valeur
from subventions.enums import EtatDepense, Nature
from subventions.presentation.mots import write_jour

# Begins the label of the lines of the model file, which are never imported.
EXEMPLE = "Exemple à effacer"


@dataclass(frozen=True, slots=True)
class ColonneDepense:
    """A column of the table: the heading that we write, those that we forgive, normalized."""

    champ: str
    nom: str
    genre: Genre = Genre.TEXTE
    obligatoire: bool = False
    autres: tuple[str, ...] = ()


COLONNES = (
    ColonneDepense("libelle", "Libellé", obligatoire=True, autres=("intitule", "objet", "designation", "depense")),
    ColonneDepense("nature", "Nature", obligatoire=True, autres=("categorie", "type")),
    ColonneDepense("montant", "Montant", Genre.MONTANT, True, ("montant ttc", "montant en euros", "somme", "euros")),
    ColonneDepense("debut", "Premier jour", Genre.DATE, True, ("debut", "date de debut", "du", "date")),
    ColonneDepense("fin", "Dernier jour", Genre.DATE, autres=("fin", "date de fin", "au")),
    ColonneDepense("affectation", "À la charge de", autres=("affectation", "commune", "charge de")),
    ColonneDepense("etat", "État", autres=("constatee ou prevue", "statut")),
    ColonneDepense("eligible", "Couverte par la subvention", autres=("eligible", "subventionnable")),
    ColonneDepense("exercice", "Exercice", autres=("annee", "exercice comptable", "exercice budgetaire")),
    ColonneDepense("reference", "Référence", autres=("facture", "numero de facture", "n facture", "ref")),
    ColonneDepense("mandat", "Mandat", autres=("numero de mandat", "n mandat", "n de mandat")),
    ColonneDepense("mandate_le", "Date du mandat", Genre.DATE, autres=("mandate le", "mandat du")),
)
JUSTIFICATIF = "Justificatif"
OUI_NON = {True: "oui", False: "non", None: ""}


def present_depenses(depenses: Iterable[Any]) -> Tableau:
    """The rows of a ledger, their bearer already read with them."""
    lignes = [(*_list_cellules(depense), "oui" if depense.piece_id else "non") for depense in depenses]
    return Tableau("Dépenses", (*_list_colonnes(), Colonne(JUSTIFICATIF)), lignes)


def _list_colonnes() -> list[Colonne]:
    return [Colonne(colonne.nom, colonne.genre) for colonne in COLONNES]


def _list_cellules(depense: Any) -> tuple[Valeur, ...]:
    return (
        depense.libelle,
        Nature(depense.nature).libelle,
        depense.montant,
        depense.debut,
        depense.fin,
        str(depense.affectation) if depense.affectation else "",
        EtatDepense(depense.etat).libelle,
        OUI_NON[depense.eligible],
        str(depense.exercice or ""),
        depense.reference,
        depense.mandat,
        depense.mandate_le,
    )


def present_paie(paie: Iterable[Any]) -> Tableau:
    """Pay by year and nature, for those who do not read it line by line."""
    colonnes = (Colonne("Année"), Colonne("Nature"), Colonne("Montant", Genre.MONTANT))
    return Tableau("Paie par année", colonnes, [(str(p.annee), p.nature.libelle, p.montant) for p in paie])


def present_modele() -> Tableau:
    """The table to fill in: its headings, and two invented lines that say how."""
    lignes: list[tuple[Valeur, ...]] = [
        (f"{EXEMPLE}\u00a0: abonnement téléphonique, inventé", Nature.AUTRE.libelle, 12_90, date(2022, 3, 1),
         date(2022, 3, 31), "", EtatDepense.CONSTATE.libelle, "non", "2022", "facture 2022-03-117", "1234",
         date(2022, 4, 12)),
        (f"{EXEMPLE}\u00a0: avoir sur un ordinateur, inventé", Nature.EQUIPEMENT.libelle, -45_00, date(2022, 3, 15),
         None, "", EtatDepense.PREVU.libelle, "", "", "", "", None),
    ]  # fmt: skip
    return Tableau("Dépenses à importer", _list_colonnes(), lignes)


def list_avertissements(
    debut: date, fin: date, exercice: int | None, convention_debut: date, convention_fin: date
) -> list[str]:
    """What to tell whoever has saved an expense whose dates or year are unusual; none of it is forbidden (R17)."""
    phrases = []
    if debut < convention_debut:
        phrases.append(
            f"Le service commence avant la convention ({write_jour(convention_debut)})\u00a0: vérifiez ses dates."
            " Ses jours d’avant n’entrent dans aucun décompte."
        )
    if fin > convention_fin:
        phrases.append(
            f"Le service finit après le terme ({write_jour(convention_fin)})\u00a0: un décompte d’après le terme"
            " prendra ces jours, sans subvention."
        )
    if exercice is not None and not debut.year - 1 <= exercice <= fin.year + 1:
        phrases.append(f"L’exercice {exercice} est loin des dates du service\u00a0: vérifiez-le.")
    return phrases
