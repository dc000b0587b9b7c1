"""The statement for a spreadsheet: the same figures as the page, one row per step and party."""

from __future__ import annotations

from collections.abc import Iterator

from conseiller.montants import format_decimal
from conseiller.tableurs import Colonne, Genre, Tableau
from subventions.presentation.decompte import PageDecompte

COLONNES = (
    Colonne("Étape"),
    Colonne("Ligne"),
    Colonne("Commune"),
    Colonne("Précision"),
    # Euros, hours or days, as the next column says.
    Colonne("Valeur", Genre.NOMBRE),
    Colonne("Unité"),
)
EUROS = "€"

Ligne = tuple[str, str, str, str, str, str]


def present_tableur(page: PageDecompte) -> Tableau:
    """The calculation as one table."""
    return Tableau("Calcul", COLONNES, tuple(_list_lignes(page)))


def _list_lignes(page: PageDecompte) -> Iterator[Ligne]:
    yield "0. Période", page.titre, "", page.chapeau, str(page.jours), "jours"
    yield from _list_couts(page)
    yield from _list_subventions(page)
    yield from _list_partage(page)
    for exercice in page.exercices if len(page.exercices) > 1 else ():
        for nom, montant in (
            ("Coûts", exercice.couts),
            ("Subvention", exercice.subvention),
            ("Autres financements", exercice.cofinancements),
        ):
            yield "6. Exercices", nom, "", str(exercice.annee), format_decimal(montant), EUROS
    yield from _list_comptes(page)


def _list_couts(page: PageDecompte) -> Iterator[Ligne]:
    for depense in (*page.couts.communes, *page.couts.affectees):
        precision = "\u202f; ".join(filter(None, (depense.nature, depense.dates, depense.calcul, depense.reference)))
        yield "1. Coûts", depense.libelle, depense.commune, precision, format_decimal(depense.retenu), EUROS
    yield "1. Coûts", "Total des coûts communs", "", "", format_decimal(page.couts.total), EUROS


def _list_subventions(page: PageDecompte) -> Iterator[Ligne]:
    for subvention in page.subvention.subventions:
        for ligne in subvention.lignes:
            detail = ligne.detail or subvention.libelle
            yield "2. Subvention", ligne.libelle, "", detail, format_decimal(ligne.montant), EUROS
    yield (
        "2. Subvention",
        "Subvention de la période",
        "",
        page.subvention.methode,
        format_decimal(page.subvention.total),
        EUROS,
    )
    for ligne in page.etape_reste.cofinancements:
        yield "3. Reste", ligne.libelle, "", ligne.detail, format_decimal(ligne.montant), EUROS
    yield "3. Reste", "Reste à répartir", "", page.etape_reste.formule, format_decimal(page.reste), EUROS


def _list_partage(page: PageDecompte) -> Iterator[Ligne]:
    for ligne in page.heures.lignes:
        for tranche, (_, heures, _) in zip(page.heures.tranches, ligne.colonnes, strict=True):
            yield "4. Heures", "Heures par an", ligne.nom, f"{tranche.dates}, {tranche.jours}", _number(heures), "h"
        yield "4. Heures", "Clé", ligne.nom, ligne.calcul, _number(ligne.cle), "h × jours"
    yield "4. Heures", "Clé totale", "", "", _number(page.heures.cle_totale), "h × jours"
    for partage in page.partage.lignes:
        exacte = partage.exacte.rstrip("…\u00a0€")
        yield "5. Partage", "Part exacte", partage.nom, partage.exacte, _number(exacte), EUROS
        yield "5. Partage", "Centimes entiers", partage.nom, "", format_decimal(partage.entier), EUROS
        yield "5. Partage", "Centime ajouté", partage.nom, "", format_decimal(partage.centime), EUROS
        yield "5. Partage", "À sa seule charge", partage.nom, "", format_decimal(partage.affectees), EUROS
        yield "5. Partage", "Part", partage.nom, "", format_decimal(partage.montant), EUROS
    yield "5. Partage", "Total des parts", "", "", format_decimal(page.partage.total), EUROS


def _list_comptes(page: PageDecompte) -> Iterator[Ligne]:
    """Each account line by line, then the closed statements that are regularised, as they were and as they are."""
    for compte in page.comptes.comptes:
        for ligne in compte.lignes:
            yield "7. Compte", ligne.libelle, compte.nom, ligne.detail, format_decimal(ligne.montant), EUROS
        yield "7. Compte", "Solde", compte.nom, "", format_decimal(compte.solde), EUROS
        yield "7. Compte", "Somme appelée", compte.nom, compte.issue, format_decimal(compte.appele), EUROS
    for comparaison in page.comptes.comparaisons:
        for terme in comparaison.termes:
            yield comparaison.titre, f"{terme.libelle}, arrêté", "", "", format_decimal(terme.arrete), EUROS
            yield comparaison.titre, f"{terme.libelle}, recalculé", "", "", format_decimal(terme.recalcule), EUROS
        for part in comparaison.lignes:
            cles = zip(("arrêtée", "recalculée"), part.cles, (part.arretee, part.recalculee), strict=True)
            for mot, cle, montant in cles:
                yield comparaison.titre, f"Clé {mot}", part.nom, "", _number(cle), "h × jours"
                yield comparaison.titre, f"Part {mot}", part.nom, "", format_decimal(montant), EUROS
            yield comparaison.titre, "Déjà régularisé", part.nom, "", format_decimal(part.regularisee), EUROS
            yield comparaison.titre, "Régularisation", part.nom, "", format_decimal(part.montant), EUROS


def _number(texte: str) -> str:
    """A number written for people, as programs read it."""
    return texte.removesuffix("\u00a0h").replace("\u202f", "").replace("\u2212", "-").replace(",", ".")
