"""Answer with a stored file, once a view of the room that owns it has checked who asks."""

from __future__ import annotations

import logging

from django.http import FileResponse, Http404

from .enums import TypePiece
from .models import Piece

logger = logging.getLogger(__name__)


def serve_piece(piece: Piece, nom: str, *, inline: bool = False) -> FileResponse:
    """The file as a download called `nom` plus the extension of its type; `inline` lets a browser show a PDF in place.

    Raises Http404, and says so in the log, when the file is lost.
    """
    try:
        fichier = piece.chemin.open("rb")
    except FileNotFoundError as erreur:
        logger.error("Fichier perdu, pièce %s\u00a0: %s", piece.pk, piece.chemin)
        raise Http404 from erreur
    return FileResponse(
        fichier,
        as_attachment=not (inline and piece.type is TypePiece.PDF),
        filename=f"{nom}{piece.type.extension}",
        content_type=piece.type.value,
        # Whatever the bytes hide, they run nothing and reach nothing.
        headers={"Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'"},
    )
