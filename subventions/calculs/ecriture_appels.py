"""What a statement calls beside its shares, as JSON in its snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from conseiller.montants import format_court, format_decimal, parse_montant
from subventions.calculs.appels import AjustementConvenu, Appel, Demande
from subventions.calculs.regularisations import Anterieur

# The amounts of a closed statement that its régularisations are told from.
TERMES = ("couts", "subvention", "cofinancements", "report_anterieur", "reste")


def dump_demande(demande: Demande) -> dict[str, Any]:
    """JSON object of what is called beside the shares, which `load_demande` reads."""
    objet: dict[str, Any] = {
        "seuil": format_decimal(demande.seuil),
        "dernier_de_exercice": demande.dernier_de_exercice,
        "solde_final": demande.solde_final,
        "acomptes": _dump_montants(demande.acomptes),
        "reportes": _dump_montants(demande.reportes),
        "ajustements": [
            {
                "motif": ajustement.motif,
                "acte": ajustement.acte,
                "convenu_le": ajustement.convenu_le.isoformat(),
                "montants": _dump_montants(ajustement.montants),
            }
            for ajustement in demande.ajustements
        ],
    }
    if demande.anterieurs:
        objet["anterieurs"] = [_dump_anterieur(anterieur) for anterieur in demande.anterieurs]
    return objet


def load_demande(demande: dict[str, Any]) -> Demande:
    """What `dump_demande` wrote."""
    return Demande(
        seuil=parse_montant(demande["seuil"]),
        dernier_de_exercice=demande["dernier_de_exercice"],
        solde_final=demande["solde_final"],
        acomptes=_load_montants(demande["acomptes"]),
        reportes=_load_montants(demande["reportes"]),
        ajustements=tuple(
            AjustementConvenu(
                ajustement["motif"],
                ajustement["acte"],
                date.fromisoformat(ajustement["convenu_le"]),
                _load_montants(ajustement["montants"]),
            )
            for ajustement in demande["ajustements"]
        ),
        anterieurs=tuple(_load_anterieur(anterieur) for anterieur in demande.get("anterieurs", ())),
    )


def _dump_anterieur(anterieur: Anterieur) -> dict[str, Any]:
    return {
        "numero": anterieur.numero,
        **{terme: format_decimal(getattr(anterieur, terme)) for terme in TERMES},
        "cles": {insee: format_court(cle) for insee, cle in anterieur.cles.items()},
        "regularise": _dump_montants(anterieur.regularise),
    }


def _load_anterieur(anterieur: dict[str, Any]) -> Anterieur:
    return Anterieur(
        numero=anterieur["numero"],
        **{terme: parse_montant(anterieur[terme]) for terme in TERMES},
        cles={insee: parse_montant(cle) for insee, cle in anterieur["cles"].items()},
        regularise=_load_montants(anterieur["regularise"]),
    )


def dump_appel(appel: Appel) -> dict[str, str]:
    """JSON object of one commune's account."""
    montants = {
        "part": appel.part,
        "regularisation": appel.regularisation,
        "ajustement": appel.ajustement,
        "reporte": appel.reporte,
        "acompte": appel.acompte,
        "solde": appel.solde,
        "appele": appel.appele,
    }
    return _dump_montants(montants)


def _dump_montants(montants: Mapping[str, int]) -> dict[str, str]:
    return {cle: format_decimal(montant) for cle, montant in montants.items()}


def _load_montants(montants: dict[str, str]) -> dict[str, int]:
    return {cle: parse_montant(montant) for cle, montant in montants.items()}
