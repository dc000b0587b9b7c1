"""The state line: where a statement stands in its life, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from subventions.enums import EtatDecompte
from subventions.presentation.mots import count_mots, write_jour

# The short word of each state: the full label does not fit a phone.
VIE = {EtatDecompte.BROUILLON: "Brouillon", EtatDecompte.TRANSMIS: "Transmis", EtatDecompte.ARRETE: "Arrêté"}


@dataclass(frozen=True, slots=True)
class Etape:
    """One state: its name, what it means for the reader, whether it is passed or present."""

    nom: str
    texte: str
    fait: bool
    courant: bool


def list_etapes(etat: str, calcule_le: date | None, delai: int) -> tuple[Etape, ...]:
    """The three states in order; a replaced statement has passed them all. `delai` in days."""
    textes = (
        f"Calculé le {write_jour(calcule_le)}." if calcule_le else "Pas encore calculé.",
        f"Les communes auront {count_mots(delai, 'jour')} pour répondre.",
        "Il recevra un numéro et ne changera plus.",
    )
    rang = list(VIE).index(EtatDecompte(etat)) if etat in VIE else len(VIE)
    return tuple(
        Etape(nom, texte, position < rang, position == rang)
        for position, (nom, texte) in enumerate(zip(VIE.values(), textes, strict=True))
    )
