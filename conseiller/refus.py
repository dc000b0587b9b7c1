"""Refusals: what happened, why, and what to do, in one French sentence."""

from __future__ import annotations

JOURS_INVERSES = "Le dernier jour est avant le premier\u00a0: corrigez l’une des deux dates."


class Refus(ValueError):
    """Base of every named refusal; its text is shown to people as it is, beside `champ` when a form has that field."""

    def __init__(self, phrase: str, *, champ: str | None = None) -> None:
        super().__init__(phrase)
        self.champ = champ
