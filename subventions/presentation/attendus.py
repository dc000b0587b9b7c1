"""The grants of a year to come: what is received, and what is still expected."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from subventions.calculs.previsionnel import Previsionnel
from subventions.calculs.resultat import Resultat
from subventions.enums import Methode
from subventions.presentation.subvention import EtapeSubvention, LigneVue, SubventionVue, present_subvention


def present_subvention_attendue(source: Previsionnel, resultat: Resultat) -> EtapeSubvention:
    """As on a statement, but for what is received: the year is not over, and part of it is only expected."""
    etape = present_subvention(resultat)
    recus = {
        (versement.recu_le, versement.montant_recu)
        for subvention in source.dossier.subventions
        for versement in subvention.versements
    }
    encaissement = resultat.methode is Methode.ENCAISSEMENT
    return replace(
        etape,
        subventions=tuple(
            replace(
                vue,
                encaisse="",
                phrase=vue.phrase.replace("reçus dans la période", "reçus ou attendus dans l’année"),
                lignes=_word_attendus(vue, ligne.recus, recus) if encaissement else vue.lignes,
            )
            for vue, ligne in zip(etape.subventions, resultat.lignes_subvention, strict=True)
        ),
    )


def _word_attendus(
    vue: SubventionVue, comptes: tuple[tuple[date, int], ...], recus: set[tuple[date | None, int | None]]
) -> tuple[LigneVue, ...]:
    return tuple(
        ligne if compte in recus else replace(ligne, libelle="Versement attendu")
        for ligne, compte in zip(vue.lignes, comptes, strict=True)
    )
