"""The lines of a statement: expenses, grants and co-financing that count in a period (R3 to R6, R18)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from subventions.calculs.donnees import Cofinancement, Depense, Subvention
from subventions.calculs.etalement import spread
from subventions.calculs.resultat import LigneCofinancement, LigneDepense, LigneSubvention
from subventions.enums import EtatDepense, Methode


def list_depenses(depenses: Iterable[Depense], du: date, au: date) -> tuple[LigneDepense, ...]:
    """The actual expenses whose service period touches the statement's, credit notes included (R4, R18)."""
    return tuple(
        LigneDepense(
            depense.libelle,
            depense.nature,
            depense.reference,
            depense.affectation,
            spread(depense.montant, depense.debut, depense.fin, du, au),
        )
        for depense in depenses
        if depense.etat is EtatDepense.CONSTATE and depense.debut <= au and depense.fin >= du
    )


def list_subventions(
    subventions: Iterable[Subvention], methode: Methode, du: date, au: date
) -> tuple[LigneSubvention, ...]:
    """Every grant, even one that gives nothing in the period, with its cumulated figures (R5)."""
    return tuple(_compute_subvention(subvention, methode, du, au) for subvention in subventions)


def _compute_subvention(subvention: Subvention, methode: Methode, du: date, au: date) -> LigneSubvention:
    encaisse_cumule = encaisse = 0
    recus = []
    for versement in subvention.versements:
        if versement.recu_le is None or versement.montant_recu is None or versement.recu_le > au:
            continue
        encaisse_cumule += versement.montant_recu
        if versement.recu_le >= du:
            encaisse += versement.montant_recu
            recus.append((versement.recu_le, versement.montant_recu))
    etalement = None
    if methode is Methode.PRORATA:
        etalement = spread(subvention.montant, subvention.debut, subvention.fin, du, au)
    return LigneSubvention(
        libelle=subvention.libelle,
        montant=subvention.montant,
        debut=subvention.debut,
        fin=subvention.fin,
        etalement=etalement,
        recus=tuple(sorted(recus)),
        encaisse_cumule=encaisse_cumule,
        retenu=encaisse if etalement is None else etalement.retenu,
    )


def list_cofinancements(cofinancements: Iterable[Cofinancement], du: date, au: date) -> tuple[LigneCofinancement, ...]:
    """The co-financing whose span touches the period (R6)."""
    return tuple(
        LigneCofinancement(aide.libelle, spread(aide.montant, aide.debut, aide.fin, du, au))
        for aide in cofinancements
        if aide.debut <= au and aide.fin >= du
    )
