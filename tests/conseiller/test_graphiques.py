"""Charts: widths that sum exactly, grouping past eight parties, and SVG that a strict CSP and a photocopier accept."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
import segno
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from conseiller.graphiques import ECHELLE, LARGEUR_MINIMALE, PartGraphique, describe, draw_qr, split_segments

SVG = "{http://www.w3.org/2000/svg}"
QUATRE = [
    PartGraphique("Ludres", 245855, 0, "1 563,56 €"),
    PartGraphique("Fléville-devant-Nancy", 85200, 1, "541,85 €"),
    PartGraphique("Heillecourt", 182500, 2, "1 160,64 €"),
    PartGraphique("Houdemont", 73000, 3, "464,26 €"),
]
DOUZE = [PartGraphique(f"Commune {rang}", 12 - rang, rang, f"{12 - rang} h") for rang in range(12)]


def render(tag, **context):
    return Template("{% load graphiques %}{% " + tag + " %}").render(Context(context)).strip()


def luminance(couleur):
    """Grey level that a photocopier gives to a colour, from 0 to 255."""
    rouge, vert, bleu = (int(couleur[i : i + 2], 16) for i in (1, 3, 5))
    return (299 * rouge + 587 * vert + 114 * bleu) // 1000


@given(st.lists(st.integers(-5, 10**9), min_size=1, max_size=12))
def test_the_widths_always_fill_the_bar_exactly_and_follow_each_other(valeurs):
    segments = split_segments([PartGraphique(str(rang), valeur, rang) for rang, valeur in enumerate(valeurs)])
    assert sum(segment.largeur for segment in segments) == (ECHELLE if any(valeur > 0 for valeur in valeurs) else 0)
    assert [segment.debut for segment in segments] == [
        sum(segment.largeur for segment in segments[:rang]) for rang in range(len(segments))
    ]
    assert all(segment.largeur >= LARGEUR_MINIMALE for segment in segments)


def test_four_communes_are_as_wide_as_their_hours():
    assert [(segment.motif, segment.x, segment.width) for segment in split_segments(QUATRE)] == [
        (0, "0.00%", "41.91%"),
        (1, "41.91%", "14.53%"),
        (2, "56.44%", "31.11%"),
        (3, "87.55%", "12.45%"),
    ]


def test_a_commune_at_zero_hours_takes_no_place_and_keeps_the_patterns_of_the_others():
    parts = [PartGraphique("Ludres", 0, 0), *QUATRE[1:]]
    assert [segment.motif for segment in split_segments(parts)] == [1, 2, 3]


def test_a_tiny_share_stays_visible():
    parts = [PartGraphique("Ludres", 999_999, 0), PartGraphique("Houdemont", 1, 1)]
    assert [segment.largeur for segment in split_segments(parts)] == [ECHELLE - LARGEUR_MINIMALE, LARGEUR_MINIMALE]


def test_eight_parties_have_eight_patterns():
    assert [segment.motif for segment in split_segments(DOUZE[:8])] == list(range(8))


def test_past_eight_parties_the_white_ones_become_one_piece():
    segments = split_segments(DOUZE)
    assert [(segment.nom, segment.motif) for segment in segments[6:]] == [("Commune 6", 6), ("autres", 7)]
    assert segments[7].largeur == pytest.approx(ECHELLE * 15 / 78, abs=1)


def test_the_title_of_the_bar_gives_every_figure_even_those_not_drawn():
    arbre = ElementTree.fromstring(render("barre parts", parts=DOUZE))
    titre = arbre.findtext(f"{SVG}title")
    assert titre == f"Partage\u00a0: {describe(DOUZE)}."
    assert all(part.texte in titre for part in DOUZE)
    assert (arbre.get("role"), arbre.get("aria-label")) == ("img", titre)


def test_the_strip_is_decoration_unless_it_is_given_a_title():
    assert ElementTree.fromstring(render("frise parts", parts=QUATRE)).get("aria-hidden") == "true"
    nommee = ElementTree.fromstring(render("frise parts titre='Heures'", parts=QUATRE))
    assert nommee.get("role") == "img"
    assert nommee.findtext(f"{SVG}title").startswith("Heures\u00a0: Ludres")


@pytest.mark.parametrize(
    ("parts", "motifs"),
    [
        ([], ["#0d4a45"]),
        ([PartGraphique("A", 0, 0), PartGraphique("B", 0, 1)], ["#0d4a45", "#fdf2d3", "url(#frise-1)"]),
    ],
)
def test_a_strip_without_weights_is_still_a_strip(parts, motifs):
    arbre = ElementTree.fromstring(render("frise parts", parts=parts))
    assert [rectangle.get("fill") for rectangle in arbre.findall(f"{SVG}rect")] == motifs


@pytest.mark.parametrize("tag", ["frise parts", "barre parts", "motif 0", "motif 1", "motif 11"])
def test_no_style_no_class_no_script_reaches_the_page(tag):
    assert not re.search(r"\b(style|class|on\w+)=|<style|<script", render(tag, parts=DOUZE))


@pytest.mark.parametrize("nombre", [1, 4, 12])
@pytest.mark.parametrize("tag", ["frise", "barre"])
def test_each_picture_defines_the_patterns_it_uses_and_no_other(tag, nombre):
    dessin = render(f"{tag} parts identifiant='unique'", parts=DOUZE[:nombre])
    definis = re.findall(r'id="([^"]+)"', dessin)
    assert sorted(set(re.findall(r"url\(#([^)]+)\)", dessin))) == sorted(definis)
    assert all(identifiant.startswith("unique-") for identifiant in definis)


@pytest.mark.parametrize("rang", range(8))
def test_each_swatch_reads_in_grey(rang):
    """Ink and ground of one pattern stand apart; two neighbours differ by their drawing, and the outline parts them."""
    couleurs = set(re.findall(r"#[0-9a-f]{6}", render("motif rang", rang=rang))) - {"#18222f"}
    gris = sorted(luminance(couleur) for couleur in couleurs)
    assert gris[-1] - gris[0] > 100 if len(gris) > 1 else gris[0] in {luminance("#0d4a45"), 255}


def test_names_are_escaped():
    assert "<b>" not in render("barre parts", parts=[PartGraphique("<b>", 1, 0, "<b>")])


def test_a_qr_code_draws_every_module_once():
    adresse = "https://conseiller.exemple.fr/verifier/?numero=2022-002&debiteur=54197&empreinte=" + "5a" * 32
    cote, trace = draw_qr(adresse)
    noirs = [
        (int(x) + rang, int(y))
        for x, y, largeur in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", trace)
        for rang in range(int(largeur))
    ]
    matrice = segno.make(adresse, error="m", micro=False, boost_error=False).matrix
    assert noirs == [(x, y) for y, ligne in enumerate(matrice) for x, noir in enumerate(ligne) if noir]
    assert cote == len(matrice)


def test_a_qr_code_is_named():
    arbre = ElementTree.fromstring(render('qr "https://exemple.fr/" "Vérifier ce document"'))
    assert (arbre.get("aria-label"), arbre.findtext(f"{SVG}title")) == ("Vérifier ce document",) * 2
