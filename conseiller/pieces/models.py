"""Stored files, named by their content."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models

from .enums import TypePiece
from .presentation import write_taille


class Piece(models.Model):
    """One file on disk, known by the SHA-256 of its bytes; the same bytes are stored once.

    It has no name: several objects may share it, and each view that serves it names the download.
    """

    empreinte = models.CharField("empreinte SHA-256", max_length=64, unique=True)
    taille = models.PositiveBigIntegerField("taille en octets")
    type_mime = models.CharField("type", max_length=100)
    # The last time that somebody gave these bytes: what nothing refers to is deleted a day later.
    ajoutee_le = models.DateTimeField("ajoutée le", auto_now_add=True)

    class Meta:
        verbose_name = "pièce"

    def __str__(self) -> str:
        return self.empreinte[:12]

    @property
    def type(self) -> TypePiece:
        """What the file is."""
        return TypePiece(self.type_mime)

    @property
    def chemin(self) -> Path:
        """Where the bytes are."""
        return Path(settings.PIECES_DIR) / self.empreinte[:2] / f"{self.empreinte[2:]}{self.type.extension}"

    @property
    def description(self) -> str:
        """Type and size, as a link to the file tells them: « PDF, 240 ko »."""
        return f"{self.type.libelle}, {write_taille(self.taille)}"
