"""WeasyPrint, kept warm: one parsed style sheet and one font configuration per process."""

from __future__ import annotations

import atexit
import logging
from collections.abc import Sequence
from functools import cache
from importlib import resources
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from fontTools import subset
from fontTools.ttLib import TTFont
from weasyprint import CSS, HTML, Attachment, Document
from weasyprint.css import ColorProfile
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from conseiller.impression import PieceJointe, RessourceRefusee

# A name that no network resolves: it only serves to build the addresses of our static files.
ORIGINE = "https://statique.invalid/"
FEUILLE = "pdf/document.css"
COULEURS = "srgb-des-documents"
# It tells each step of each font's subset.
logging.getLogger("fontTools").setLevel(logging.WARNING)
# Latin letters of the languages of Europe, punctuation, money, arrows, mathematical signs, ticks.
CARACTERES = ((0x20, 0x17F), (0x218, 0x21B), (0x2000, 0x206F), (0x20A0, 0x20BF), (0x2100, 0x22FF), (0x2713, 0x2717))
FONCTIONS = ["kern", "liga", "mark", "ccmp", "locl"]
TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".ttf": "font/ttf"}


class StaticFetcher(URLFetcher):
    """Opens our static files, through the finders, and nothing else: neither network nor disk."""

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """The file's bytes. Raises FatalURLFetchingError, which WeasyPrint lets through, on any other address."""
        chemin = _find(unquote(url.removeprefix(ORIGINE))) if url.startswith(ORIGINE) else None
        if chemin is None:
            raise FatalURLFetchingError(f"not one of our static files: {url[:200]!r}")
        entetes = {"Content-Type": TYPES.get(chemin.suffix, "application/octet-stream")}
        contenu = reduce_font(chemin) if chemin.suffix == ".ttf" else chemin.read_bytes()
        return URLFetcherResponse(url, contenu, entetes)


def _find(nom: str) -> Path | None:
    try:
        trouve = finders.find(nom)
    except SuspiciousFileOperation:
        return None
    return Path(trouve) if trouve and Path(trouve).is_file() else None


def reduce_font(chemin: Path) -> bytes:
    """The font without the scripts we never write: WeasyPrint works on every glyph of it again for each document."""
    options = subset.Options(layout_features=FONCTIONS, notdef_outline=True)
    with TTFont(chemin) as police, BytesIO() as sortie:
        selection = subset.Subsetter(options)
        selection.populate(unicodes=[code for debut, fin in CARACTERES for code in range(debut, fin + 1)])
        selection.subset(police)
        police.save(sortie)
        return sortie.getvalue()


@cache
def load_style() -> tuple[FontConfiguration, CSS]:
    """Parsed once: parsing the style sheet and the fonts again would cost each document more than its own layout."""
    polices = FontConfiguration()
    feuille = CSS(url=ORIGINE + FEUILLE, url_fetcher=StaticFetcher(), font_config=polices)
    return polices, feuille


# The configuration keeps a copy of the fonts in a temporary folder, and deletes it when it goes.
atexit.register(load_style.cache_clear)


def write_pdf(html: str, pieces_jointes: Sequence[PieceJointe] = (), proprietes: Sequence[bytes] = ()) -> bytes:
    """Lay out and write one document. Raises RessourceRefusee."""
    try:
        polices, feuille = load_style()
        document = HTML(string=html, base_url=ORIGINE, url_fetcher=StaticFetcher())
        contenu: bytes = document.write_pdf(
            stylesheets=[feuille],
            font_config=polices,
            attachments=[_attach(piece) for piece in pieces_jointes],
            xmp_metadata=[BytesIO(rdf) for rdf in proprietes],
            pdf_variant="pdf/a-3a",
            pdf_tags=True,
            color_profiles={COULEURS: _read_profile()},
            output_intent=COULEURS,
            finisher=_hide_decoration,
        )
    except FatalURLFetchingError as erreur:
        raise RessourceRefusee(str(erreur)) from erreur
    return contenu


def _read_profile() -> ColorProfile:
    """The sRGB profile that every PDF/A carries: WeasyPrint's own, which it would open and not close."""
    profil = resources.files("weasyprint.pdf") / "sRGB2014.icc"
    return ColorProfile(BytesIO(profil.read_bytes()), "sRGB2014.icc", "relative-colorimetric", ("r", "g", "b"))


def _attach(piece: PieceJointe) -> Attachment:
    return Attachment(string=piece.contenu, name=piece.nom, description=piece.description, relationship=piece.lien)


def _hide_decoration(document: Document, pdf: object) -> None:
    """Untag the drawings without a title: a screen reader would announce each swatch as a figure it cannot describe."""
    for objet in pdf.objects:  # type: ignore[attr-defined]
        if isinstance(objet, dict) and objet.get("S") == "/Figure" and "Alt" not in objet:
            objet["S"] = "/NonStruct"
            objet.pop("A", None)
