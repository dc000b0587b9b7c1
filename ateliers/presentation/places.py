"""Places of a session as residents read them: words, and small figures for a small group."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from conseiller.montants import INSECABLE

FIGURES_AU_PLUS = 12


class Html(str):
    """Markup made here of words that need no escape: templates show it as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        """Itself."""
        return self


@dataclass(frozen=True, slots=True)
class Places:
    """`restantes` out of `total`, and how many people wait."""

    total: int
    restantes: int
    attente: int = 0

    @property
    def complet(self) -> bool:
        """Whether the public finds no place."""
        return self.restantes == 0

    @property
    def mots(self) -> str:
        """« 3 places restantes », « 1 place restante », « Complet : liste d’attente »."""
        return write_restantes(self.restantes)

    @property
    def file(self) -> str:
        """« 2 personnes en attente », or nothing."""
        return write_attente(self.attente) if self.complet else ""

    @property
    def action(self) -> str:
        """What the button of a session says."""
        return "Liste d’attente" if self.complet else "Réserver"

    @property
    def figures(self) -> Html:
        """The figures alone, decorative; empty for a big group."""
        return Html(draw_figures(self.total - self.restantes, self.total))

    @property
    def html(self) -> Html:
        """Figures and words, as `composants/places.html` shows them."""
        return draw_places(self)


@lru_cache(maxsize=256)
def write_restantes(restantes: int) -> str:
    """Places left, in words.

    >>> [write_restantes(nombre).replace(INSECABLE, " ") for nombre in (3, 1, 0)]
    ['3 places restantes', '1 place restante', 'Complet : liste d’attente']
    """
    if restantes == 0:
        return f"Complet{INSECABLE}: liste d’attente"
    accord = "s" if restantes > 1 else ""
    return f"{restantes}{INSECABLE}place{accord} restante{accord}"


@lru_cache(maxsize=256)
def write_attente(attente: int) -> str:
    """How many wait.

    >>> [write_attente(nombre).replace(INSECABLE, " ") for nombre in (2, 1, 0)]
    ['2 personnes en attente', '1 personne en attente', '']
    """
    return f"{attente}{INSECABLE}personne{'s' if attente > 1 else ''} en attente" if attente else ""


@lru_cache(maxsize=256)
def draw_figures(prises: int, total: int) -> str:
    """The figures as one drawing, built on the symbols of `composants/icones_ateliers.html`.

    >>> draw_figures(1, 2).count("place-prise"), draw_figures(1, 2).count("place-libre"), draw_figures(1, 13)
    (1, 1, '')
    """
    if total > FIGURES_AU_PLUS:
        return ""
    figures = "".join(
        f'<use href="#place-{"prise" if rang < prises else "libre"}" x="{rang * 22}" width="20" height="20"/>'
        for rang in range(total)
    )
    largeur = total * 22
    return (
        f'<svg class="figures" width="{largeur}" height="20" viewBox="0 0 {largeur} 20" aria-hidden="true"'
        f' focusable="false">{figures}</svg>'
    )


@lru_cache(maxsize=1024)
def draw_places(places: Places) -> Html:
    """Figures, decorative, for a small group; then words, which say it all.

    >>> draw_places(Places(13, 1)).replace(INSECABLE, " ")
    '<p class="places"><span><strong>1 place restante</strong></span></p>'
    """
    figures = draw_figures(places.total - places.restantes, places.total)
    file = places.file
    suite = f'<span class="visually-hidden">,</span> <span class="places-file">{file}</span>' if file else ""
    return Html(f'<p class="places">{figures}<span><strong>{places.mots}</strong>{suite}</span></p>')
