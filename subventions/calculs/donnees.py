"""What the calculation reads: one agreement as plain values.

Amounts are integer cents, hours are integer hundredths of an hour per year, dates are inclusive at both ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from communes.enums import TypeOrganisme
from subventions.enums import EtatDepense, Methode, Nature


@dataclass(frozen=True, slots=True)
class Commune:
    """One body that takes part. `insee` is its key: INSEE code, or SIREN of an employing body that is not a commune."""

    insee: str
    nom: str
    siret: str
    employeuse: bool
    type: TypeOrganisme = TypeOrganisme.COMMUNE


@dataclass(frozen=True, slots=True)
class Tranche:
    """Hours attributed from `debut` to `fin` (None: open), per commune, in hundredths of an hour per year (R2)."""

    debut: date
    fin: date | None
    avenant: int | None
    heures: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Versement:
    """One instalment: set by percentage (hundredths of a percent) or by amount, by delay in months or by date (R10)."""

    rang: int
    pourcentage: int | None
    montant_prevu: int | None
    mois: int | None
    prevu_le: date | None
    recu_le: date | None
    montant_recu: int | None


@dataclass(frozen=True, slots=True)
class Subvention:
    """One grant over its term, with its instalments (R5, R10)."""

    libelle: str
    montant: int
    signee_le: date | None
    debut: date
    fin: date
    versements: tuple[Versement, ...]


@dataclass(frozen=True, slots=True)
class Cofinancement:
    """Money from elsewhere, deducted before sharing, spread over its span (R6)."""

    libelle: str
    montant: int
    debut: date
    fin: date


@dataclass(frozen=True, slots=True)
class Depense:
    """One expense over its service period (R4); `affectation` is the one commune that bears it whole, or None."""

    libelle: str
    nature: Nature
    montant: int
    debut: date
    fin: date
    affectation: str | None
    etat: EtatDepense = EtatDepense.CONSTATE
    reference: str = ""
    exercice: int | None = None
    eligible: bool | None = None


@dataclass(frozen=True, slots=True)
class DecompteArrete:
    """A statement already closed, as the dossier tells it (R14)."""

    numero: str
    du: date
    au: date
    methode: Methode
    parts: Mapping[str, int]
    regularisations: Mapping[str, int]
    report_nouveau: int


@dataclass(frozen=True, slots=True)
class Dossier:
    """One agreement, whole: the product's interchange format once it has been read and checked."""

    communes: tuple[Commune, ...]
    objet: str
    debut: date
    fin: date
    tranches: tuple[Tranche, ...]
    subventions: tuple[Subvention, ...]
    cofinancements: tuple[Cofinancement, ...]
    depenses: tuple[Depense, ...]
    methode: Methode
    decomptes: tuple[DecompteArrete, ...] = ()
