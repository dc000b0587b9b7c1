"""Many statements in one run: one JSON line in, one JSON line out, in the same order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from conseiller.refus import Refus
from subventions.calculs.decompte import compute_decompte
from subventions.calculs.ecriture import dump_resultat
from subventions.calculs.lecture import parse_json, read_dossier
from subventions.calculs.lecture.objet import Objet
from subventions.calculs.resultat import Resultat
from subventions.enums import Methode

ATTENDUS = ("dossier", "du", "au")
# The last three let the files of worked cases be read as they are.
FACULTATIFS = ("methode", "report", "nom", "titre", "attendu")


def compute_lignes(lignes: Iterable[bytes]) -> Iterator[bytes]:
    """Answer each line with the statement that it asks for, or with `{"erreur": "…"}`; one line at a time."""
    for ligne in lignes:
        try:
            reponse = dump_resultat(_compute_ligne(ligne))
        except Refus as refus:
            reponse = {"erreur": str(refus)}
        yield encode(reponse)


def _compute_ligne(ligne: bytes) -> Resultat:
    demande = Objet(parse_json(ligne), "", ATTENDUS, FACULTATIFS)
    du: date = demande.jour("du")
    au: date = demande.jour("au")
    methode = demande.choix("methode", Methode) if demande.has("methode") else None
    report = demande.montant("report") if demande.has("report") else None
    return compute_decompte(read_dossier(demande.valeurs["dossier"]), du, au, methode, report)


def encode(reponse: dict[str, Any], indent: int | None = None) -> bytes:
    """JSON in UTF-8, whatever the locale, with its end of line."""
    return json.dumps(reponse, ensure_ascii=False, indent=indent).encode() + b"\n"
