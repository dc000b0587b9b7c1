"""Keep a file: written, synced, then renamed, so that a name never stands for half a file; delete what is forgotten.

Row first, then file; deleting does both under the row's lock. Whoever gives again the bytes of a file that is being
deleted waits for the lock, finds no file and writes it anew.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, ManyToOneRel, OuterRef, QuerySet
from django.utils import timezone

from conseiller.conservation import PIECE

from .calculs import recognize
from .models import Piece

logger = logging.getLogger(__name__)

# How long a file waits for the form that it belongs to.
GARDE = PIECE.duree


def accept_piece(contenu: bytes, nom: str) -> Piece:
    """Store a file that somebody sends, exactly as received; `nom` serves the sentence of a refusal only.

    Raises PieceRefusee.
    """
    return store_piece(contenu, recognize(contenu, nom))


def store_piece(contenu: bytes, type_mime: str) -> Piece:
    """Store `contenu` once and return its row; safe to call again with the same bytes, from several workers.

    Giving the same bytes again keeps them for another day. `type_mime` is one of TypePiece.
    """
    piece, _ = Piece.objects.update_or_create(
        empreinte=hashlib.sha256(contenu).hexdigest(),
        defaults={"ajoutee_le": timezone.now()},
        create_defaults={"taille": len(contenu), "type_mime": type_mime},
    )
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
    return piece


def keep_piece(piece_id: int, *, now: datetime) -> Piece | None:
    """Keep for another day a file that waits for its form; None when it is no longer there."""
    if not Piece.objects.filter(pk=piece_id).update(ajoutee_le=now):
        return None
    return Piece.objects.filter(pk=piece_id).first()


def purge_pieces(*, now: datetime) -> int:
    """Delete, row and file, what nothing has referred to for longer than `GARDE`; returns how many."""
    oubliees = _exclude_referenced(Piece.objects.filter(ajoutee_le__lt=now - GARDE))
    total = sum(_purge(piece_id, now) for piece_id in list(oubliees.values_list("pk", flat=True)))
    if total:
        logger.info("Pièces sans usage supprimées\u00a0: %s", total)
    return total


def _exclude_referenced(pieces: QuerySet[Piece]) -> QuerySet[Piece]:
    """Without those that a row of any model refers to, models that hide it and tables of pairs included."""
    for relation in Piece._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel):
            lignes = relation.field.model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            pieces = pieces.exclude(Exists(lignes))
    return pieces


@transaction.atomic
def _purge(piece_id: int, now: datetime) -> bool:
    """Delete one, unless it was given or referred to since; while its row is locked no reference can be committed."""
    piece = Piece.objects.select_for_update().filter(pk=piece_id, ajoutee_le__lt=now - GARDE).first()
    if piece is None or not _exclude_referenced(Piece.objects.filter(pk=piece_id)).exists():
        return False
    piece.delete()
    piece.chemin.unlink(missing_ok=True)
    return True
