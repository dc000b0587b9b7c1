"""The money of agreements as pages show it: grants and what came of them, statements and where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Sum

from communes.calculs import find_uncovered
from communes.models import Convention
from communes.models.convention import ConventionQuerySet
from communes.permissions import Action
from conseiller.graphiques import PartGraphique
from conseiller.montants import format_euros
from subventions.enums import EtatDecompte, EtatDepense
from subventions.models import Decompte, Depense, Part
from subventions.presentation.versements import VersementVu
from subventions.selectors import EtatAvancement, SubventionVue, list_progress, see_subvention


@dataclass(frozen=True, slots=True)
class DecompteVu:
    """One statement; `ma_part` is the share of the agent's own party, None for the employing body."""

    decompte: Decompte
    avancement: EtatAvancement
    ma_part: int | None

    @property
    def parts(self) -> list[PartGraphique]:
        """Every party's share in cents, as the bar draws it."""
        return [
            PartGraphique(part.partie.organisme.nom, part.montant, part.partie.ordre - 1, format_euros(part.montant))
            for part in self.decompte.parts.all()
        ]


@dataclass(frozen=True, slots=True)
class ArgentVu:
    """The money of one agreement; `a_demander`: periods that have ended without a statement."""

    convention: Convention
    subventions: tuple[SubventionVue, ...]
    decomptes: tuple[DecompteVu, ...]
    depenses: int
    a_demander: tuple[tuple[date, date], ...]
    peut_demander: bool

    @property
    def identifiant(self) -> str:
        """Tells its bar from those of other agreements on the same page."""
        return f"barre-{self.convention.pk}"

    @property
    def subvention(self) -> int:
        """All grants together, in cents."""
        return sum(vue.subvention.montant for vue in self.subventions)

    @property
    def recu(self) -> int:
        """All that was received, in cents."""
        return sum(vue.recu for vue in self.subventions)

    @property
    def prochain(self) -> VersementVu | None:
        """The earliest instalment still to come."""
        attendus = [v for vue in self.subventions for v in vue.versements if v.est_attendu]
        return min(attendus, key=lambda v: (v.jour is None, v.jour or date.max), default=None)

    @property
    def partenaire(self) -> bool:
        """Whether the agent reads for a partner, who has a share of their own."""
        return any(vue.ma_part is not None for vue in self.decomptes)

    @property
    def dernier(self) -> DecompteVu | None:
        """The latest statement with figures."""
        return next((vue for vue in self.decomptes if vue.decompte.reste is not None), None)


def read_argent(
    conventions: ConventionQuerySet, agent: Any, *, now: date, seulement: int | None = None
) -> list[ArgentVu]:
    """The money of those agreements whose statements the agent may read, in 12 queries whatever their number."""
    lisibles = conventions.permitted(agent, Action.VOIR_DECOMPTE)
    if seulement is not None:
        lisibles = lisibles.filter(pk=seulement)
    demandables = set(conventions.permitted(agent, Action.DEMANDER_DECOMPTE).values_list("pk", flat=True))
    lues = lisibles.prefetch_related(
        "subventions__versements",
        Prefetch("decomptes", Decompte.objects.defer("instantane")),
        Prefetch("decomptes__parts", Part.objects.select_related("partie__organisme")),
    )
    constatees = Depense.objects.filter(convention__in=lisibles, etat=EtatDepense.CONSTATE).order_by()
    sommes = dict(constatees.values("convention").annotate(somme=Sum("montant")).values_list("convention", "somme"))
    organismes = set(agent.roles.values_list("organisme", flat=True))
    avancements = list_progress([decompte for convention in lues for decompte in convention.decomptes.all()])
    return [
        ArgentVu(
            convention=convention,
            subventions=tuple(see_subvention(un, now=now) for un in convention.subventions.all()),
            decomptes=tuple(
                DecompteVu(decompte, avancements[decompte.pk], _find_ma_part(decompte, convention, organismes))
                for decompte in convention.decomptes.all()
            ),
            depenses=sommes.get(convention.pk, 0),
            a_demander=tuple(_list_a_demander(convention, now)),
            peut_demander=convention.pk in demandables,
        )
        for convention in lues
    ]


def _find_ma_part(decompte: Decompte, convention: Convention, organismes: set[int]) -> int | None:
    if convention.employeuse_id in organismes:
        return None
    miennes = [part.montant for part in decompte.parts.all() if part.partie.organisme_id in organismes]
    return miennes[0] if miennes else None


def _list_a_demander(convention: Convention, now: date) -> Iterator[tuple[date, date]]:
    """Calendar years of the agreement (R11) that have ended with days that no statement takes."""
    vivants = [d for d in convention.decomptes.all() if d.etat != EtatDecompte.REMPLACE]
    spans = [(decompte.du, decompte.au) for decompte in vivants]
    for annee in range(convention.debut.year, convention.fin.year + 1):
        du, au = max(date(annee, 1, 1), convention.debut), min(date(annee, 12, 31), convention.fin)
        premier = find_uncovered(spans, du, au)
        if au < now and premier is not None:
            yield premier, au
