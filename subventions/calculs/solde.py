"""The final settlement: grants counted on the sums really received, and what is left over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from conseiller.montants import apportion
from subventions.calculs.donnees import Dossier, Subvention
from subventions.calculs.resultat import Resultat


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


def share_excedent(dossier: Dossier, resultat: Resultat) -> dict[str, int]:
    """What a final statement leaves over, in cents, in proportion to all that each commune has been asked for.

    By the largest remainder, ties as for the shares (R8); empty when nothing is left, or when nobody owed anything.
    """
    demandes = {part.insee: part.total for part in resultat.parts}
    for arrete in dossier.decomptes:
        for montants in (arrete.parts, arrete.regularisations):
            for insee, montant in montants.items():
                demandes[insee] = demandes.get(insee, 0) + montant
    for insee, montant in (resultat.regularisations or {}).items():
        demandes[insee] += montant
    communes = dossier.communes
    poids = [max(demandes.get(commune.insee, 0), 0) for commune in communes]
    if resultat.report_nouveau == 0 or not any(poids):
        return {}
    priorites = [(not commune.employeuse, -poids[rang], commune.insee) for rang, commune in enumerate(communes)]
    quotients = apportion(-resultat.report_nouveau, poids, sorted(range(len(communes)), key=priorites.__getitem__))
    return {commune.insee: entier + centime for commune, (entier, _, centime) in zip(communes, quotients, strict=True)}
