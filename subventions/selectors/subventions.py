"""Grants as pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from subventions.calculs.etats import find_etat
from subventions.calculs.versements import compute_versements
from subventions.enums import Suspension
from subventions.models import Subvention
from subventions.presentation.versements import DessinSubvention, VersementVu, draw_subvention
from subventions.selectors.dossier import read_subvention


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


def list_ecartes(subventions: Iterable[Subvention]) -> set[tuple[int, int]]:
    """The suspended and cancelled instalments, as forecasts leave them out: place of the grant, rank.

    `subventions` in the order of `read_convention`, `versements` prefetched.
    """
    return {
        (place, versement.rang)
        for place, subvention in enumerate(subventions)
        for versement in subvention.versements.all()
        if versement.suspension != Suspension.NON
    }
