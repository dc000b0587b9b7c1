"""From the dossier's JSON to plain values, or one French sentence that says which field is wrong."""

from __future__ import annotations

import json
from typing import Any

from subventions.calculs.donnees import Dossier
from subventions.calculs.lecture.finances import (
    read_cofinancements,
    read_decomptes,
    read_depenses,
    read_subventions,
)
from subventions.calculs.lecture.heures import read_communes, read_tranches
from subventions.calculs.lecture.objet import DossierRefuse, Objet, describe
from subventions.enums import Methode

__all__ = [
    "FORMAT",
    "VERSION",
    "DossierRefuse",
    "parse_dossier",
    "parse_json",
    "read_dossier",
]

FORMAT = "dossier-conseiller"
VERSION = 1
CHAMPS = (
    "format", "version", "communes", "convention", "tranches",
    "subventions", "cofinancements", "depenses", "parametres",
)  # fmt: skip


def parse_json(contenu: bytes) -> Any:
    """Decode strict JSON in UTF-8: no duplicate key, no NaN. Raises `DossierRefuse`."""
    try:
        return json.loads(
            contenu.decode("utf-8-sig"),
            object_pairs_hook=_refuse_doublon,
            parse_constant=_refuse_nombre,
        )
    except UnicodeDecodeError:
        raise DossierRefuse("Le dossier doit être écrit en UTF-8.") from None
    except json.JSONDecodeError as erreur:
        lieu = f"ligne {erreur.lineno}, colonne {erreur.colno}"
        raise DossierRefuse(f"Le dossier doit être du JSON\u00a0: il ne se lit plus à la {lieu}.") from None
    except RecursionError:
        raise DossierRefuse(
            "Le dossier doit être plus simple\u00a0: ses objets sont emboîtés trop profondément."
        ) from None
    except DossierRefuse:
        raise
    except ValueError:
        # Python refuses to convert integers of more than 4300 digits.
        raise DossierRefuse(
            "Le dossier contient un nombre démesuré\u202f; les montants s’écrivent entre guillemets."
        ) from None


def _refuse_doublon(paires: list[tuple[str, Any]]) -> dict[str, Any]:
    objet = dict(paires)
    if len(objet) != len(paires):
        vus: set[str] = set()
        for cle, _ in paires:
            if cle in vus:
                raise DossierRefuse(f"Le champ {describe(cle)} est écrit deux fois dans le même objet JSON.")
            vus.add(cle)
    return objet


def _refuse_nombre(mot: str) -> Any:
    raise DossierRefuse(
        f"Le dossier contient {mot}, qui n’est pas un nombre\u202f; les montants s’écrivent entre guillemets."
    )


def parse_dossier(contenu: bytes) -> Dossier:
    """Read a dossier from the bytes of its file. Raises `DossierRefuse`."""
    return read_dossier(parse_json(contenu))


def read_dossier(valeur: object) -> Dossier:
    """Check a decoded dossier, field by field, and give its plain values. Raises `DossierRefuse`."""
    _check_version(valeur)
    dossier = Objet(valeur, "", CHAMPS, ("decomptes",))
    communes = read_communes(dossier)
    connus = dict.fromkeys(commune.insee for commune in communes)
    convention = Objet(dossier.valeurs["convention"], "convention", ("objet", "debut", "fin"))
    debut, fin = convention.periode()
    parametres = Objet(dossier.valeurs["parametres"], "parametres", ("methode_subvention",))
    return Dossier(
        communes=communes,
        objet=convention.texte("objet"),
        debut=debut,
        fin=fin,
        tranches=read_tranches(dossier, connus),
        subventions=read_subventions(dossier),
        cofinancements=read_cofinancements(dossier),
        depenses=read_depenses(dossier, connus),
        methode=parametres.choix("methode_subvention", Methode),
        decomptes=read_decomptes(dossier, connus),
    )


def _check_version(valeur: object) -> None:
    """Say first that a file is of another kind, rather than list the fields it lacks."""
    objet = Objet(valeur, "", (), valeur if isinstance(valeur, dict) else ())
    for cle, attendu in (("format", FORMAT), ("version", VERSION)):
        lu = objet.valeurs.get(cle)
        if cle not in objet.valeurs:
            raise DossierRefuse(f"Il manque le champ {cle}.")
        if type(lu) is not type(attendu) or lu != attendu:
            raise objet.refuse(cle, str(attendu))
