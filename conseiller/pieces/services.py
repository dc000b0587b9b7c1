"""Keep a file: written, synced, then renamed, so that a name never stands for half a file."""

from __future__ import annotations

import hashlib
import os
import tempfile

from .models import Piece


def store_piece(contenu: bytes, type_mime: str) -> Piece:
    """Store `contenu` once and return its row; safe to call again with the same bytes, from several workers."""
    empreinte = hashlib.sha256(contenu).hexdigest()
    piece = Piece(empreinte=empreinte, taille=len(contenu), type_mime=type_mime)
    if not piece.chemin.exists():
        piece.chemin.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=piece.chemin.parent, delete=False) as fichier:
            fichier.write(contenu)
            fichier.flush()
            os.fsync(fichier.fileno())
        os.replace(fichier.name, piece.chemin)
        dossier = os.open(piece.chemin.parent, os.O_RDONLY)
        os.fsync(dossier)
        os.close(dossier)
    piece, _ = Piece.objects.get_or_create(
        empreinte=empreinte, defaults={"taille": len(contenu), "type_mime": type_mime}
    )
    return piece
