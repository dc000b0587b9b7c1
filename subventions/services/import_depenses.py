"""Import a table of expenses: kept between its preview and its confirmation, then saved whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing

from communes.models import Convention
from conseiller.journal.models import Ligne
from conseiller.journal.services import record
from conseiller.pieces.enums import TypePiece
from conseiller.pieces.models import Piece
from conseiller.pieces.services import GARDE, store_piece
from conseiller.refus import Refus
from subventions.models import Depense
from subventions.services.doublons import list_doublons
from subventions.services.lecture_depenses import Lecture, read_depenses

SEL = "subventions.import_depenses"
NOM = "votre fichier"
ACTION = "importer des dépenses"
LOT = 500


class ImportRefuse(Refus):
    """A table that cannot be imported as it is."""


@dataclass(frozen=True, slots=True)
class Apercu:
    """A table before its import, with what its reader must know first."""

    lecture: Lecture
    doublons: list[str]
    deja: Ligne | None
    avant: int
    apres: int

    @property
    def a_verifier(self) -> bool:
        """Whether somebody must say that nothing is there twice."""
        return bool(self.doublons or self.deja)


def stage_fichier(contenu: bytes, convention: Convention, agent: Any) -> str:
    """Keep a table until it is confirmed; returns the signed value that finds it again, for this agent only."""
    type_piece = TypePiece.XLSX if contenu.startswith(b"PK") else TypePiece.CSV
    return signing.dumps([store_piece(contenu, type_piece).pk, convention.pk, agent.pk], salt=SEL)


def find_fichier(depot: str, convention: Convention, agent: Any) -> Piece | None:
    """The table of a signed value; None when the value is forged, too old or somebody else's, or the file gone."""
    try:
        piece_id, convention_id, agent_id = signing.loads(depot, salt=SEL, max_age=GARDE - timedelta(hours=1))
    except signing.BadSignature:
        return None
    if (convention_id, agent_id) != (convention.pk, agent.pk):
        return None
    return Piece.objects.filter(pk=piece_id).first()


def preview_import(piece: Piece, convention: Convention) -> Apercu:
    """What the import of a kept table would do; 3 queries, whatever the number of lines."""
    lecture = read_depenses(piece.chemin.read_bytes(), NOM, convention)
    return Apercu(
        lecture=lecture,
        doublons=list_doublons(lecture.depenses, lecture.lignes, convention),
        deja=_find_import(piece, convention),
        avant=sum(depense.debut < convention.debut for depense in lecture.depenses),
        apres=sum(depense.fin > convention.fin for depense in lecture.depenses),
    )


def _find_import(piece: Piece, convention: Convention) -> Ligne | None:
    """The journal line of an import of the same bytes, the latest one."""
    lignes = Ligne.objects.filter(convention=convention.pk, action=ACTION, details__empreinte=piece.empreinte)
    return lignes.select_related("agent").order_by("-pk").first()


def import_depenses(piece: Piece, convention: Convention, *, verifie: bool, agent: Any, now: datetime) -> list[Depense]:
    """Save every expense of a kept table, read again now; call it with the agreement locked, in a transaction.

    `verifie`: somebody has said that nothing is there twice. Raises ImportRefuse, and nothing is saved.
    """
    apercu = preview_import(piece, convention)
    if apercu.lecture.defauts:
        raise ImportRefuse("Des lignes sont à corriger\u00a0: rien n’a été importé.")
    if apercu.a_verifier and not verifie:
        raise ImportRefuse("Des dépenses sont peut-être déjà là. Vérifiez-les, puis cochez la case.", champ="verifie")
    depenses = Depense.objects.bulk_create(apercu.lecture.depenses, batch_size=LOT)
    record(
        ACTION,
        convention,
        agent=agent,
        now=now,
        convention=convention.pk,
        empreinte=piece.empreinte,
        nombre=len(depenses),
        montant=apercu.lecture.montant,
    )
    return depenses
