"""The accounts as the paper lays them out: one column by party, as many as its width holds."""

from __future__ import annotations

from dataclasses import dataclass

from subventions.presentation.comptes import CompteVu, EtapeComptes

# What 168 mm hold beside the names of the lines.
COMPTES_PAR_TABLEAU = 4


@dataclass(frozen=True, slots=True)
class LigneComptes:
    """One line of several accounts; `detail` when it is the same for all, cents or None where an account has none."""

    libelle: str
    detail: str
    montants: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class TableauComptes:
    """The accounts of a few parties, line by line."""

    comptes: tuple[CompteVu, ...]
    lignes: tuple[LigneComptes, ...]


def lay_out_comptes(etape: EtapeComptes) -> tuple[TableauComptes, ...]:
    """The tables of the accounts; none when each party is called for its share alone."""
    if etape.simple:
        return ()
    comptes = etape.comptes
    groupes = [comptes[debut : debut + COMPTES_PAR_TABLEAU] for debut in range(0, len(comptes), COMPTES_PAR_TABLEAU)]
    return tuple(TableauComptes(groupe, _list_lignes(groupe)) for groupe in groupes)


def _list_lignes(comptes: tuple[CompteVu, ...]) -> tuple[LigneComptes, ...]:
    """Every line that one of the accounts has, in the order of all."""
    ordres = sorted({ligne.ordre for compte in comptes for ligne in compte.lignes})
    return tuple(_lay_out_ligne(comptes, ordre) for ordre in ordres)


def _lay_out_ligne(comptes: tuple[CompteVu, ...], ordre: int) -> LigneComptes:
    lignes = [next((ligne for ligne in compte.lignes if ligne.ordre == ordre), None) for compte in comptes]
    presentes = [ligne for ligne in lignes if ligne]
    details = {ligne.detail for ligne in presentes}
    return LigneComptes(
        presentes[0].libelle,
        details.pop() if len(details) == 1 else "",
        tuple(ligne.montant if ligne else None for ligne in lignes),
    )
