"""Stored files, named by their content."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from django.conf import settings
from django.db import models


class Piece(models.Model):
    """One file on disk, known by the SHA-256 of its bytes; the same bytes are stored once."""

    empreinte = models.CharField("empreinte SHA-256", max_length=64, unique=True)
    taille = models.PositiveBigIntegerField("taille en octets")
    type_mime = models.CharField("type", max_length=100)
    ajoutee_le = models.DateTimeField("ajoutée le", auto_now_add=True)

    class Meta:
        verbose_name = "pièce"

    def __str__(self) -> str:
        return self.empreinte[:12]

    @property
    def chemin(self) -> Path:
        """Where the bytes are."""
        suffixe = mimetypes.guess_extension(self.type_mime) or ""
        return Path(settings.PIECES_DIR) / self.empreinte[:2] / f"{self.empreinte[2:]}{suffixe}"
