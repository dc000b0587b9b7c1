"""Compute statements and keep what came out, one or a thousand: the same figures keep their version and documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from communes.models import Partie
from subventions.calculs.instantane import Instantane, fingerprint
from subventions.calculs.resultat import Resultat
from subventions.models import Decompte, Document, Part

CALCULES = ["methode", "version", "instantane", "empreinte", "reste", "calcule_le"]


@dataclass(frozen=True, slots=True)
class Calcul:
    """What a statement comes to: its snapshot as it is kept, and what names the figures."""

    decompte: Decompte
    resultat: Resultat
    donnees: dict[str, Any]
    empreinte: str

    @property
    def change(self) -> bool:
        """Whether the figures differ from those that the statement holds."""
        return self.decompte.empreinte != self.empreinte


def compute_calcul(decompte: Decompte, instantane: Instantane) -> Calcul:
    """Compute a statement from its snapshot; raises CalculImpossible."""
    resultat = instantane.compute()
    donnees = instantane.dump(resultat)
    return Calcul(decompte, resultat, donnees, fingerprint(donnees))


def keep_versions(calculs: Sequence[Calcul], *, now: datetime) -> None:
    """Keep a new version of each statement, which forgets the documents of the former one.

    Those that are not in the database yet are written there. Called under the lock of the statements, in 6 queries
    whatever their number, and a time that grows as they do: that of `bulk_update` grows as their square.
    """
    anciens = [calcul.decompte for calcul in calculs if calcul.decompte.pk is not None]
    for calcul in calculs:
        decompte = calcul.decompte
        decompte.version += 1
        decompte.instantane, decompte.empreinte = calcul.donnees, calcul.empreinte
        decompte.reste, decompte.calcule_le = calcul.resultat.reste, now
    Decompte.objects.bulk_create(
        [calcul.decompte for calcul in calculs], update_conflicts=True, unique_fields=["pk"], update_fields=CALCULES
    )
    Document.objects.filter(decompte__in=anciens).delete()
    Part.objects.filter(decompte__in=anciens).delete()
    _keep_parts(calculs)


def _keep_parts(calculs: Sequence[Calcul]) -> None:
    conventions = [calcul.decompte.convention_id for calcul in calculs]
    parties = Partie.objects.filter(convention__in=conventions).select_related("organisme")
    cles = {(partie.convention_id, partie.organisme.code): partie for partie in parties}
    Part.objects.bulk_create(
        Part(decompte=calcul.decompte, partie=cles[calcul.decompte.convention_id, part.insee], montant=part.total)
        for calcul in calculs
        for part in calcul.resultat.parts
    )
