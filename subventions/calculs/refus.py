"""Why a statement cannot be computed."""

from __future__ import annotations

from conseiller.refus import Refus


class CalculImpossible(Refus):
    """The dossier is sound but gives no statement for this period; `str()` is one French sentence."""

    def __init__(self, raison: str, constat: str = "Ce décompte ne peut pas être calculé") -> None:
        super().__init__(f"{constat}\u00a0: {raison}.")
        self.raison = raison
