"""The data of a calculation as a file: whole, or without pay slips."""

from __future__ import annotations

from conseiller.pieces.models import Piece
from subventions.calculs.communicable import write_communicable
from subventions.calculs.instantane import load_instantane, write_canonique
from subventions.enums import NatureDocument
from subventions.models import Decompte, DocumentArrete


def read_donnees(decompte: Decompte, *, detailed_pay: bool) -> bytes | Piece | None:
    """Canonical JSON of a statement, None before the first calculation; 1 query at most.

    With `detailed_pay` the whole snapshot, whose SHA-256 is the fingerprint; else the file that the PDFs carry, as it
    was stored when the statement was closed.
    """
    if decompte.instantane is None:
        return None
    if detailed_pay:
        return write_canonique(decompte.instantane).encode()
    documents = DocumentArrete.objects.filter(cloture__decompte=decompte, nature=NatureDocument.DONNEES.value)
    arrete = documents.select_related("piece").first()
    if arrete is not None:
        return arrete.piece
    return write_communicable(load_instantane(decompte.instantane), empreinte=decompte.empreinte)
