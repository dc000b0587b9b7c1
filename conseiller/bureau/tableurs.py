"""Hours, amendments and the journal for a spreadsheet: what their pages show."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from conseiller.bureau.heures import HeuresVues
from conseiller.journal.models import Ligne
from conseiller.tableurs import Colonne, Genre, Tableau

COLONNES_HEURES = (
    Colonne("Du", Genre.DATE),
    Colonne("Au", Genre.DATE),
    Colonne("Avenant"),
    Colonne("En projet"),
    Colonne("Partie"),
    Colonne("Heures par an", Genre.HEURES),
)
COLONNES_AVENANTS = (
    Colonne("Numéro", Genre.ENTIER),
    Colonne("Objet"),
    Colonne("Date d’effet", Genre.DATE),
    Colonne("Nouveau terme", Genre.DATE),
    Colonne("Partie qui sort"),
    Colonne("État"),
    Colonne("Signé le", Genre.DATE),
)
COLONNES_JOURNAL = (
    Colonne("Jour", Genre.DATE),
    Colonne("Heure"),
    Colonne("Qui"),
    Colonne("Quoi"),
    Colonne("Précision"),
)


def tabulate_heures(heures: HeuresVues) -> Tableau:
    """One row per slice and party, zeros included; the slices of drafts come last and say so."""
    lignes = [
        (
            tranche.debut,
            tranche.fin,
            str(tranche.avenant) if tranche.avenant else "",
            en_projet,
            partie.organisme.nom,
            tranche.quarts[partie.pk],
        )
        for en_projet, tranches in (("non", heures.tranches), ("oui", heures.projets))
        for tranche in tranches
        for partie in heures.parties
    ]
    return Tableau("Heures", COLONNES_HEURES, lignes)


def tabulate_avenants(heures: HeuresVues) -> Tableau:
    """Every amendment, drafts included."""
    lignes = [
        (
            avenant.numero,
            avenant.objet,
            avenant.effet_le,
            avenant.nouveau_terme,
            str(avenant.partie_sortante) if avenant.partie_sortante else "",
            "en projet" if avenant.brouillon else "signé",
            avenant.signe_le,
        )
        for avenant in heures.avenants
    ]
    return Tableau("Avenants", COLONNES_AVENANTS, lignes)


def tabulate_journal(lignes: Iterable[Ligne]) -> Tableau:
    """The lines of the journal, in the time of the site."""
    cellules = []
    for ligne in lignes:
        moment = timezone.localtime(ligne.date)
        qui = str(ligne.agent) if ligne.agent else "l’application"
        quoi = ligne.action[:1].upper() + ligne.action[1:]
        cellules.append((moment.date(), f"{moment:%H:%M}", qui, quoi, str(ligne.details.get("nom", ""))))
    return Tableau("Journal", COLONNES_JOURNAL, cellules)
