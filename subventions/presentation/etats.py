"""The state line: where a statement stands in its life, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from conseiller.montants import INSECABLE
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


@dataclass(frozen=True, slots=True)
class Jalons:
    """The days of a statement's life, None before they come; `reponses_jusquau` is the last day to answer."""

    calcule_le: date | None = None
    transmis_le: date | None = None
    reponses_jusquau: date | None = None
    arrete_le: date | None = None
    numero: str = ""


def list_etapes(etat: str, jalons: Jalons, *, delai: int, jour: date) -> tuple[Etape, ...]:
    """The three states in order, as read on `jour`; a replaced statement has passed them all. `delai` in days."""
    textes = (
        f"Calculé le {write_jour(jalons.calcule_le)}." if jalons.calcule_le else "Pas encore calculé.",
        _word_transmission(jalons, delai, jour),
        _word_arret(jalons),
    )
    rang = list(VIE).index(EtatDecompte(etat)) if etat in VIE else len(VIE)
    return tuple(
        Etape(nom, texte, position < rang, position == rang)
        for position, (nom, texte) in enumerate(zip(VIE.values(), textes, strict=True))
    )


def _word_transmission(jalons: Jalons, delai: int, jour: date) -> str:
    if jalons.transmis_le is None or jalons.reponses_jusquau is None:
        return f"Les communes auront {count_mots(delai, 'jour')} pour répondre."
    transmis = f"Le {write_jour(jalons.transmis_le)}."
    if jalons.arrete_le is not None:
        return transmis
    return f"{transmis} {word_delai(jalons.reponses_jusquau, jour)}"


def _word_arret(jalons: Jalons) -> str:
    if jalons.arrete_le is None:
        return "Il recevra un numéro et ne changera plus."
    return f"Le {write_jour(jalons.arrete_le)}, sous le n°{INSECABLE}{jalons.numero}."


def word_delai(jusquau: date, jour: date) -> str:
    """Until when partners answer, and how long that leaves.

    >>> word_delai(date(2023, 2, 11), date(2023, 1, 31)).replace(INSECABLE, "~")
    'Remarques jusqu’au 11~février 2023~: il reste 11~jours.'
    >>> word_delai(date(2023, 2, 11), date(2023, 2, 11)).replace(INSECABLE, "~")
    'Remarques jusqu’au 11~février 2023~: c’est le dernier jour.'
    """
    reste = (jusquau - jour).days
    if reste > 0:
        suite = f"il reste {count_mots(reste, 'jour')}"
    else:
        suite = "c’est le dernier jour" if reste == 0 else "le délai est passé"
    return f"Remarques jusqu’au {write_jour(jusquau)}\u00a0: {suite}."
