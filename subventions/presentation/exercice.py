"""The end of a financial year, as the page and the spreadsheet say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from conseiller.montants import INSECABLE, MOINS, format_euros
from conseiller.tableurs import Colonne, Genre, Tableau
from conseiller.tableurs.tableau import Valeur
from subventions.calculs.donnees import Commune
from subventions.calculs.exercice import LigneRattachement
from subventions.calculs.instantane import Identite
from subventions.enums import EtatDecompte
from subventions.presentation.mots import A_COMPLETER, join_mots, write_jour


@dataclass(frozen=True, slots=True)
class Ligne:
    """What one party still has to take in its budget of the year, in cents."""

    nom: str
    siret: str
    motif: int
    compte: str
    rattachement: LigneRattachement
    sans_titre: int

    @property
    def autres(self) -> int:
        """Regularisations, agreed adjustments and sums left uncalled, in cents."""
        return self.rattachement.regularisation + self.rattachement.ajustement + self.rattachement.reporte

    @property
    def total(self) -> int:
        """What is to be attached, in cents."""
        return self.rattachement.total


def find_limite(annee: int) -> date:
    """The last day on which what is closed still counts in the year (*journée complémentaire*)."""
    return date(annee + 1, 1, 31)


def find_exercice_ouvert(jour: date) -> int:
    """The first year that what is closed on `jour` may still count in."""
    return jour.year - 1 if jour <= find_limite(jour.year - 1) else jour.year


def word_limite(annee: int, jour: date) -> str:
    """In which year what is closed on `jour` is called."""
    limite = find_limite(annee)
    if jour <= limite:
        return (
            f"Ce qui est arrêté jusqu’au {write_jour(limite)} est appelé dans l’exercice {annee}. Ensuite, dans"
            f" l’exercice de l’arrêté\u00a0: le reste se rattache à {annee}."
        )
    return (
        f"Le {write_jour(limite)} est passé\u00a0: ce qui s’arrête maintenant est appelé dans l’exercice {jour.year}."
    )


def word_suite(etat: str, *, a_jour: bool, titres: int, dernier: bool) -> str:
    """What a change does to a statement in that state, and what to do."""
    if etat == EtatDecompte.BROUILLON:
        return "Il est à jour." if a_jour else "Un brouillon suit\u00a0: recalculez-le, il prendra ces changements."
    if etat == EtatDecompte.TRANSMIS:
        if a_jour:
            return "Rien n’a changé depuis que les communes l’ont reçu."
        return (
            "Il garde les chiffres que les communes lisent. Reprenez-le pour le recalculer, ou arrêtez-le\u00a0: la"
            " différence viendra en régularisation du décompte suivant."
        )
    if a_jour:
        return "Rien n’a changé depuis, ou tout est déjà régularisé."
    if dernier and not titres:
        return (
            "Il ne change plus. Aucun titre n’est émis\u00a0: un autre décompte peut encore l’annuler et le remplacer."
            " Sinon, la différence viendra en régularisation du décompte suivant."
        )
    return "Il ne change plus. La différence viendra en régularisation du décompte suivant."


def word_ecarts(ecarts: Mapping[str, int], communes: Iterable[Commune]) -> str:
    """Who would owe more or less, in one sentence; empty when nobody would.

    >>> ludres = Commune("54328", "Ludres", "21540328800016", True)
    >>> word_ecarts({"54328": -250}, [ludres]).replace(INSECABLE, "~")
    'Ludres −~2,50~€'
    """
    morceaux = [
        f"{commune.nom} {'+' if ecarts[commune.insee] > 0 else MOINS}{INSECABLE}"
        f"{format_euros(abs(ecarts[commune.insee]))}"
        for commune in communes
        if ecarts.get(commune.insee)
    ]
    return join_mots(morceaux) if morceaux else ""


def list_lignes(
    rattachement: Iterable[LigneRattachement],
    communes: Iterable[Commune],
    comptes: Mapping[str, str],
    sans_titre: Mapping[str, int],
) -> tuple[Ligne, ...]:
    """The partners in the order of the act; the employing body attaches their sum as a receipt."""
    lignes = {ligne.insee: ligne for ligne in rattachement}
    return tuple(
        Ligne(
            commune.nom,
            commune.siret,
            rang,
            comptes[commune.insee] or A_COMPLETER,
            lignes[commune.insee],
            sans_titre.get(commune.insee, 0),
        )
        for rang, commune in enumerate(communes)
        if commune.insee in lignes and not commune.employeuse
    )


def present_feuille(annee: int, employeuse: Identite, lignes: Iterable[Ligne]) -> Tableau:
    """The provisional sheet for a spreadsheet: one row per partner, then the receipt of the employing body."""
    colonnes = (
        Colonne("Commune"),
        Colonne("SIRET"),
        Colonne("Sens"),
        Colonne("Compte proposé"),
        Colonne("Part non arrêtée", Genre.MONTANT),
        Colonne("Régularisations", Genre.MONTANT),
        Colonne("Ajustements convenus", Genre.MONTANT),
        Colonne("Reporté sous le seuil", Genre.MONTANT),
        Colonne("Acomptes à déduire", Genre.MONTANT),
        Colonne("À rattacher", Genre.MONTANT),
        Colonne("Arrêté, sans titre", Genre.MONTANT),
    )
    vues = tuple(lignes)
    partenaires = [
        (
            ligne.nom,
            ligne.siret,
            "charge",
            ligne.compte,
            ligne.rattachement.part,
            ligne.rattachement.regularisation,
            ligne.rattachement.ajustement,
            ligne.rattachement.reporte,
            -ligne.rattachement.acompte,
            ligne.total,
            ligne.sans_titre,
        )
        for ligne in vues
    ]
    sommes = [sum(int(ligne[rang]) for ligne in partenaires) for rang in range(4, len(colonnes))]
    total: Sequence[Valeur] = (employeuse.nom, employeuse.siret, "produit", employeuse.compte or A_COMPLETER, *sommes)
    return Tableau(f"Rattachement {annee}", colonnes, [*partenaires, total])
