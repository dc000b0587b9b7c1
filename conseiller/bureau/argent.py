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
from conseiller.montants import format_euros, format_nombre
from subventions.calculs.versements import Echeance, compute_versements
from subventions.enums import EtatDecompte, EtatDepense
from subventions.models import Decompte, Depense, Part, Subvention
from subventions.presentation.mots import write_jour
from subventions.selectors import EtatAvancement, list_progress, read_subvention


@dataclass(frozen=True, slots=True)
class VersementVu:
    """One instalment, expected and received; `en_retard` counts from the day after the last one of its window."""

    attendu: Echeance
    pourcentage: int | None
    recu_le: date | None
    montant_recu: int | None
    en_retard: bool

    @property
    def jour(self) -> date | None:
        """When it came, else when it is due."""
        return self.recu_le or self.attendu.dernier_jour

    @property
    def part(self) -> str:
        """« 20 % », or nothing when the instalment is set by amount."""
        return "" if self.pourcentage is None else f"{format_nombre(self.pourcentage)}\u00a0%"

    @property
    def fenetre(self) -> str:
        """The days between which it is expected, or what they wait for."""
        premier, dernier = self.attendu.premier_jour, self.attendu.dernier_jour
        if dernier is None:
            return "après la signature"
        return f"le {write_jour(dernier)}" if premier == dernier else f"d’ici le {write_jour(dernier)}"


@dataclass(frozen=True, slots=True)
class SubventionVue:
    """One grant with its instalments, in cents."""

    subvention: Subvention
    versements: tuple[VersementVu, ...]

    comptee: str

    @property
    def recu(self) -> int:
        """Cents received so far."""
        return sum(versement.montant_recu or 0 for versement in self.versements)

    @property
    def attendu(self) -> int:
        """Cents of all instalments."""
        return sum(versement.attendu.montant for versement in self.versements)


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
        attendus = [v for vue in self.subventions for v in vue.versements if not v.recu_le]
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
            subventions=tuple(_see_subvention(un, convention, now) for un in convention.subventions.all()),
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


def _see_subvention(subvention: Subvention, convention: Convention, now: date) -> SubventionVue:
    echeances = compute_versements(read_subvention(subvention))
    versements = sorted(subvention.versements.all(), key=lambda versement: versement.rang)
    return SubventionVue(
        subvention,
        tuple(
            VersementVu(
                attendu=echeance,
                pourcentage=versement.pourcentage,
                recu_le=versement.recu_le,
                montant_recu=versement.montant_recu,
                en_retard=not versement.recu_le and echeance.dernier_jour is not None and echeance.dernier_jour < now,
            )
            for versement, echeance in zip(versements, echeances, strict=True)
        ),
        f"comptée {convention.get_methode_display()}",
    )


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
