"""Words of the field that code and database share."""

from enum import StrEnum


class Nature(StrEnum):
    """Type of an expense, as the dossier names it."""

    REMUNERATION = "remuneration"
    CHARGES = "charges"
    EQUIPEMENT = "equipement"
    DEPLACEMENT = "deplacement"
    LICENCE = "licence"
    FORMATION = "formation"
    AUTRE = "autre"


class EtatDepense(StrEnum):
    """Actual expenses enter statements, forecast ones enter forecasts (R18)."""

    CONSTATE = "constate"
    PREVU = "prevu"


class Methode(StrEnum):
    """How the grant counts in a period (R5): in proportion to days, or when received."""

    PRORATA = "prorata"
    ENCAISSEMENT = "encaissement"
