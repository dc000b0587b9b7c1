"""A table before it is written: its columns say what their values are, so that each format writes them its own way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from conseiller.enums import Enumeration
from conseiller.montants import CENTIEMES_PAR_QUART, format_court, format_decimal

Valeur = str | int | date | None


class Genre(Enumeration):
    """What the values of a column are; None is an empty cell in any of them."""

    TEXTE = "texte"
    MONTANT = "montant"  # integer cents
    HEURES = "heures"  # integer quarter hours
    DATE = "date"
    ENTIER = "entier"
    POURCENT = "pourcent"  # integer hundredths of a percent
    NOMBRE = "nombre"  # decimal string, "1234.5678": for a column whose unit changes from row to row


class Format(Enumeration):
    """How a table leaves: the value ends its address and the name of its file."""

    CSV = "csv", "CSV (point-virgule)"
    CSV_VIRGULE = "virgule.csv", "CSV (virgule)"
    XLSX = "xlsx", "Excel"


@dataclass(frozen=True, slots=True)
class Colonne:
    """A heading and what stands under it."""

    nom: str
    genre: Genre = Genre.TEXTE


@dataclass(frozen=True, slots=True)
class Tableau:
    """A titled table: each row has one value per column."""

    titre: str
    colonnes: Sequence[Colonne]
    lignes: Sequence[Sequence[Valeur]]


def write_decimal(genre: Genre, valeur: int | str) -> str:
    """A number of a column as a decimal string, in euros, hours or percent.

    >>> write_decimal(Genre.MONTANT, 182312), write_decimal(Genre.HEURES, 934), write_decimal(Genre.POURCENT, 1250)
    ('1823.12', '233.5', '12.5')
    """
    if isinstance(valeur, str):
        return valeur
    if genre == Genre.MONTANT:
        return format_decimal(valeur)
    if genre == Genre.HEURES:
        return format_court(valeur * CENTIEMES_PAR_QUART)
    return format_court(valeur) if genre == Genre.POURCENT else str(valeur)
