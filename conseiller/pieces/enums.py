"""What a stored file may be."""

from __future__ import annotations

from conseiller.enums import Enumeration


class TypePiece(Enumeration):
    """The only types that are stored, by their MIME name, with the word that people read."""

    PDF = "application/pdf", "PDF"
    JPEG = "image/jpeg", "JPEG"
    PNG = "image/png", "PNG"
    WEBP = "image/webp", "WebP"
    # Tables wait here between their preview and their import; nobody attaches nor downloads them.
    CSV = "text/csv", "CSV"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel"
    # Written by the site alone.
    JSON = "application/json", "JSON"

    @property
    def extension(self) -> str:
        """The end of a file's name, chosen here: `mimetypes` answers by what the machine has installed."""
        return ".jpg" if self is TypePiece.JPEG else f".{self.name.lower()}"


# What people attach, and take back.
JUSTIFICATIFS = (TypePiece.PDF, TypePiece.JPEG, TypePiece.PNG, TypePiece.WEBP)
