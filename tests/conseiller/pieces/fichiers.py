"""Real files made in memory, sound, unwanted and hostile."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from zipfile import ZipFile

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def make_photo(format_: str, *, vues: int = 1, cote: int = 40) -> bytes:
    """A small picture with something to compress, of several views when asked."""
    images = [Image.effect_noise((cote, cote), 80 + vue).convert("RGB") for vue in range(vues)]
    flux = BytesIO()
    suite = {"save_all": True, "append_images": images[1:]} if vues > 1 else {}
    images[0].save(flux, format_, **suite)
    return flux.getvalue()


def make_png(largeur: int, hauteur: int, *autres: tuple[bytes, bytes]) -> bytes:
    """A PNG whose header claims these dimensions, with `autres` chunks and hardly any data."""
    entete = struct.pack(">IIBBBBB", largeur, hauteur, 8, 2, 0, 0, 0)
    morceaux = [(b"IHDR", entete), *autres, (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(donnees)) + nom + donnees + struct.pack(">I", zlib.crc32(nom + donnees))
        for nom, donnees in morceaux
    )


def make_webp(largeur: int, hauteur: int) -> bytes:
    """A lossless WebP whose header claims these dimensions."""
    flux = BytesIO()
    Image.new("RGB", (4, 4)).save(flux, "WEBP", lossless=True)
    webp = flux.getvalue()
    return webp[:21] + struct.pack("<I", (hauteur - 1) << 14 | (largeur - 1)) + webp[25:]


def make_zip(*noms: str) -> bytes:
    """An archive of these members, as office documents are too."""
    flux = BytesIO()
    with ZipFile(flux, "w") as archive:
        for nom in noms:
            archive.writestr(nom, "fictif")
    return flux.getvalue()
