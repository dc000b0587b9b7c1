"""The worked cases: French data files that a civil servant can read and redo."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from conseiller.montants import parse_montant
from subventions.calculs.decompte import compute_decompte
from subventions.calculs.lecture import read_dossier
from subventions.calculs.resultat import Resultat
from subventions.enums import Methode

DOSSIER_DES_CAS = Path(__file__).resolve().parent.parent / "cas"


def list_cas() -> list[dict[str, Any]]:
    """Every worked case, in the order of the file names."""
    return [json.loads(chemin.read_text(encoding="utf-8")) for chemin in sorted(DOSSIER_DES_CAS.glob("*.json"))]


def load_cas(nom: str) -> dict[str, Any]:
    """One worked case."""
    cas: dict[str, Any] = json.loads((DOSSIER_DES_CAS / f"{nom}.json").read_text(encoding="utf-8"))
    return cas


def compute_cas(cas: dict[str, Any]) -> Resultat:
    """Compute a case as its own fields ask; a null report is the closed statements'."""
    report = None if cas["report"] is None else parse_montant(cas["report"])
    du, au = date.fromisoformat(cas["du"]), date.fromisoformat(cas["au"])
    return compute_decompte(read_dossier(cas["dossier"]), du, au, Methode(cas["methode"]), report)
