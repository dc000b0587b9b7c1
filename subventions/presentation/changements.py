"""What changed under a statement, in sentences."""

from __future__ import annotations

from conseiller.montants import INSECABLE, format_euros
from subventions.calculs.changements import Changement, Genre
from subventions.calculs.donnees import Cofinancement, Depense, Subvention, Tranche
from subventions.enums import PAIE
from subventions.presentation.mots import write_bornes, write_jour

# The kind of change, with the ending of its participle.
MOTS = {
    Genre.DEPENSE: ("Dépense", "e"),
    Genre.SUBVENTION: ("Subvention", "e"),
    Genre.COFINANCEMENT: ("Financement", ""),
}


def word_changement(changement: Changement, *, detailed_pay: bool) -> str:
    """One change in one sentence; without `detailed_pay`, a line of pay gives neither its words nor its amount."""
    avant, apres = changement.avant, changement.apres
    if changement.genre is Genre.HEURES:
        return _word_heures(apres or avant)
    mot, accord = MOTS[changement.genre]
    if avant is None:
        return f"{mot} ajouté{accord}{INSECABLE}: {_describe(apres, detailed_pay)}."
    if apres is None:
        return f"{mot} retiré{accord}{INSECABLE}: {_describe(avant, detailed_pay)}."
    return f"{mot} modifié{accord}{INSECABLE}: {_compare(avant, apres, detailed_pay)}."


def _word_heures(tranche: Tranche) -> str:
    avenant = f" par l’avenant n°{INSECABLE}{tranche.avenant}" if tranche.avenant else ""
    return f"Heures changées{avenant}, à partir du {write_jour(tranche.debut)}."


def _describe(element: Depense | Subvention | Cofinancement, detailed_pay: bool) -> str:
    bornes = write_bornes(element.debut, element.fin)
    if _is_private(element, detailed_pay):
        return f"une ligne de paie, {bornes}"
    return f"{element.libelle}, {format_euros(element.montant)}, {bornes}"


def _compare(
    avant: Depense | Subvention | Cofinancement, apres: Depense | Subvention | Cofinancement, detailed_pay: bool
) -> str:
    if _is_private(apres, detailed_pay):
        return _describe(apres, detailed_pay)
    if avant.montant != apres.montant:
        return f"{apres.libelle}, {format_euros(avant.montant)} devient {format_euros(apres.montant)}"
    if (avant.debut, avant.fin) != (apres.debut, apres.fin):
        anciennes, nouvelles = write_bornes(avant.debut, avant.fin), write_bornes(apres.debut, apres.fin)
        return f"{apres.libelle}, {anciennes} devient {nouvelles}"
    if isinstance(apres, Subvention):
        return f"{apres.libelle}, les versements reçus ont changé"
    return f"{apres.libelle}, la commune qui la porte a changé"


def _is_private(element: Depense | Subvention | Cofinancement, detailed_pay: bool) -> bool:
    return not detailed_pay and isinstance(element, Depense) and element.nature in PAIE
