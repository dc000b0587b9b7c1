"""The final settlement: grants counted on the sums really received."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from subventions.calculs.donnees import Dossier, Subvention


def settle(dossier: Dossier, au: date) -> Dossier:
    """The dossier with each grant brought to what was received of it, pay-backs taken off; `au`: the last day stated.

    Spread by days, every closed period is then computed again on the sums received (R14); counted when received, what
    came after `au` falls on that day.
    """
    return replace(dossier, subventions=tuple(_settle(subvention, au) for subvention in dossier.subventions))


def _settle(subvention: Subvention, au: date) -> Subvention:
    recu = sum(versement.montant_recu or 0 for versement in subvention.versements)
    versements = tuple(
        replace(versement, recu_le=au) if versement.recu_le is not None and versement.recu_le > au else versement
        for versement in subvention.versements
    )
    return replace(subvention, montant=max(recu, 0), versements=versements)
