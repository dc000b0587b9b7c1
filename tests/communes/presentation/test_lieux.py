"""Places inside a sentence."""

from __future__ import annotations

import pytest

from communes.presentation.lieux import write_a, write_de


@pytest.mark.parametrize(
    ("lieu", "a", "de"),
    [
        ("la médiathèque", "à la médiathèque", "de la médiathèque"),
        ("le centre social", "au centre social", "du centre social"),
        ("les halles", "aux halles", "des halles"),
        ("l’espace X", "à l’espace X", "de l’espace X"),
        ("l'espace X", "à l’espace X", "de l’espace X"),
        ("L’Atelier", "à l’Atelier", "de l’Atelier"),
        ("La Médiathèque Jules-Verne", "à la Médiathèque Jules-Verne", "de la Médiathèque Jules-Verne"),
        ("LES halles", "aux halles", "des halles"),
        ("  le\u00a0pôle ", "au pôle", "du pôle"),
        ("Lesage", "à Lesage", "de Lesage"),
        ("lavoir", "à lavoir", "de lavoir"),
        ("l", "à l", "de l"),
        ("la", "à la", "de la"),
        ("Houdemont", "à Houdemont", "de Houdemont"),
        ("Écouves", "à Écouves", "d’Écouves"),
        ("", "à ", "de "),
    ],
)
def test_the_article_is_contracted_with_the_preposition(lieu: str, a: str, de: str):
    assert (write_a(lieu), write_de(lieu)) == (a, de)
