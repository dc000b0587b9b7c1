"""Charts in templates: `{% frise %}`, `{% barre %}`, `{% motif %}`, `{% qr %}`. SVG with presentation attributes only.

They hold under a strict CSP and in WeasyPrint, where no style sheet reaches inside an SVG.
"""

from __future__ import annotations

from collections.abc import Sequence

from django import template

from conseiller.graphiques import (
    PartDessinee,
    PartGraphique,
    Segment,
    choose_motif,
    describe,
    draw_qr,
    measure,
    split_segments,
)

register = template.Library()

FONDS = ("#0d4a45", "#fdf2d3", "#c9d8e6", "#ffffff", "#ece3f0", "#e2eeea", "#fbe9e3", "#ffffff")


@register.filter
def fond(index: int) -> str:
    """The ground that a pattern is drawn on."""
    return FONDS[choose_motif(index)]


@register.inclusion_tag("graphiques/frise.svg")
def frise(
    parts: Sequence[PartDessinee], titre: str = "", hauteur: int = 12, identifiant: str = "frise"
) -> dict[str, object]:
    """The strip of patterns, decorative unless `titre` names it. Without any weight the parties share it equally."""
    segments = split_segments(parts) or split_segments([PartGraphique(part.nom, 1, part.motif) for part in parts])
    if not segments:
        segments = split_segments([PartGraphique("", 1, 0)])
    return _draw(segments, hauteur, identifiant) | {"titre": _entitle(titre, parts) if titre else ""}


@register.inclusion_tag("graphiques/barre.svg")
def barre(
    parts: Sequence[PartDessinee], titre: str = "Partage", hauteur: int = 48, identifiant: str = "barre", sur: int = 0
) -> dict[str, object]:
    """The bar of shares, with all the figures in its title. Two bars in a page need two `identifiant`.

    `sur`: what the whole width stands for, so that bars compare; 0 for the sum of the parts.
    """
    somme = sum(part.valeur for part in parts if part.valeur > 0)
    dessin = _draw(split_segments(parts), hauteur, identifiant)
    return dessin | {"titre": _entitle(titre, parts), "largeur": measure(somme, sur) if sur else "100%"}


@register.inclusion_tag("graphiques/motif.svg")
def motif(index: int) -> dict[str, object]:
    """The swatch that goes before a party's name, decorative: the name is beside it."""
    return {"motif": choose_motif(index)}


@register.inclusion_tag("graphiques/qr.svg")
def qr(texte: str, titre: str) -> dict[str, object]:
    """A square that telephones read, 22 mm wide; the paper around it is its margin."""
    cote, trace = draw_qr(texte)
    return {"cote": cote, "trace": trace, "titre": titre}


def _draw(segments: Sequence[Segment], hauteur: int, identifiant: str) -> dict[str, object]:
    return {
        "segments": segments,
        "motifs": sorted({segment.motif for segment in segments}),
        "hauteur": hauteur,
        "identifiant": identifiant,
    }


def _entitle(titre: str, parts: Sequence[PartDessinee]) -> str:
    return f"{titre}\u00a0: {describe(parts)}."
