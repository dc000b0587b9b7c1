"""Instalments in words: when each is expected, what came of it, where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from conseiller.graphiques import PartGraphique, Segment, describe, split_segments
from conseiller.montants import format_euros, format_nombre
from subventions.calculs.versements import Echeance
from subventions.enums import EtatVersement
from subventions.presentation.mots import write_jour

ATTENDUS = frozenset({EtatVersement.ATTENDU, EtatVersement.EN_RETARD})
# Look of the tag of each state: its class after `etiquette-`, its icon.
ETIQUETTES = {
    EtatVersement.ATTENDU: ("attente", "hourglass"),
    EtatVersement.EN_RETARD: ("alerte", "circle-alert"),
    EtatVersement.RECU: ("faite", "circle-check"),
    EtatVersement.SUSPENDU: ("attente", "circle-pause"),
    EtatVersement.ANNULE: ("", "circle-x"),
    EtatVersement.REVERSE: ("", "undo-2"),
}
# Pieces of the drawing of a grant, in this order; the rank of each is its pattern.
PIECES = ("reçus", "en retard", "attendus", "suspendus", "annulés", "sans échéance")


@dataclass(frozen=True, slots=True)
class VersementVu:
    """One instalment, expected and received, on the day when it is read; `numero` is its key."""

    numero: int
    attendu: Echeance
    pourcentage: int | None
    recu_le: date | None
    montant_recu: int | None
    etat: EtatVersement
    reference: str
    motif: str

    @property
    def jour(self) -> date | None:
        """When it came, else when it is due."""
        return self.recu_le or self.attendu.dernier_jour

    @property
    def est_attendu(self) -> bool:
        """Whether it is still to come, late or not."""
        return self.etat in ATTENDUS

    @property
    def est_reversement(self) -> bool:
        """Whether it is money given back."""
        return self.etat is EtatVersement.REVERSE

    @property
    def en_retard(self) -> bool:
        """Whether its last day is over."""
        return self.etat is EtatVersement.EN_RETARD

    @property
    def montant_attendu(self) -> int:
        """Cents that it counts for in what is expected: nothing once it is cancelled."""
        return 0 if self.etat is EtatVersement.ANNULE else self.attendu.montant

    @property
    def part(self) -> str:
        """« 20 % », or nothing when the instalment is set by amount."""
        return "" if self.pourcentage is None else f"{format_nombre(self.pourcentage)}\u00a0%"

    @property
    def nom(self) -> str:
        """« 1er versement », « Reversement »."""
        if self.est_reversement:
            return "Reversement"
        return f"{'1er' if self.attendu.rang == 1 else f'{self.attendu.rang}e'} versement"

    @property
    def fenetre(self) -> str:
        """The days between which it is expected, or what they wait for."""
        premier, dernier = self.attendu.premier_jour, self.attendu.dernier_jour
        if dernier is None:
            return "après la signature"
        return f"le {write_jour(dernier)}" if premier == dernier else f"d’ici le {write_jour(dernier)}"

    @property
    def genre(self) -> str:
        """Class of its tag, after `etiquette-`."""
        return ETIQUETTES[self.etat][0]

    @property
    def icone(self) -> str:
        """Icon of its tag."""
        return ETIQUETTES[self.etat][1]


@dataclass(frozen=True, slots=True)
class DessinSubvention:
    """The bar of a grant, and the sentence that gives its figures."""

    segments: tuple[Segment, ...]
    parts: tuple[PartGraphique, ...]
    titre: str


def draw_subvention(montant: int, versements: Iterable[VersementVu]) -> DessinSubvention:
    """What of a grant (cents) has come, is late, is to come, is suspended or cancelled."""
    sommes = dict.fromkeys(PIECES, 0)
    for versement in versements:
        if versement.montant_recu is not None:
            sommes["reçus"] += versement.montant_recu
        else:
            rang = (EtatVersement.EN_RETARD, EtatVersement.ATTENDU, EtatVersement.SUSPENDU, EtatVersement.ANNULE)
            sommes[PIECES[1 + rang.index(versement.etat)]] += versement.attendu.montant
    sommes["sans échéance"] = max(montant - sum(sommes.values()), 0)
    parts = tuple(
        PartGraphique(f"{format_euros(somme)} {nom}", somme, rang)
        for rang, (nom, somme) in enumerate(sommes.items())
        if somme or nom == "reçus"
    )
    return DessinSubvention(
        split_segments(parts), parts, f"Subvention de {format_euros(montant)}\u00a0: {describe(parts)}."
    )
