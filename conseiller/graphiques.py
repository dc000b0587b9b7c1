"""Charts as plain values: which parts are drawn, under which pattern, how wide. The drawing itself is in the templates.

Widths are integers out of `ECHELLE` (hundredths of a percent), so that they sum exactly and follow any screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

import segno

from conseiller.montants import FINE_INSECABLE, INSECABLE, apportion

ECHELLE = 10_000
# A share this narrow (0.6 %) would vanish between two outlines: it is drawn wider, at the cost of the widest ones.
LARGEUR_MINIMALE = 60
MOTIF_BLANC = 7
AUTRES = "autres"


class PartDessinee(Protocol):
    """One party in a chart; `motif` is its rank in the agreement from 0, `texte` what the title says of it."""

    @property
    def nom(self) -> str: ...
    @property
    def valeur(self) -> int: ...
    @property
    def motif(self) -> int: ...
    @property
    def texte(self) -> str: ...


@dataclass(frozen=True, slots=True)
class PartGraphique:
    """The plainest part that the charts accept."""

    nom: str
    valeur: int
    motif: int
    texte: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """One drawn piece: `debut` and `largeur` out of `ECHELLE`, `motif` from 0 to 7."""

    nom: str
    motif: int
    debut: int
    largeur: int

    @property
    def x(self) -> str:
        """Left edge as an SVG length."""
        return _format_pourcent(self.debut)

    @property
    def width(self) -> str:
        """Width as an SVG length."""
        return _format_pourcent(self.largeur)


def choose_motif(rang: int) -> int:
    """Pattern of the party of that rank: the last one, white, serves all those past the eighth.

    >>> choose_motif(0), choose_motif(7), choose_motif(11)
    (0, 7, 7)
    """
    return min(rang, MOTIF_BLANC)


def split_segments(parts: Iterable[PartDessinee]) -> tuple[Segment, ...]:
    """Lay out the parts along the whole width, in proportion to their values; zero and negative values take no place.

    Past eight parties, the white pattern stands for all those that share it, drawn last as one piece, « autres ».
    Answers () when there is nothing to draw.
    """
    pieces = _group(part for part in parts if part.valeur > 0)
    segments = []
    debut = 0
    for (nom, motif, _), largeur in zip(pieces, _widths([valeur for *_, valeur in pieces]), strict=True):
        segments.append(Segment(nom, motif, debut, largeur))
        debut += largeur
    return tuple(segments)


def describe(parts: Iterable[PartDessinee]) -> str:
    """The sentence that stands for a chart: every part with its figure, those too small to be drawn included.

    >>> describe([PartGraphique("Ludres", 3, 0, "3 h"), PartGraphique("Houdemont", 0, 1)]).replace(INSECABLE, " ")
    'Ludres : 3 h\\u202f; Houdemont'
    """
    return f"{FINE_INSECABLE}; ".join(
        f"{part.nom}{INSECABLE}: {part.texte}" if part.texte else part.nom for part in parts
    )


def draw_qr(texte: str) -> tuple[int, str]:
    """A QR code as the side of its square, in modules and without margin, and one SVG path in that unit.

    >>> cote, trace = draw_qr("https://exemple.fr/")
    >>> cote, trace[:8], trace.count("z") > 100
    (25, 'M0 0h7v1', True)
    """
    lignes = segno.make(texte, error="m", micro=False, boost_error=False).matrix
    traits = []
    for y, ligne in enumerate(lignes):
        x = 0
        for noir, modules in groupby(ligne):
            largeur = len(list(modules))
            if noir:
                traits.append(f"M{x} {y}h{largeur}v1h-{largeur}z")
            x += largeur
    return len(lignes), "".join(traits)


def _group(parts: Iterable[PartDessinee]) -> list[tuple[str, int, int]]:
    rangees = list(parts)
    blanches = [part for part in rangees if part.motif >= MOTIF_BLANC]
    if len(blanches) < 2:
        return [(part.nom, choose_motif(part.motif), part.valeur) for part in rangees]
    pieces = [(part.nom, part.motif, part.valeur) for part in rangees if part.motif < MOTIF_BLANC]
    return [*pieces, (AUTRES, MOTIF_BLANC, sum(part.valeur for part in blanches))]


def _widths(valeurs: Sequence[int]) -> list[int]:
    """Widths that sum to `ECHELLE`; a value too small to be seen gets `LARGEUR_MINIMALE`, the others the rest."""
    if not valeurs:
        return []
    relevees: set[int] = set()
    while True:
        disponible = ECHELLE - LARGEUR_MINIMALE * len(relevees)
        poids = [0 if i in relevees else valeur for i, valeur in enumerate(valeurs)]
        largeurs = [entier + centime for entier, _, centime in apportion(disponible, poids, range(len(poids)))]
        etroites = {i for i, largeur in enumerate(largeurs) if i not in relevees and largeur < LARGEUR_MINIMALE}
        if not etroites:
            return [LARGEUR_MINIMALE if i in relevees else largeur for i, largeur in enumerate(largeurs)]
        relevees |= etroites


def measure(valeur: int, total: int) -> str:
    """Part of a positive total as an SVG length.

    >>> measure(1500, 1607), measure(0, 5)
    ('93.34%', '0.00%')
    """
    return _format_pourcent(ECHELLE * valeur // total)


def _format_pourcent(dix_milliemes: int) -> str:
    entiers, reste = divmod(dix_milliemes, 100)
    return f"{entiers}.{reste:02d}%"
