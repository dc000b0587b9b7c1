"""The printing room: what WeasyPrint may open, when it is imported, and what an archivist asks of the file."""

import io
import logging
import subprocess
import sys

import pikepdf
import pytest
from django.template import TemplateDoesNotExist

from conseiller.impression import PieceJointe, RessourceRefusee, render_pdf
from conseiller.impression.moteur import FEUILLE, ORIGINE, StaticFetcher, load_style, write_pdf

PAGE = """<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Essai</title></head>
<body data-pied="Pied de page">{}</body></html>"""
SANS_WEASYPRINT = """
import os, sys
import django
django.setup()
from django.test import Client
import conseiller.wsgi, subventions.documents, subventions.tasks
reponse = Client().get("/sante/", headers={"host": "127.0.0.1"}, secure=True)
assert reponse.status_code == 200, reponse.status_code
print([nom for nom in sys.modules if nom.split(".")[0] in {"weasyprint", "fontTools", "pydyf"}])
"""


def open_pdf(contenu: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(contenu))


def list_elements(pdf, kind):
    """Elements of the structure tree of one kind, in no order."""
    return [objet for objet in pdf.objects if isinstance(objet, pikepdf.Dictionary) and objet.get("/S") == f"/{kind}"]


def test_starting_django_and_serving_a_page_do_not_import_weasyprint():
    sortie = subprocess.run([sys.executable, "-c", SANS_WEASYPRINT], capture_output=True, text=True, check=False)
    assert (sortie.stdout.strip(), sortie.returncode) == ("[]", 0), sortie.stderr


@pytest.mark.parametrize(
    "adresse",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:8000/",
        "https://example.org/image.png",
        "data:text/plain,bonjour",
        f"{ORIGINE}inconnu.css",
        f"{ORIGINE}../../../../etc/passwd",
        f"{ORIGINE}..%2f..%2f..%2f..%2fetc%2fpasswd",
        f"{ORIGINE}/etc/passwd",
        f"{ORIGINE}pdf",
    ],
)
def test_nothing_but_a_static_file_is_opened(adresse):
    with pytest.raises(BaseException, match="not one of our static files"):
        StaticFetcher().fetch(adresse)
    with pytest.raises(RessourceRefusee, match="not one of our static files"):
        write_pdf(PAGE.format(f'<img src="{adresse}" alt="essai">'))


def test_our_own_style_sheet_is_opened():
    reponse = StaticFetcher().fetch(ORIGINE + FEUILLE)
    assert (reponse.content_type, b"@page" in reponse.read()) == ("text/css", True)


def test_the_style_sheet_and_the_fonts_are_parsed_once():
    write_pdf(PAGE.format("<p>un</p>"))
    style = load_style()
    write_pdf(PAGE.format("<p>deux</p>"))
    assert load_style() is style


def test_an_unknown_template_is_a_plain_error():
    with pytest.raises(TemplateDoesNotExist):
        render_pdf("pdf/inconnu.html", {}, titre="Essai")


def test_the_file_is_a_tagged_pdf_a_3a_in_french():
    pdf = open_pdf(write_pdf(PAGE.format("<h1>Titre</h1><p>Texte</p>")))
    with pdf.open_metadata() as metadonnees:
        assert (metadonnees["pdfaid:part"], metadonnees["pdfaid:conformance"]) == ("3", "A")
        assert metadonnees["dc:title"] == "Essai"
    assert pdf.docinfo["/Title"] == "Essai"
    assert pdf.Root.Lang == "fr"
    assert pdf.Root.MarkInfo.Marked is True
    assert pdf.Root.ViewerPreferences.DisplayDocTitle is True
    assert [str(element.S) for element in pdf.Root.StructTreeRoot.K] == ["/Document"]
    assert [str(intention.S) for intention in pdf.Root.OutputIntents] == ["/GTS_PDFA1"]
    assert bytes(pdf.Root.OutputIntents[0].DestOutputProfile.read_bytes()[16:20]) == b"RGB "
    assert pdf.check_pdf_syntax() == []


def test_a_titled_drawing_is_a_figure_and_the_others_are_decoration():
    dessin = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">{}<rect width="9" height="9"/></svg>'
    pdf = open_pdf(write_pdf(PAGE.format(dessin.format("<title>Une barre</title>") + dessin.format(""))))
    assert [str(figure.Alt) for figure in list_elements(pdf, "Figure")] == ["Une barre"]


def test_the_footer_stays_out_of_what_a_screen_reader_reads():
    pdf = open_pdf(write_pdf(PAGE.format("<p>Texte</p>")))
    assert len(list_elements(pdf, "P")) == 1


def test_a_file_can_travel_inside():
    piece = PieceJointe("calcul.json", b'{"reste": "3730.31"}', "Données du calcul")
    pdf = open_pdf(write_pdf(PAGE.format("<p>Texte</p>"), [piece]))
    assert {nom: fichier.get_file().read_bytes() for nom, fichier in pdf.attachments.items()} == {
        "calcul.json": piece.contenu
    }
    assert {str(fichier.AFRelationship) for fichier in pdf.Root.AF} == {"/Data"}


def test_weasyprint_has_nothing_to_complain_about(caplog):
    with caplog.at_level(logging.WARNING):
        load_style.cache_clear()
        write_pdf(PAGE.format("<h1>Titre</h1>"))
    assert caplog.messages == []
