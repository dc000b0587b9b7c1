"""The cash that the employing body advances, month after month: what is spent and what has come."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from communes.calculs import add_months
from subventions.calculs.coupes import Periode, group_by_periode
from subventions.calculs.donnees import Dossier, Subvention
from subventions.calculs.etalement import spread
from subventions.calculs.versements import receive_attendus
from subventions.enums import EtatDepense

# An amount in cents, then its first and last day.
Mouvement = tuple[int, date, date]


@dataclass(frozen=True, slots=True)
class MoisTresorerie:
    """Where the cash stands on the last day of a month, in cents cumulated since the beginning.

    `mois`: its first day. `depenses_prevues` and `recettes_prevues` are the forecast part of what precedes them.
    `previsionnel`: the month has not begun.
    """

    mois: date
    depenses: int
    depenses_prevues: int
    recettes: int
    recettes_prevues: int
    previsionnel: bool

    @property
    def avance(self) -> int:
        """What the employing body has advanced, in cents; negative when more has come than was spent."""
        return self.depenses - self.recettes


def compute_tresorerie(
    dossier: Dossier, jour: date, ecartes: Collection[tuple[int, int]] = ()
) -> tuple[MoisTresorerie, ...]:
    """Every month from the agreement's first to its last, or to the last one that spends or receives something.

    Expenses, common or assigned, and co-financing follow their spans by cumulated rounding (R3); instalments come on
    their day, those still expected on `jour` as `receive_attendus` says (`ecartes` is its own). What the communes pay
    is not counted: this is what they have to pay for. What precedes the first month is counted in it.
    """
    depenses = [(depense.montant, depense.debut, depense.fin) for depense in dossier.depenses]
    prevues = [
        (depense.montant, depense.debut, depense.fin)
        for depense in dossier.depenses
        if depense.etat is EtatDepense.PREVU
    ]
    aides = [(aide.montant, aide.debut, aide.fin) for aide in dossier.cofinancements]
    encaisses = [*aides, *_list_recus(dossier.subventions)]
    attendus = [*aides, *_list_recus(receive_attendus(dossier.subventions, jour, ecartes))]
    mois = _list_mois(dossier.debut, max([dossier.fin, *(fin for _, _, fin in (*depenses, *attendus))]))
    cumuls = [_cumulate(mois, mouvements) for mouvements in (depenses, prevues, encaisses, attendus)]
    return tuple(
        MoisTresorerie(
            mois=fin.replace(day=1),
            depenses=depense,
            depenses_prevues=prevu,
            recettes=attendu,
            recettes_prevues=attendu - encaisse,
            previsionnel=fin.replace(day=1) > jour,
        )
        for (_, fin), depense, prevu, encaisse, attendu in zip(mois, *cumuls, strict=True)
    )


def keep_trimestres(mois: Sequence[MoisTresorerie]) -> tuple[MoisTresorerie, ...]:
    """Every third month and the last one, never less than three months apart when there are as many.

    Two months in a row tell what the adviser was paid in between, once the expenses that everybody reads are taken off.
    """
    gardes = list(mois[2::3])
    if gardes[-1:] != list(mois[-1:]):
        gardes[-1:] = mois[-1:]
    return tuple(gardes)


def _list_recus(subventions: Iterable[Subvention]) -> list[Mouvement]:
    return [
        (versement.montant_recu, versement.recu_le, versement.recu_le)
        for subvention in subventions
        for versement in subvention.versements
        if versement.recu_le is not None and versement.montant_recu is not None
    ]


def _list_mois(du: date, au: date) -> list[Periode]:
    """The months of a span, whole; the first one also takes all that came before it."""
    origine = du.replace(day=1)
    nombre = 12 * (au.year - du.year) + au.month - du.month + 1
    debuts = [add_months(origine, rang) for rang in range(nombre)]
    fins = [debut.replace(day=monthrange(debut.year, debut.month)[1]) for debut in debuts]
    return list(zip([date.min, *debuts[1:]], fins, strict=True))


def _cumulate(mois: Sequence[Periode], mouvements: Iterable[Mouvement]) -> list[int]:
    """What the movements have come to at the end of each month; each is read only in the months that it touches."""
    groupes = group_by_periode(mois, [((debut, fin), (montant, debut, fin)) for montant, debut, fin in mouvements])
    return list(
        accumulate(
            sum(spread(*mouvement, *periode).retenu for mouvement in groupe)
            for periode, groupe in zip(mois, groupes, strict=True)
        )
    )


def count_non_encaisse(subventions: Iterable[Subvention], jour: date) -> int:
    """Cents that the grants have acquired by *prorata* up to `jour` (R3) beyond what came; never negative."""
    acquis = recu = 0
    for subvention in subventions:
        acquis += spread(subvention.montant, subvention.debut, subvention.fin, date.min, jour).retenu
        recu += sum(montant for montant, le, _ in _list_recus([subvention]) if le <= jour)
    return max(acquis - recu, 0)
