"""The statement for a spreadsheet: the same figures as the page, one row per step and party."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from conseiller.montants import format_decimal
from subventions.presentation.decompte import PageDecompte

ENTETE = ("Étape", "Ligne", "Commune", "Précision", "Valeur", "Unité")
DANGEREUX = ("=", "+", "-", "@", "\t", "\r")
EUROS = "€"


def write_tableur(page: PageDecompte) -> str:
    """The CSV that a French spreadsheet opens as it is: byte order mark, semicolons, decimal commas."""
    flux = StringIO(newline="")
    flux.write("\ufeff")
    tableur = csv.writer(flux, delimiter=";", lineterminator="\r\n")
    tableur.writerow(ENTETE)
    for *textes, valeur, unite in _list_lignes(page):
        tableur.writerow([*(_tame(texte) for texte in textes), valeur, unite])
    return flux.getvalue()


def _tame(texte: str) -> str:
    """Keep a spreadsheet from running a text as a formula."""
    return f"'{texte}" if texte.startswith(DANGEREUX) else texte


def _euros(centimes: int) -> str:
    return format_decimal(centimes).replace(".", ",")


Ligne = tuple[str, str, str, str, str, str]


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
            yield "6. Exercices", nom, "", str(exercice.annee), _euros(montant), EUROS


def _list_couts(page: PageDecompte) -> Iterator[Ligne]:
    for depense in (*page.couts.communes, *page.couts.affectees):
        precision = "\u202f; ".join(filter(None, (depense.nature, depense.dates, depense.calcul, depense.reference)))
        yield "1. Coûts", depense.libelle, depense.commune, precision, _euros(depense.retenu), EUROS
    yield "1. Coûts", "Total des coûts communs", "", "", _euros(page.couts.total), EUROS


def _list_subventions(page: PageDecompte) -> Iterator[Ligne]:
    for subvention in page.subvention.subventions:
        for ligne in subvention.lignes:
            detail = ligne.detail or subvention.libelle
            yield "2. Subvention", ligne.libelle, "", detail, _euros(ligne.montant), EUROS
    yield "2. Subvention", "Subvention de la période", "", page.subvention.methode, _euros(page.subvention.total), EUROS
    for ligne in page.etape_reste.cofinancements:
        yield "3. Reste", ligne.libelle, "", ligne.detail, _euros(ligne.montant), EUROS
    yield "3. Reste", "Reste à répartir", "", page.etape_reste.formule, _euros(page.reste), EUROS


def _list_partage(page: PageDecompte) -> Iterator[Ligne]:
    for ligne in page.heures.lignes:
        for tranche, (_, heures, _) in zip(page.heures.tranches, ligne.colonnes, strict=True):
            yield "4. Heures", "Heures par an", ligne.nom, f"{tranche.dates}, {tranche.jours}", _number(heures), "h"
        yield "4. Heures", "Clé", ligne.nom, ligne.calcul, _number(ligne.cle), "h × jours"
    yield "4. Heures", "Clé totale", "", "", _number(page.heures.cle_totale), "h × jours"
    for partage in page.partage.lignes:
        exacte = partage.exacte.rstrip("…\u00a0€")
        yield "5. Partage", "Part exacte", partage.nom, partage.exacte, _number(exacte), EUROS
        yield "5. Partage", "Centimes entiers", partage.nom, "", _euros(partage.entier), EUROS
        yield "5. Partage", "Centime ajouté", partage.nom, "", _euros(partage.centime), EUROS
        yield "5. Partage", "À sa seule charge", partage.nom, "", _euros(partage.affectees), EUROS
        yield "5. Partage", "Part", partage.nom, "", _euros(partage.montant), EUROS
    yield "5. Partage", "Total des parts", "", "", _euros(page.partage.total), EUROS


def _number(texte: str) -> str:
    """A number written for people, as a spreadsheet reads it."""
    return texte.removesuffix("\u00a0h").replace("\u202f", "").replace("\u2212", "-")
