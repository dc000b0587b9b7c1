"""Reading who takes part and the hours attributed to each, slice by slice."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from itertools import pairwise

from communes.calculs import UN_JOUR, check_siret
from communes.enums import TypeOrganisme
from conseiller.montants import parse_montant
from subventions.calculs.donnees import Commune, Tranche
from subventions.calculs.lecture.objet import DossierRefuse, Objet, refuse

CODE = re.compile(r"[0-9][0-9AB][0-9]{3}|[0-9]{9}")
AVENANT_MAX = 9999
HEURES_ATTENDUES = (
    "un nombre d’heures entre guillemets, positif ou nul, à deux décimales au plus, comme «\u00a0233.5\u00a0»"
)


def read_communes(dossier: Objet) -> tuple[Commune, ...]:
    """The bodies that take part: exactly one employs, and each has its own code."""
    communes = tuple(_read_commune(valeur, chemin) for valeur, chemin in dossier.liste("communes"))
    vus: set[str] = set()
    for rang, commune in enumerate(communes):
        if commune.insee in vus:
            raise refuse(
                f"communes[{rang}].insee",
                "un code que nul autre organisme ne porte",
                commune.insee,
            )
        vus.add(commune.insee)
    employeuses = sum(commune.employeuse for commune in communes)
    if employeuses != 1:
        raise DossierRefuse(f"Le champ communes doit compter exactement une employeuse (reçu\u00a0: {employeuses}).")
    return communes


def _read_commune(valeur: object, chemin: str) -> Commune:
    objet = Objet(valeur, chemin, ("insee", "nom", "siret", "employeuse"), ("type",))
    insee = objet.texte("insee")
    if not CODE.fullmatch(insee):
        raise objet.refuse(
            "insee",
            "un code INSEE à cinq caractères, comme «\u00a054328\u00a0», ou un SIREN à neuf chiffres",
        )
    siret = objet.texte("siret")
    if not check_siret(siret):
        raise objet.refuse("siret", "un SIRET à quatorze chiffres dont la clé est juste")
    genre = objet.choix("type", TypeOrganisme) if "type" in objet.valeurs else TypeOrganisme.COMMUNE
    return Commune(insee, objet.texte("nom"), siret, objet.booleen("employeuse"), genre)


def read_tranches(dossier: Objet, connus: Collection[str]) -> tuple[Tranche, ...]:
    """The slices of hours, sorted by date: no gap, no overlap, and only the last one may stay open (R2)."""
    lues = [(_read_tranche(valeur, chemin, connus), chemin) for valeur, chemin in dossier.liste("tranches")]
    lues.sort(key=lambda lue: lue[0].debut)
    for (avant, chemin), (apres, suivant) in pairwise(lues):
        if avant.fin is None:
            raise refuse(
                f"{chemin}.fin",
                f"une date, puisque la tranche {suivant} lui succède",
                None,
            )
        if apres.debut != avant.fin + UN_JOUR:
            defaut = "sans trou" if apres.debut > avant.fin else "sans chevauchement"
            attendu = f"le {avant.fin + UN_JOUR}, lendemain de {chemin}.fin, {defaut}"
            raise refuse(f"{suivant}.debut", attendu, apres.debut.isoformat())
    return tuple(tranche for tranche, _ in lues)


def _read_tranche(valeur: object, chemin: str, connus: Collection[str]) -> Tranche:
    objet = Objet(valeur, chemin, ("debut", "fin", "avenant", "heures"))
    debut: date = objet.jour("debut")
    fin: date | None = objet.periode()[1] if objet.has("fin") else None
    avenant = objet.entier("avenant", 1, AVENANT_MAX) if objet.has("avenant") else None
    heures = Objet(objet.valeurs["heures"], objet.locate("heures"), (), connus)
    return Tranche(
        debut,
        fin,
        avenant,
        {insee: _read_heures(heures, insee) for insee in heures.valeurs},
    )


def _read_heures(heures: Objet, insee: str) -> int:
    try:
        centiemes = parse_montant(heures.valeurs[insee])
    except (TypeError, ValueError):
        centiemes = -1
    if centiemes < 0:
        raise heures.refuse(insee, HEURES_ATTENDUES)
    return centiemes
