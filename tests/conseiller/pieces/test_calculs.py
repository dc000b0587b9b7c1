"""What a file is, by its bytes; each refusal says what to do."""

import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageFile

from conseiller.pieces import calculs
from conseiller.pieces.calculs import TAILLE_MAX, PieceRefusee, recognize
from conseiller.pieces.enums import TypePiece
from tests.conseiller.pieces.fichiers import PDF, SVG, make_photo, make_png, make_webp, make_zip

BOMBE_DE_TEXTE = (b"zTXt", b"Comment\0\0" + zlib.compress(b"a" * 70_000_000))
# Two and a half gigabytes once decoded, and dimensions between our limit and Pillow's.
IMMENSES = [make_png(60_000, 60_000), make_png(9_000, 9_000), make_webp(16_384, 16_384), make_webp(9_000, 9_000)]

REFUS = [
    (b"", calculs.VIDE),
    (PDF + b" " * TAILLE_MAX, calculs.LOURD),
    (PDF[:-7], calculs.PDF_ABIME),
    (b"\xef\xbb\xbf" + PDF, calculs.PDF_ABIME),
    (PDF.replace(b"-1.7", b"-x"), calculs.PDF_ABIME),
    (PDF + b"a" * 1024, calculs.PDF_ABIME),
    *[(make_photo(format_)[:-40], calculs.PHOTO_ABIMEE) for format_ in ("JPEG", "PNG", "WEBP")],
    (make_png(40, 40), calculs.PHOTO_ABIMEE),
    (make_png(40, 40, BOMBE_DE_TEXTE), calculs.PHOTO_ABIMEE),
    (b"\xff\xd8\xff<script>alert(1)</script>", calculs.PHOTO_ABIMEE),
    *[(immense, calculs.PHOTO_IMMENSE) for immense in IMMENSES],
    (make_photo("PNG", vues=2), calculs.PHOTO_ANIMEE),
    (make_photo("WEBP", vues=2), calculs.PHOTO_ANIMEE),
    (b"\0\0\0\x24ftypheic\0\0\0\0mif1heic", calculs.ECARTES[0][1]),
    *[(make_photo(format_), calculs.ECARTES[1][1]) for format_ in ("GIF", "BMP", "TIFF", "AVIF")],
    (make_zip("[Content_Types].xml"), calculs.ECARTES[2][1]),
    (make_zip("docProps/app.xml"), calculs.ECARTES[2][1]),
    (make_zip("mimetype"), calculs.ECARTES[2][1]),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", calculs.ECARTES[2][1]),
    (make_zip("facture.pdf"), calculs.ECARTES[3][1]),
    (b"\x1f\x8b\x08" + PDF, calculs.ECARTES[3][1]),
    (SVG, calculs.ECARTES[4][1]),
    (b"\n<!DOCTYPE html><title>Facture</title>", calculs.ECARTES[4][1]),
    (b"MZ\x90\0", calculs.AUTRE),
    (b"Facture de mars", calculs.AUTRE),
]


@pytest.mark.parametrize("type_piece", [TypePiece.JPEG, TypePiece.PNG, TypePiece.WEBP])
def test_a_photo_is_known_by_its_content(type_piece):
    for cote in (1, 40):
        assert recognize(make_photo(type_piece.name, cote=cote), "facture.pdf") == type_piece


def test_a_pdf_is_known_by_its_two_ends():
    assert recognize(PDF, "facture.jpg") == TypePiece.PDF
    assert recognize(PDF + b"\0" * 5000, "facture.pdf") == TypePiece.PDF


def test_a_phone_photo_with_a_second_view_is_a_photo():
    assert recognize(make_photo("MPO", vues=2), "photo.jpg") == TypePiece.JPEG


def test_a_large_photo_of_a_good_phone_is_a_photo():
    flux = BytesIO()
    Image.new("RGB", (8_160, 6_120)).save(flux, "JPEG", progressive=True)
    assert recognize(flux.getvalue(), "photo.jpg") == TypePiece.JPEG


@pytest.mark.parametrize(("contenu", "phrase"), REFUS)
def test_anything_else_is_refused_with_its_name_and_a_way_out(contenu, phrase):
    with pytest.raises(PieceRefusee) as refus:
        recognize(contenu, "C:\\Paie\\mars 2022.pdf")
    assert str(refus.value) == f"«\u00a0mars 2022.pdf\u00a0» {phrase}"


def test_a_photo_cut_short_is_refused_even_once_weasyprint_has_told_pillow_to_be_kind(monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(PieceRefusee):
        recognize(make_photo("JPEG", cote=400)[:-2000], "photo.jpg")
    assert ImageFile.LOAD_TRUNCATED_IMAGES is True
