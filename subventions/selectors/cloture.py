"""Closed statements: their job, and what the paper says of the closing."""

from __future__ import annotations

from django.utils import timezone

from subventions.calculs.communicable import Arret
from subventions.models import Cloture

RENDU_ARRETE = "subventions.tasks.render_arrete"


def read_arret(cloture: Cloture) -> Arret:
    """What the documents of a closed statement say beside its calculation."""
    return Arret(
        numero=cloture.numero,
        arrete_le=timezone.localdate(cloture.arrete_le),
        exercice_comptable=cloture.exercice_comptable,
        remplace=cloture.remplace.numero if cloture.remplace else "",
    )
