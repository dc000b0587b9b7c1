"""What the calculation answers: every step, so that a reader with a pencil can redo it.

Amounts are integer cents, hours and keys are in hundredths of an hour (and hundredths of hours × days).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from subventions.enums import Methode, Nature


@dataclass(frozen=True, slots=True)
class Etalement:
    """An amount spread over `[debut, fin]` and what falls in the period (R3): `cumul_fin - cumul_avant`."""

    montant: int
    debut: date
    fin: date
    jours_total: int
    jours_fin: int
    cumul_fin: int
    jours_avant: int
    cumul_avant: int

    @property
    def retenu(self) -> int:
        """Cents that belong to the period."""
        return self.cumul_fin - self.cumul_avant


@dataclass(frozen=True, slots=True)
class LigneDepense:
    """One expense that touches the period (R4)."""

    libelle: str
    nature: Nature
    reference: str
    affectation: str | None
    etalement: Etalement


@dataclass(frozen=True, slots=True)
class LigneSubvention:
    """One grant in the period (R5). `etalement` is None under *encaissement*.

    `recus`: the receipts that fall in the period (date, cents); `encaisse_cumule`: received up to its last day.
    """

    libelle: str
    montant: int
    debut: date
    fin: date
    etalement: Etalement | None
    recus: tuple[tuple[date, int], ...]
    encaisse_cumule: int
    retenu: int


@dataclass(frozen=True, slots=True)
class LigneCofinancement:
    """One co-financing in the period (R6)."""

    libelle: str
    etalement: Etalement


@dataclass(frozen=True, slots=True)
class TrancheRetenue:
    """The part of a slice inside the period (R2): its days there and the hours per year of each commune."""

    debut: date
    fin: date
    jours: int
    avenant: int | None
    heures: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PartCommune:
    """One commune's share (R8): `reste × cle / cle_totale` is exactly `entier` + `fraction` / `cle_totale` cents."""

    insee: str
    cle: int
    entier: int
    fraction: int
    centime_ajoute: int
    affectees: int

    @property
    def commune(self) -> int:
        """Share of the common costs, in cents."""
        return self.entier + self.centime_ajoute

    @property
    def total(self) -> int:
        """What the commune owes for the period: common share and assigned expenses, in cents."""
        return self.entier + self.centime_ajoute + self.affectees


@dataclass(frozen=True, slots=True)
class Exercice:
    """What falls in one financial (calendar) year of the period (R11), in cents; the years add up to the period."""

    annee: int
    du: date
    au: date
    couts: int
    subvention: int
    cofinancements: int

    @property
    def solde(self) -> int:
        """Costs less what pays for them, before any report, in cents."""
        return self.couts - self.subvention - self.cofinancements


@dataclass(frozen=True, slots=True)
class Resultat:
    """A statement computed for `[du, au]`, in the order in which it is printed."""

    du: date
    au: date
    jours: int
    methode: Methode
    depenses: tuple[LigneDepense, ...]
    couts_par_nature: Mapping[Nature, int]
    couts: int
    lignes_subvention: tuple[LigneSubvention, ...]
    subvention: int
    lignes_cofinancement: tuple[LigneCofinancement, ...]
    cofinancements: int
    report_anterieur: int
    reste: int
    report_nouveau: int
    tranches: tuple[TrancheRetenue, ...]
    cle_totale: int
    parts: tuple[PartCommune, ...]
    centimes_distribues: int
    exercices: tuple[Exercice, ...]
    regularisations: Mapping[str, int] | None = None
    # The closed statements computed again, in order (R14).
    recalcules: tuple[Resultat, ...] = ()

    @property
    def solde(self) -> int:
        """Costs less what pays for them, before any report, in cents."""
        return self.reste - self.report_anterieur

    def part(self, insee: str) -> PartCommune:
        """The share of one commune; raises KeyError when it does not take part."""
        for part in self.parts:
            if part.insee == insee:
                return part
        raise KeyError(insee)
