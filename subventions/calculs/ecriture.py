"""From plain values back to JSON: the canonical dossier, and the answer of the command line.

Reading a canonical file and writing it again gives the same file.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from communes.enums import TypeOrganisme
from conseiller.montants import format_court, format_decimal
from subventions.calculs.donnees import Commune, DecompteArrete, Depense, Dossier, Subvention, Tranche, Versement
from subventions.calculs.lecture import FORMAT, VERSION
from subventions.calculs.resultat import Resultat
from subventions.enums import EtatDepense


def dump_dossier(dossier: Dossier) -> dict[str, Any]:
    """The dossier's canonical form: keys in the order of the format, optional ones only when they say something."""
    objet: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "communes": [_dump_commune(commune) for commune in dossier.communes],
        "convention": {"objet": dossier.objet, "debut": str(dossier.debut), "fin": str(dossier.fin)},
        "tranches": [_dump_tranche(tranche) for tranche in dossier.tranches],
        "subventions": [_dump_subvention(subvention) for subvention in dossier.subventions],
        "cofinancements": [
            {
                "libelle": aide.libelle,
                "montant": format_decimal(aide.montant),
                "debut": str(aide.debut),
                "fin": str(aide.fin),
            }
            for aide in dossier.cofinancements
        ],
        "depenses": [_dump_depense(depense) for depense in dossier.depenses],
        "parametres": {"methode_subvention": str(dossier.methode)},
    }
    if dossier.decomptes:
        objet["decomptes"] = [_dump_decompte(decompte) for decompte in dossier.decomptes]
    return objet


def _dump_commune(commune: Commune) -> dict[str, Any]:
    objet: dict[str, Any] = {
        "insee": commune.insee,
        "nom": commune.nom,
        "siret": commune.siret,
        "employeuse": commune.employeuse,
    }
    if commune.type is not TypeOrganisme.COMMUNE:
        objet["type"] = str(commune.type)
    return objet


def _dump_tranche(tranche: Tranche) -> dict[str, Any]:
    return {
        "debut": str(tranche.debut),
        "fin": _dump_jour(tranche.fin),
        "avenant": tranche.avenant,
        "heures": {insee: format_court(heures) for insee, heures in tranche.heures.items()},
    }


def _dump_subvention(subvention: Subvention) -> dict[str, Any]:
    return {
        "libelle": subvention.libelle,
        "montant": format_decimal(subvention.montant),
        "signee_le": _dump_jour(subvention.signee_le),
        "debut": str(subvention.debut),
        "fin": str(subvention.fin),
        "versements": [_dump_versement(versement) for versement in subvention.versements],
    }


def _dump_versement(versement: Versement) -> dict[str, Any]:
    objet: dict[str, Any] = {"rang": versement.rang}
    if versement.pourcentage is not None:
        objet["pourcentage"] = format_court(versement.pourcentage)
    if versement.montant_prevu is not None:
        objet["montant_prevu"] = format_decimal(versement.montant_prevu)
    if versement.mois is not None:
        objet["mois"] = versement.mois
    if versement.prevu_le is not None:
        objet["prevu_le"] = str(versement.prevu_le)
    objet["recu_le"] = _dump_jour(versement.recu_le)
    objet["montant_recu"] = None if versement.montant_recu is None else format_decimal(versement.montant_recu)
    return objet


def _dump_depense(depense: Depense) -> dict[str, Any]:
    objet: dict[str, Any] = {
        "libelle": depense.libelle,
        "nature": str(depense.nature),
        "montant": format_decimal(depense.montant),
        "debut": str(depense.debut),
        "fin": str(depense.fin),
        "affectation": depense.affectation,
    }
    if depense.etat is not EtatDepense.CONSTATE:
        objet["etat"] = str(depense.etat)
    if depense.reference:
        objet["reference"] = depense.reference
    if depense.exercice is not None:
        objet["exercice"] = depense.exercice
    if depense.eligible is not None:
        objet["eligible"] = depense.eligible
    return objet


def _dump_decompte(decompte: DecompteArrete) -> dict[str, Any]:
    return {
        "numero": decompte.numero,
        "du": str(decompte.du),
        "au": str(decompte.au),
        "methode": str(decompte.methode),
        "parts": _dump_montants(decompte.parts),
        "regularisations": _dump_montants(decompte.regularisations),
        "report_nouveau": format_decimal(decompte.report_nouveau),
    }


def dump_resultat(resultat: Resultat) -> dict[str, Any]:
    """The answer of `calculer`: amounts as decimal strings, communes in the order of the dossier.

    `parts` holds assigned expenses, which `affectees` gives apart. `regularisations` is there only when the
    dossier has closed statements. `cles` are hours × days.
    """
    objet: dict[str, Any] = {
        "du": str(resultat.du),
        "au": str(resultat.au),
        "methode": str(resultat.methode),
        "jours": resultat.jours,
        "couts": format_decimal(resultat.couts),
        "subvention": format_decimal(resultat.subvention),
        "cofinancements": format_decimal(resultat.cofinancements),
        "report_anterieur": format_decimal(resultat.report_anterieur),
        "reste": format_decimal(resultat.reste),
        "report_nouveau": format_decimal(resultat.report_nouveau),
        "parts": {part.insee: format_decimal(part.total) for part in resultat.parts},
        "affectees": {part.insee: format_decimal(part.affectees) for part in resultat.parts},
        "cles": {part.insee: format_court(part.cle) for part in resultat.parts},
    }
    if resultat.regularisations is not None:
        objet["regularisations"] = _dump_montants(resultat.regularisations)
    objet["exercices"] = [
        {
            "annee": exercice.annee,
            "du": str(exercice.du),
            "au": str(exercice.au),
            "couts": format_decimal(exercice.couts),
            "subvention": format_decimal(exercice.subvention),
            "cofinancements": format_decimal(exercice.cofinancements),
        }
        for exercice in resultat.exercices
    ]
    return objet


def _dump_montants(montants: Mapping[str, int]) -> dict[str, str]:
    return {insee: format_decimal(montant) for insee, montant in montants.items()}


def _dump_jour(jour: date | None) -> str | None:
    return None if jour is None else str(jour)
