"""Grants as pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from communes.models import Convention
from subventions.calculs.assiette import check_assiette
from subventions.calculs.etats import find_etat
from subventions.calculs.tresorerie import compute_tresorerie, count_non_encaisse, keep_trimestres
from subventions.calculs.versements import compute_versements
from subventions.enums import Methode, Suspension
from subventions.models import Cofinancement, Subvention
from subventions.presentation.assiette import AssietteVue, present_assiette
from subventions.presentation.tresorerie import TresorerieVue, present_tresorerie
from subventions.presentation.versements import DessinSubvention, VersementVu, draw_subvention
from subventions.selectors.dossier import read_convention, read_subvention


@dataclass(frozen=True, slots=True)
class SubventionVue:
    """One grant with its instalments, in cents."""

    subvention: Subvention
    versements: tuple[VersementVu, ...]

    @property
    def recu(self) -> int:
        """Cents received so far, less those given back."""
        return sum(versement.montant_recu or 0 for versement in self.versements)

    @property
    def attendu(self) -> int:
        """Cents of all instalments, those cancelled excepted."""
        return sum(versement.montant_attendu for versement in self.versements)

    @property
    def dessin(self) -> DessinSubvention:
        """The bar of what came."""
        return draw_subvention(self.subvention.montant, self.versements)


def see_subvention(subvention: Subvention, *, now: date) -> SubventionVue:
    """A grant on that day, instalments by rank; no query when `versements` is prefetched."""
    echeances = compute_versements(read_subvention(subvention))
    versements = sorted(subvention.versements.all(), key=lambda versement: versement.rang)
    return SubventionVue(
        subvention,
        tuple(
            VersementVu(
                numero=versement.pk,
                attendu=echeance,
                pourcentage=versement.pourcentage,
                recu_le=versement.recu_le,
                montant_recu=versement.montant_recu,
                etat=find_etat(echeance, versement.recu_le, versement.montant_recu, versement.suspension, now),
                reference=versement.reference,
                motif=versement.motif,
            )
            for versement, echeance in zip(versements, echeances, strict=True)
        ),
    )


def list_ecartes(subventions: Iterable[Subvention]) -> tuple[tuple[int, int], ...]:
    """The suspended and cancelled instalments, as forecasts leave them out: place of the grant, rank.

    `subventions` in the order of `read_convention`, `versements` prefetched.
    """
    return tuple(
        (place, versement.rang)
        for place, subvention in enumerate(subventions)
        for versement in subvention.versements.all()
        if versement.suspension != Suspension.NON
    )


@dataclass(frozen=True, slots=True)
class FinancesVues:
    """The money that an agreement expects and spends, on one day; amounts in cents.

    `non_encaisse`: what the grants have acquired by *prorata* and that has not come; 0 under the other method.
    """

    subventions: tuple[SubventionVue, ...]
    cofinancements: tuple[Cofinancement, ...]
    tresorerie: TresorerieVue | None
    assiettes: tuple[AssietteVue, ...]
    non_encaisse: int

    @property
    def montant(self) -> int:
        """All grants."""
        return sum(vue.subvention.montant for vue in self.subventions)

    @property
    def recu(self) -> int:
        """All that came of them."""
        return sum(vue.recu for vue in self.subventions)

    @property
    def aides(self) -> int:
        """All co-financing."""
        return sum(cofinancement.montant for cofinancement in self.cofinancements)


def read_finances(convention: Convention, *, now: date, detailed_pay: bool) -> FinancesVues:
    """Grants, co-financing, cash and eligible pay on that day; 10 queries whatever their number.

    Without `detailed_pay` the cash is told every three months: what is paid in one month is the adviser's own.
    """
    subventions = list(convention.subventions.order_by("pk").prefetch_related("versements"))
    dossier = read_convention(convention)
    mois = compute_tresorerie(dossier, now, list_ecartes(subventions))
    if not detailed_pay:
        mois = keep_trimestres(mois)
    prorata = convention.methode == Methode.PRORATA
    return FinancesVues(
        subventions=tuple(
            see_subvention(subvention, now=now)
            for subvention in sorted(subventions, key=lambda subvention: (subvention.debut, subvention.pk))
        ),
        cofinancements=tuple(convention.cofinancements.all()),
        tresorerie=present_tresorerie(mois, now, par_mois=detailed_pay),
        assiettes=present_assiette(check_assiette(dossier, now)),
        non_encaisse=count_non_encaisse(dossier.subventions, now) if prorata else 0,
    )
