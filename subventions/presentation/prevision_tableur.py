"""The forecast for a spreadsheet: shares and part payments, costs by category, key."""

from __future__ import annotations

from conseiller.montants import CENT_POUR_CENT, CENTIEMES_PAR_QUART, format_court, round_half_away
from conseiller.tableurs import Colonne, Genre, Tableau
from conseiller.tableurs.tableau import Valeur
from subventions.calculs.previsionnel import Previsionnel
from subventions.calculs.resultat import Resultat
from subventions.presentation.prevision import PagePrevision


def present_tableaux(source: Previsionnel, resultat: Resultat, page: PagePrevision) -> tuple[Tableau, ...]:
    """The three sheets."""
    return _present_parts(resultat, page), _present_couts(resultat, page), _present_cle(source, resultat)


def _present_parts(resultat: Resultat, page: PagePrevision) -> Tableau:
    colonnes = [
        Colonne("Commune"),
        Colonne("Compte proposé"),
        Colonne("Heures par an"),
        Colonne("Part des heures", Genre.POURCENT),
        Colonne("Dont à sa seule charge", Genre.MONTANT),
        Colonne("Part à inscrire", Genre.MONTANT),
        Colonne("Acompte", Genre.MONTANT),
        Colonne("Solde", Genre.MONTANT),
    ]
    lignes: list[list[Valeur]] = [
        [
            part.nom,
            part.compte,
            part.heures,
            round_half_away(part.valeur * CENT_POUR_CENT, resultat.cle_totale) if resultat.cle_totale else None,
            part.affectees,
            part.montant,
            part.acompte,
            part.solde,
        ]
        for part in page.parts
    ]
    if page.ecarts:
        colonnes.append(Colonne("Écart dû aux projets", Genre.MONTANT))
        for ligne, part in zip(lignes, page.parts, strict=True):
            ligne.append(part.ecart)
    return Tableau(f"{page.titre}, parts", colonnes, lignes)


def _present_couts(resultat: Resultat, page: PagePrevision) -> Tableau:
    colonnes = (
        Colonne("Ligne"),
        Colonne("Constaté", Genre.MONTANT),
        Colonne("Prévu", Genre.MONTANT),
        Colonne("Total", Genre.MONTANT),
    )
    lignes: list[tuple[Valeur, ...]] = [(cout.nom, cout.constate, cout.prevu, cout.total) for cout in page.couts]
    lignes += [
        ("Total des coûts communs", page.couts_constates, page.couts_prevus, page.couts_total),
        ("Subvention, à déduire", None, None, -resultat.subvention),
        ("Autres financements, à déduire", None, None, -resultat.cofinancements),
        ("Report de l’excédent précédent", None, None, resultat.report_anterieur),
        ("Reste à partager", None, None, resultat.reste),
    ]
    return Tableau(f"{page.titre}, coûts", colonnes, lignes)


def _present_cle(source: Previsionnel, resultat: Resultat) -> Tableau:
    colonnes = (
        Colonne("Commune"),
        Colonne("Du", Genre.DATE),
        Colonne("Au", Genre.DATE),
        Colonne("Jours", Genre.ENTIER),
        Colonne("Avenant", Genre.ENTIER),
        Colonne("Heures par an", Genre.HEURES),
        Colonne("Clé, heures × jours", Genre.NOMBRE),
    )
    lignes = [
        (
            partie.nom,
            tranche.debut,
            tranche.fin,
            tranche.jours,
            tranche.avenant,
            tranche.heures[partie.code] // CENTIEMES_PAR_QUART,
            format_court(tranche.heures[partie.code] * tranche.jours),
        )
        for partie in source.contexte.parties
        for tranche in resultat.tranches
    ]
    return Tableau(f"{source.annee}, clé", colonnes, lignes)
