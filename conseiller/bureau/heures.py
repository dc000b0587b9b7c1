"""The hours of an agreement as pages show them: slices in order, parties in the act's order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from communes.calculs import close_spans
from communes.models import Avenant, Convention, Partie
from conseiller.graphiques import PartGraphique
from subventions.presentation.mots import write_quarts

COLONNES_MAX = 4
PARTIES_MIN = 2


@dataclass(frozen=True, slots=True)
class TrancheVue:
    """One slice: `quarts` holds the quarter hours per year of every party, 0 for none; `fin` is None when open."""

    debut: date
    fin: date | None
    avenant: Avenant | None
    quarts: Mapping[int, int]
    courante: bool

    @property
    def total(self) -> int:
        """Quarter hours per year, all parties together."""
        return sum(self.quarts.values())


@dataclass(frozen=True, slots=True)
class LigneHeures:
    """One party: its quarter hours in each slice, with True where they change."""

    nom: str
    motif: int
    cellules: tuple[tuple[TrancheVue, int, bool], ...]
    quarts: int


@dataclass(frozen=True, slots=True)
class HeuresVues:
    """All slices and parties; `courante` is the slice of the day, None when the agreement has no hours yet."""

    parties: tuple[Partie, ...]
    tranches: tuple[TrancheVue, ...]
    courante: TrancheVue | None

    @property
    def total(self) -> int:
        """Quarter hours per year in the slice of the day."""
        return self.courante.total if self.courante else 0

    @property
    def prete(self) -> bool:
        """Whether costs can be shared: two parties at least, and hours."""
        return len(self.parties) >= PARTIES_MIN and bool(self.tranches)

    @property
    def recentes(self) -> tuple[TrancheVue, ...]:
        """The slices that fit in a table, the latest ones."""
        return self.tranches[-COLONNES_MAX:]

    @property
    def anciennes(self) -> int:
        """How many slices the table leaves out."""
        return len(self.tranches) - len(self.recentes)

    @property
    def lignes(self) -> list[LigneHeures]:
        """The table, one line per party."""
        lignes = []
        for partie in self.parties:
            valeurs = [tranche.quarts[partie.pk] for tranche in self.tranches]
            change = [apres != avant for avant, apres in pairwise([*valeurs[:1], *valeurs])]
            quarts = self.courante.quarts[partie.pk] if self.courante else 0
            cellules = tuple(zip(self.tranches, valeurs, change, strict=True))[-COLONNES_MAX:]
            lignes.append(LigneHeures(partie.organisme.nom, partie.ordre - 1, cellules, quarts))
        return lignes

    @property
    def parts(self) -> list[PartGraphique]:
        """The slice of the day as the bar draws it."""
        return [
            PartGraphique(ligne.nom, ligne.quarts, ligne.motif, write_quarts(ligne.quarts)) for ligne in self.lignes
        ]


def read_heures(convention: Convention, *, now: date) -> HeuresVues:
    """Parties and signed slices of an agreement (R18), in 3 queries. `now` before or after the agreement counts as its
    first or last day."""
    parties = tuple(convention.parties.select_related("organisme"))
    tranches = list(
        convention.tranches.signees().select_related("avenant").prefetch_related("allocations").order_by("debut")
    )
    jour = min(max(now, convention.debut), convention.fin)
    spans = close_spans([tranche.debut for tranche in tranches], convention.fin_heures)
    vues = []
    for tranche, (debut, fin) in zip(tranches, spans, strict=True):
        quarts = dict.fromkeys((partie.pk for partie in parties), 0)
        quarts |= {allocation.partie_id: allocation.quarts for allocation in tranche.allocations.all()}
        vues.append(TrancheVue(debut, fin, tranche.avenant, quarts, debut <= jour and (fin is None or jour <= fin)))
    commencees = [vue for vue in vues if vue.debut <= jour] or vues[:1]
    return HeuresVues(parties, tuple(vues), commencees[-1] if commencees else None)
