"""How the PDFs of a statement are made: nothing cut, archival, accessible, cheap, fit for a photocopier."""

import io
import logging
import re
import subprocess
from dataclasses import replace

import pikepdf
import pytest

from conseiller.impression.moteur import load_style
from conseiller.tableurs import write_csv
from subventions.calculs.communicable import write_communicable
from subventions.presentation import present_decompte, present_tableur
from tests.subventions.impressions import (
    ARRET,
    AVENANT,
    FLEVILLE,
    extract_pages,
    find_overflows,
    plain,
    render,
    render_avenant,
)
from tests.subventions.instantanes import EMPREINTE, NOM_LONG, build_cas, build_many


@pytest.mark.parametrize(
    ("nombre", "options", "pages"),
    [
        (1, {}, 3),
        (4, {}, 3),
        (12, {}, 4),
        (12, {"nom": NOM_LONG, "tranches": 7, "subventions": 4}, 9),
        (4, {"montant": 99_999_999_999}, 3),
    ],
    ids=["one", "four", "twelve", "twelve long names, many slices, many grants", "the greatest amounts"],
)
def test_no_word_leaves_the_page_whatever_the_agreement(nombre, options, pages):
    instantane = build_many(nombre, **options)
    for code in (None, f"{54000 + nombre - 1}"):
        contenu = render(instantane, code)
        assert find_overflows(contenu) == []
        assert len(pikepdf.open(io.BytesIO(contenu)).pages) <= pages


@pytest.mark.parametrize("arret", [None, ARRET, replace(ARRET, remplace="2022-001")])
def test_four_communes_fit_on_two_pages(arret):
    assert len(extract_pages(render_avenant(FLEVILLE, arret))) == 2


def test_long_tables_repeat_their_heads():
    pages = extract_pages(render(build_many(12, nom=NOM_LONG, tranches=7), "54001"))
    assert sum("Heures par an" in page for page in pages) > 2


@pytest.mark.parametrize("code", [None, FLEVILLE])
def test_the_file_is_archival_accessible_and_in_one_typeface(code, tmp_path):
    contenu = render_avenant(code)
    pdf = pikepdf.open(io.BytesIO(contenu))
    with pdf.open_metadata() as metadonnees:
        assert (metadonnees["pdfaid:part"], metadonnees["pdfaid:conformance"]) == ("3", "A")
    assert pdf.Root.Lang == "fr"
    assert pdf.Root.MarkInfo.Marked is True
    polices = [objet for objet in pdf.objects if isinstance(objet, pikepdf.Dictionary) and "/FontName" in objet]
    assert {re.sub(r"^/[A-Z]{6}\+|,|-(Bold|Semi-Bold)$", "", str(police.FontName)) for police in polices} == {
        "Source-Sans-3"
    }
    assert all("/FontFile2" in police for police in polices)
    fichier = tmp_path / "document.pdf"
    fichier.write_bytes(contenu)
    assert subprocess.run(["qpdf", "--check", fichier], capture_output=True, check=False).returncode == 0


def test_the_structure_has_headings_header_cells_and_one_described_figure():
    pdf = pikepdf.open(io.BytesIO(render_avenant(FLEVILLE)))
    elements = [objet for objet in pdf.objects if isinstance(objet, pikepdf.Dictionary) and "/S" in objet]
    genres = [str(element.S) for element in elements]
    assert [genres.count(f"/H{rang}") for rang in (1, 2, 3)] == [1, 1, 5]
    # The facts, costs, grant, hours, sharing; columns that are only a layout are no tables.
    assert genres.count("/Table") == 5
    assert genres.count("/TH") > 20
    (figure,) = [element for element in elements if element.S == "/Figure"]
    assert all(montant in plain(str(figure.Alt)) for montant in ("1 563,56 €", "541,85 €", "1 160,64 €", "464,26 €"))


def test_no_font_feature_is_used_for_each_one_would_stay_in_memory():
    render_avenant(FLEVILLE)
    polices, _ = load_style()
    assert polices.font_features == {}


def test_weasyprint_has_nothing_to_complain_about(caplog):
    with caplog.at_level(logging.WARNING):
        render(build_many(9, tranches=3), "54003")
    assert caplog.messages == []


def test_the_pictures_read_on_a_photocopy(tmp_path):
    """In grey, the four pieces of the bar differ by how dark they are on average or by their drawing."""
    fichier = tmp_path / "document.pdf"
    fichier.write_bytes(render_avenant(FLEVILLE))
    commande = ["pdftoppm", "-gray", "-r", "144", "-f", "2", "-l", "2", fichier, tmp_path / "page"]
    subprocess.run(commande, check=True)
    (image,) = tmp_path.glob("page*.pgm")
    entete, largeur, _, _, points = re.match(
        rb"(P5)\s(\d+)\s(\d+)\s(\d+)\s(.*)", image.read_bytes(), re.DOTALL
    ).groups()
    assert entete == b"P5"
    colonnes = int(largeur)

    def read_square(millimetres):
        """Grey levels of a square of 6 mm in the bar, from its left edge."""
        cote, gauche, haut = 34, round((22 + millimetres) * 144 / 25.4), round(36 * 144 / 25.4)
        return [points[(haut + y) * colonnes + gauche + x] for y in range(cote) for x in range(cote)]

    carres = [read_square(millimetres) for millimetres in (30, 80, 120, 156)]
    moyennes = [sum(carre) // len(carre) for carre in carres]
    etendues = [max(carre) - min(carre) for carre in carres]
    assert etendues[0] < 10
    assert min(etendues[1:]) > 80
    assert moyennes[0] < 80
    assert len({moyenne // 20 for moyenne in moyennes}) >= 3


def read_pieces(contenu):
    """Files carried by a PDF, by name: type, relationship, bytes."""
    with pikepdf.open(io.BytesIO(contenu)) as pdf:
        return {
            nom: (piece.get_file().mime_type, str(piece.relationship), piece.get_file().read_bytes())
            for nom, piece in pdf.attachments.items()
        }


@pytest.mark.parametrize("code", [None, FLEVILLE])
def test_the_calculation_travels_in_the_file_for_programs_and_for_spreadsheets(code):
    instantane = build_cas(AVENANT)
    page = present_decompte(instantane, instantane.compute(), detailed_pay=False)
    donnees = write_communicable(instantane, empreinte=EMPREINTE, arret=ARRET)
    assert read_pieces(render_avenant(code, ARRET)) == {
        "decompte-2022-002.json": ("application/json", "/Data", donnees),
        "decompte-2022-002.csv": ("text/csv", "/Data", write_csv(present_tableur(page))),
    }


def test_no_pay_slip_travels_in_the_file():
    instantane = build_many(2)
    bulletin = replace(instantane.dossier.depenses[0], libelle="Bulletin nominatif", reference="paie de Dupont")
    instantane = replace(instantane, dossier=replace(instantane.dossier, depenses=(bulletin,)))
    for code in (None, "54001"):
        contenus = b"".join(contenu for _, _, contenu in read_pieces(render(instantane, code)).values()).decode()
        assert "Rémunération" in contenus
        assert [mot for mot in ("nominatif", "Dupont") if mot in contenus] == []


def test_the_code_is_a_described_figure():
    pdf = pikepdf.open(io.BytesIO(render_avenant(FLEVILLE, ARRET)))
    elements = [objet for objet in pdf.objects if isinstance(objet, pikepdf.Dictionary)]
    figures = [str(element.Alt) for element in elements if element.get("/S") == "/Figure"]
    assert figures[0] == "Code à lire avec un téléphone pour vérifier ce document"
    assert len(figures) == 2
