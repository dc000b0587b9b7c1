"""The year that a home page speaks of, foreseen by the same function as the forecast's own page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from communes.models import Convention, Partie
from conseiller.graphiques import PartGraphique
from conseiller.montants import format_euros
from subventions.calculs.prevision import Prevision
from subventions.calculs.previsionnel import Previsionnel
from subventions.calculs.refus import CalculImpossible
from subventions.presentation.mots import label_periode
from subventions.selectors.previsions import choose_annee, read_exercices, read_prevision


@dataclass(frozen=True, slots=True)
class AnneeVue:
    """One year of an agreement: its figures, and those of the same year without any grant; amounts in cents.

    `prevue` is None when the year cannot be foreseen, and `refus` says why.
    """

    annee: int
    parties: tuple[Partie, ...]
    prevue: Prevision | None
    refus: str
    source: Previsionnel

    @property
    def nom(self) -> str:
        """« Année 2022 », « 1er semestre 2023 »: the days of the year that the agreement covers."""
        assert self.prevue is not None
        return label_periode(self.prevue.resultat.du, self.prevue.resultat.au)

    @property
    def total(self) -> int:
        """Everything that the year costs: common costs, and those that one commune bears alone."""
        assert self.prevue is not None
        resultat = self.prevue.resultat
        return resultat.couts + sum(part.affectees for part in resultat.parts)

    @property
    def parts(self) -> list[PartGraphique]:
        """What each party should owe, as charts draw it."""
        return draw_parts(self.parties, self.prevue)

    def find_part(self, partie: Partie) -> int | None:
        """What that party should owe, in cents."""
        return find_part(self.prevue, partie)

    def compute_sans_subvention(self) -> Prevision | None:
        """The same year, same costs and hours, had there been no grant and nothing left from the year before."""
        dossier = replace(self.source.dossier, subventions=())
        try:
            return replace(self.source, dossier=dossier, report=0, ecartes=()).compute()
        except CalculImpossible:
            return None


def find_part(prevue: Prevision | None, partie: Partie) -> int | None:
    """What one party should owe, in cents; None without a forecast."""
    montants = {part.insee: part.montant for part in prevue.parts} if prevue else {}
    return montants.get(partie.organisme.code)


def draw_parts(parties: tuple[Partie, ...], prevue: Prevision | None) -> list[PartGraphique]:
    """What each party should owe, in the act's order and under its own pattern."""
    montants = [(partie, find_part(prevue, partie) or 0) for partie in parties]
    return [
        PartGraphique(partie.organisme.nom, montant, partie.ordre - 1, format_euros(montant))
        for partie, montant in montants
    ]


def read_annee(convention: Convention, *, now: date, suivante: bool = False) -> AnneeVue | None:
    """The year of the day, or the one that budgets are prepared for; None while the agreement has no hours.

    A day before the agreement or after it counts as its first or last year. In 24 queries.
    """
    exercices = read_exercices(convention)
    if not exercices:
        return None
    annee = choose_annee(exercices, now) if suivante else min(max(now.year, exercices[0]), exercices[-1])
    lecture = read_prevision(convention, annee, jour=now)
    parties = tuple(convention.parties.select_related("organisme"))
    return AnneeVue(annee, parties, lecture.prevision, lecture.refus, lecture.previsionnel)
