"""What a stored file may be."""

from __future__ import annotations

from conseiller.enums import Enumeration


class TypePiece(Enumeration):
    """The only types that are stored and served, by their MIME name, with the word that people read."""

    PDF = "application/pdf", "PDF"
    JPEG = "image/jpeg", "JPEG"
    PNG = "image/png", "PNG"
    WEBP = "image/webp", "WebP"

    @property
    def extension(self) -> str:
        """The end of a file's name, chosen here: `mimetypes` answers by what the machine has installed."""
        return ".jpg" if self is TypePiece.JPEG else f".{self.name.lower()}"
