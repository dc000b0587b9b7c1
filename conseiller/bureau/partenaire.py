"""The home of a partner's officer: their own side of the agreement first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from communes.models import Convention, Partie
from communes.selectors import editable_parties
from conseiller.bureau.argent import ArgentVu, DecompteVu
from conseiller.bureau.heures import HeuresVues, TrancheVue, read_heures
from conseiller.bureau.previsions import AnneeVue, read_annee
from subventions.models import Document, DocumentArrete
from subventions.selectors import documents_visible_to


@dataclass(frozen=True, slots=True)
class PartieVue:
    """One party as its own officer sees it; hours in quarters of an hour per year, amounts in cents."""

    partie: Partie
    argent: ArgentVu
    heures: HeuresVues
    annee: AnneeVue | None
    documents: tuple[Document | DocumentArrete, ...]

    @property
    def dernier(self) -> DecompteVu | None:
        """The latest statement with figures."""
        return self.argent.dernier

    @property
    def quarts(self) -> int:
        """Its hours in the slice of the day."""
        return self.heures.courante.quarts[self.partie.pk] if self.heures.courante else 0

    @property
    def prochain_changement(self) -> tuple[TrancheVue, int] | None:
        """The next slice that gives it other hours, with them."""
        if self.heures.courante is None:
            return None
        suivantes = [tranche for tranche in self.heures.tranches if tranche.debut > self.heures.courante.debut]
        changees = [(t, t.quarts[self.partie.pk]) for t in suivantes if t.quarts[self.partie.pk] != self.quarts]
        return changees[0] if changees else None

    @property
    def part_prevue(self) -> int | None:
        """What it should owe for the year that budgets are prepared for."""
        return self.annee.find_part(self.partie) if self.annee else None

    @property
    def acompte(self) -> int:
        """Its part payment on that share (R12)."""
        parts = self.annee.prevue.parts if self.annee and self.annee.prevue else ()
        return sum(part.acompte for part in parts if part.insee == self.partie.organisme.code)

    @property
    def fiche(self) -> Iterable[tuple[str, str]]:
        """What its accountant needs, with what is typed so far."""
        return (
            ("SIRET", self.partie.organisme.siret),
            ("Code service", self.partie.code_service),
            ("Engagement", self.partie.numero_engagement),
            ("Compte", self.partie.compte),
        )


def read_partie(convention: Convention, argent: ArgentVu, agent: Any, *, now: date) -> PartieVue | None:
    """The agent's own party and its figures; None when they may edit none."""
    partie = editable_parties(agent).filter(convention=convention).select_related("organisme").first()
    if partie is None:
        return None
    dernier = argent.dernier
    return PartieVue(
        partie=partie,
        argent=argent,
        heures=read_heures(convention, now=now),
        annee=read_annee(convention, now=now, suivante=True),
        documents=tuple(documents_visible_to(dernier.decompte, agent)) if dernier else (),
    )
