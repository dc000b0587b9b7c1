"""Step 1, the costs: by category, then every expense with the days that count (R3, R4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from conseiller.montants import format_euros
from subventions.calculs.resultat import Etalement, LigneDepense, Resultat
from subventions.enums import PAIE, Nature
from subventions.presentation.mots import count_mots, subtract, write_bornes


@dataclass(frozen=True, slots=True)
class DepenseVue:
    """One expense. `calcul` is empty when the whole amount falls in the period; `commune` when all bear it."""

    libelle: str
    nature: str
    reference: str
    commune: str
    dates: str
    montant: int
    calcul: str
    retenu: int


@dataclass(frozen=True, slots=True)
class EtapeCouts:
    """Common costs by category, their total, then the expenses: common ones and those of a single commune."""

    natures: tuple[tuple[str, int], ...]
    total: int
    communes: tuple[DepenseVue, ...]
    affectees: tuple[DepenseVue, ...]
    grouped_pay: bool


def present_couts(resultat: Resultat, noms: Mapping[str, str], *, detailed_pay: bool) -> EtapeCouts:
    """Word the expenses of the period; without `detailed_pay`, those of pay are summed by category."""
    depenses = list(resultat.depenses)
    paie = [] if detailed_pay else [depense for depense in depenses if depense.nature in PAIE]
    autres = depenses if detailed_pay else [depense for depense in depenses if depense.nature not in PAIE]
    vues = [*_group_pay(paie, noms), *(_present_depense(depense, noms) for depense in autres)]
    return EtapeCouts(
        natures=tuple((nature.libelle, montant) for nature, montant in resultat.couts_par_nature.items()),
        total=resultat.couts,
        communes=tuple(vue for vue in vues if not vue.commune),
        affectees=tuple(vue for vue in vues if vue.commune),
        grouped_pay=bool(paie),
    )


def _present_depense(depense: LigneDepense, noms: Mapping[str, str]) -> DepenseVue:
    etalement = depense.etalement
    return DepenseVue(
        libelle=depense.libelle,
        nature=depense.nature.libelle,
        reference=depense.reference,
        commune=noms[depense.affectation] if depense.affectation else "",
        dates=write_bornes(etalement.debut, etalement.fin),
        montant=etalement.montant,
        calcul=write_etalement(etalement),
        retenu=etalement.retenu,
    )


def write_etalement(etalement: Etalement) -> str:
    """How many days of an amount count, and with which cumulated figures (R3); empty when they all do."""
    jours = etalement.jours_fin - etalement.jours_avant
    if jours == etalement.jours_total:
        return ""
    texte = f"{count_mots(jours, 'jour')} sur {etalement.jours_total}"
    if etalement.jours_avant == 0:
        return texte
    return f"{texte}\u00a0: {format_euros(etalement.cumul_fin)} {subtract(etalement.cumul_avant)}"


def _group_pay(depenses: list[LigneDepense], noms: Mapping[str, str]) -> list[DepenseVue]:
    """One line by category and bearer, over the dates that its expenses span."""

    def key(depense: LigneDepense) -> tuple[int, str]:
        return list(Nature).index(depense.nature), depense.affectation or ""

    vues = []
    for (_, affectation), groupe in groupby(sorted(depenses, key=key), key=key):
        lignes = list(groupe)
        etalements = [ligne.etalement for ligne in lignes]
        nature = lignes[0].nature.libelle
        vues.append(
            DepenseVue(
                libelle=f"{nature}, {count_mots(len(lignes), 'dépense')}",
                nature=nature,
                reference="",
                commune=noms[affectation] if affectation else "",
                dates=write_bornes(min(e.debut for e in etalements), max(e.fin for e in etalements)),
                montant=sum(e.montant for e in etalements),
                calcul="",
                retenu=sum(e.retenu for e in etalements),
            )
        )
    return vues
