"""What a file is, decided by its bytes: a name and a declared type prove nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import Lock

from PIL import Image, ImageFile

from conseiller.refus import Refus

from .enums import TypePiece

TAILLE_MAX = 10 * 1024 * 1024
PIXELS_MAX = 50_000_000
NOM_MAX = 80

PDF = re.compile(rb"%PDF-\d\.\d")
PHOTOS = (
    (TypePiece.JPEG, re.compile(rb"\xff\xd8\xff")),
    (TypePiece.PNG, re.compile(rb"\x89PNG\r\n\x1a\n")),
    (TypePiece.WEBP, re.compile(rb"RIFF.{4}WEBP", re.DOTALL)),
)
VIDE = "est vide. Vérifiez qu’il s’ouvre sur votre ordinateur, puis joignez-le à nouveau."
LOURD = (
    "dépasse 10\u00a0Mo. Numérisez-le dans une qualité plus basse, ou gardez seulement les pages utiles,"
    " puis joignez-le à nouveau."
)
PDF_ABIME = "est un PDF abîmé\u00a0: son début ou sa fin manque. Téléchargez-le ou numérisez-le à nouveau."
PHOTO_ABIMEE = (
    "est une photo abîmée\u00a0: elle ne se lit pas jusqu’au bout. Vérifiez qu’elle s’ouvre sur votre ordinateur,"
    " ou prenez-la à nouveau."
)
PHOTO_IMMENSE = (
    "compte plus de 50 millions de points, c’est trop pour une photo. Réduisez ses dimensions ou joignez un PDF."
)
PHOTO_ANIMEE = "est une image animée, dont une seule vue se lirait. Joignez une photo fixe ou un PDF."
AUTRE = "n’est ni un PDF ni une photo JPEG, PNG ou WebP. Enregistrez-le au format PDF, puis joignez le PDF."
# The usual mistakes, each with its way out; looked for at the start of the file only.
ECARTES = (
    (
        re.compile(rb"\A.{4}ftyp(hei[cxms]|hev[cxms]|mif1|msf1)", re.DOTALL),
        "est une photo HEIC, que beaucoup d’ordinateurs ne savent pas ouvrir. Enregistrez-la au format JPEG, puis"
        " joignez-la. Sur un iPhone, c’est dans Réglages, Appareil photo, Formats, «\u00a0Le plus compatible\u00a0».",
    ),
    (
        re.compile(rb"\AGIF8|\ABM|\AII\*\0|\AMM\0\*|\A.{4}ftypavi[fs]", re.DOTALL),
        "est une image d’un format peu lu (GIF, BMP, TIFF ou AVIF). Enregistrez-la au format JPEG ou PNG, puis"
        " joignez-la.",
    ),
    (
        re.compile(
            rb"\A\xd0\xcf\x11\xe0|\A\{\\rtf|\APK\x03\x04.{26}(\[Content_Types\]|_rels/|docProps/|word/|xl/|ppt/|mimetype)",
            re.DOTALL,
        ),
        "est un document de bureautique, qui change d’un ordinateur à l’autre. Enregistrez-le au format PDF, puis"
        " joignez le PDF.",
    ),
    (
        re.compile(rb"\APK|\A\x1f\x8b|\A7z\xbc\xaf|\ARar!", re.DOTALL),
        "est une archive, que nous n’ouvrons pas. Sortez-en le document, puis joignez-le en PDF ou en photo.",
    ),
    (
        re.compile(rb"<\s*(svg|html|script|!doctype|\?xml)", re.IGNORECASE),
        "est un dessin SVG ou une page web, qui peut cacher un programme. Enregistrez-le au format PDF, puis joignez"
        " le PDF.",
    ),
    (re.compile(rb"%PDF-"), PDF_ABIME),
)

# A picture at the limit takes some 800 MB to decode: one at a time in each process.
decodage = Lock()


class PieceRefusee(Refus):
    """The file is not one that we keep; the sentence names it and says what to do."""


def recognize(contenu: bytes, nom: str) -> TypePiece:
    """The type of a file known to its owner as `nom`; raises PieceRefusee."""
    constat = None
    if not contenu:
        constat = VIDE
    elif len(contenu) > TAILLE_MAX:
        constat = LOURD
    elif PDF.match(contenu):
        # No PDF is ever opened on the server: whatever bomb it hides stays folded.
        if b"%%EOF" in contenu.rstrip(b"\0\r\n ")[-1024:]:
            return TypePiece.PDF
        constat = PDF_ABIME
    else:
        for type_piece, signe in PHOTOS:
            if signe.match(contenu):
                constat = _judge_photo(contenu, type_piece)
                if constat is None:
                    return type_piece
                break
    raise PieceRefusee(f"«\u00a0{clean_nom(nom)}\u00a0» {constat or _explain(contenu[:2048])}")


def _explain(debut: bytes) -> str:
    return next((phrase for signe, phrase in ECARTES if signe.search(debut)), AUTRE)


def _judge_photo(contenu: bytes, type_piece: TypePiece) -> str | None:
    """What is wrong with a picture; None when it can be read to its end.

    The dimensions are read from the header before anything is decoded.
    """
    try:
        with decodage, _whole_only(), Image.open(BytesIO(contenu), formats=[type_piece.name]) as image:
            if image.width * image.height > PIXELS_MAX:
                return PHOTO_IMMENSE
            # A phone's JPEG often carries a second view, for depth or light: it is a photo all the same.
            if type_piece is not TypePiece.JPEG and getattr(image, "n_frames", 1) > 1:
                return PHOTO_ANIMEE
            # A JPEG can be read whole at an eighth of its size, in a sixty-fourth of the memory.
            image.draft(None, (1, 1))
            image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return PHOTO_IMMENSE
    except Exception:
        # Pillow's decoders raise whatever they meet, from OSError to SyntaxError: the picture cannot be read.
        return PHOTO_ABIMEE
    return None


@contextmanager
def _whole_only() -> Iterator[None]:
    """Have Pillow refuse what is cut short, even where WeasyPrint has told it, for the whole process, to be kind."""
    avant, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = avant


def clean_nom(nom: str) -> str:
    r"""The name of a file as its owner knows it: no folder, no sign that shows nothing, `NOM_MAX` letters at most.

    >>> clean_nom("C:\\Paie\\bulletin  mars\n.pdf"), clean_nom("../../etc/passwd"), clean_nom("\u202e"), clean_nom("a/")
    ('bulletin mars .pdf', 'passwd', 'fichier', 'fichier')
    >>> clean_nom("a" * 100 + ".pdf") == "a" * 60 + "…" + "a" * 15 + ".pdf"
    True
    """
    dernier = re.split(r"[/\\]", unicodedata.normalize("NFC", nom))[-1]
    visibles = ("" if unicodedata.category(signe)[0] == "C" and not signe.isspace() else signe for signe in dernier)
    propre = " ".join("".join(visibles).split()) or "fichier"
    return propre if len(propre) <= NOM_MAX else f"{propre[:60]}…{propre[61 - NOM_MAX :]}"
