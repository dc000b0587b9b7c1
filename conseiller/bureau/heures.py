"""The hours of an agreement as pages show them: slices in order, parties in the act's order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from communes.calculs import UN_JOUR, close_spans
from communes.models import Avenant, Convention, Partie, Tranche
from communes.presentation.heures import describe_total, write_ecart, write_quarts
from conseiller.graphiques import PartGraphique

COLONNES_MAX = 4
PARTIES_MIN = 2

# Past these, a sentence counts the parties instead of naming them.
NOMS_LUS = 6


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
class LigneComparee:
    """One party before and after an amendment, in quarter hours."""

    nom: str
    motif: int
    avant: int
    apres: int

    @property
    def ecart(self) -> str:
        """The difference in words."""
        return write_ecart(self.apres - self.avant)


@dataclass(frozen=True, slots=True)
class Comparaison:
    """What a slice changes: `avant` is what was in force the day before, None when nothing was."""

    avant: TrancheVue | None
    apres: TrancheVue
    lignes: tuple[LigneComparee, ...]
    parts_avant: list[PartGraphique]
    parts_apres: list[PartGraphique]

    @property
    def ecart(self) -> str:
        """The difference of the sums in words."""
        return write_ecart(self.apres.total - (self.avant.total if self.avant else 0))


@dataclass(frozen=True, slots=True)
class HeuresVues:
    """All slices and parties; `courante` is the slice of the day, None when the agreement has no hours yet.

    `projets` are the slices of drafts, apart from those that count; `poste` the post's quarter hours, when declared.
    """

    parties: tuple[Partie, ...]
    tranches: tuple[TrancheVue, ...]
    courante: TrancheVue | None
    avenants: tuple[Avenant, ...] = ()
    projets: tuple[TrancheVue, ...] = ()
    poste: int | None = None

    @property
    def total(self) -> int:
        """Quarter hours per year in the slice of the day."""
        return self.courante.total if self.courante else 0

    @property
    def somme(self) -> str:
        """The sum of the day against the post, in words."""
        return describe_total(self.total, self.poste)

    @property
    def maximum(self) -> int:
        """What the widest bar stands for: the largest slice, or the post when it has more hours."""
        return max([tranche.total for tranche in (*self.tranches, *self.projets)] + [self.poste or 0])

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
    def tableaux_anciens(self) -> list[HeuresVues]:
        """The slices that the table leaves out, by as many as a table holds."""
        return [
            replace(self, tranches=self.tranches[rang : min(rang + COLONNES_MAX, self.anciennes)])
            for rang in range(0, self.anciennes, COLONNES_MAX)
        ]

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
        return self.draw(self.courante) if self.courante else []

    @property
    def barres(self) -> list[tuple[TrancheVue, list[PartGraphique]]]:
        """Every slice as a bar."""
        return [(tranche, self.draw(tranche)) for tranche in self.tranches]

    def draw(self, tranche: TrancheVue) -> list[PartGraphique]:
        """A slice as a bar draws it."""
        return [
            PartGraphique(partie.organisme.nom, quarts, partie.ordre - 1, write_quarts(quarts))
            for partie in self.parties
            for quarts in [tranche.quarts[partie.pk]]
        ]

    @property
    def comparaisons(self) -> list[Comparaison]:
        """What each slice changed, the latest first."""
        return [self._compare(avant, apres) for avant, apres in reversed(list(pairwise(self.tranches)))]

    @property
    def comparaisons_en_projet(self) -> list[Comparaison]:
        """What each draft would change."""
        return [self._compare(self._find_avant(projet), projet) for projet in self.projets]

    def find_comparaison(self, avenant: Avenant) -> Comparaison | None:
        """What an amendment changes of the hours; None when it leaves them alone."""
        tranches = (*self.tranches, *self.projets)
        apres = next((tranche for tranche in tranches if tranche.avenant == avenant), None)
        return self._compare(self._find_avant(apres), apres) if apres else None

    def _find_avant(self, apres: TrancheVue) -> TrancheVue | None:
        avant = [tranche for tranche in self.tranches if tranche.debut < apres.debut]
        return avant[-1] if avant else None

    def _compare(self, avant: TrancheVue | None, apres: TrancheVue) -> Comparaison:
        lignes = tuple(
            LigneComparee(
                partie.organisme.nom,
                partie.ordre - 1,
                avant.quarts[partie.pk] if avant else 0,
                apres.quarts[partie.pk],
            )
            for partie in self.parties
        )
        return Comparaison(avant, apres, lignes, self.draw(avant) if avant else [], self.draw(apres))


def read_heures(convention: Convention, *, now: date) -> HeuresVues:
    """Parties, slices and amendments of an agreement, those of drafts apart (R18), in 4 queries.

    `now` before or after the agreement counts as its first or last day.
    """
    parties = tuple(convention.parties.select_related("organisme"))
    avenants = {avenant.pk: avenant for avenant in convention.avenants.select_related("partie_sortante__organisme")}
    brouillons = {avenant.pk for avenant in avenants.values() if avenant.brouillon}
    toutes = list(convention.tranches.prefetch_related("allocations").order_by("debut"))
    tranches = [tranche for tranche in toutes if tranche.avenant_id not in brouillons]
    jour = min(max(now, convention.debut), convention.fin)
    spans = close_spans([tranche.debut for tranche in tranches], convention.fin_heures)
    vues = [
        _view(tranche, fin, parties, avenants, debut <= jour and (fin is None or jour <= fin))
        for tranche, (debut, fin) in zip(tranches, spans, strict=True)
    ]
    projets = [
        _view(tranche, _find_fin(tranche, vues, convention), parties, avenants, False)
        for tranche in toutes
        if tranche.avenant_id in brouillons
    ]
    commencees = [vue for vue in vues if vue.debut <= jour] or vues[:1]
    courante = commencees[-1] if commencees else None
    return HeuresVues(parties, tuple(vues), courante, tuple(avenants.values()), tuple(projets), convention.heures_poste)


def _view(
    tranche: Tranche, fin: date | None, parties: Iterable[Partie], avenants: Mapping[int, Avenant], courante: bool
) -> TrancheVue:
    quarts = dict.fromkeys((partie.pk for partie in parties), 0)
    quarts |= {allocation.partie_id: allocation.quarts for allocation in tranche.allocations.all()}
    avenant = avenants[tranche.avenant_id] if tranche.avenant_id else None
    return TrancheVue(tranche.debut, fin, avenant, quarts, courante)


def _find_fin(projet: Tranche, vues: Iterable[TrancheVue], convention: Convention) -> date | None:
    """The last day of a draft slice if it were signed: the day before the next one that counts."""
    suivante = next((vue.debut for vue in vues if vue.debut > projet.debut), None)
    return suivante - UN_JOUR if suivante else convention.fin_heures
