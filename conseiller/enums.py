"""A word of the field with its printed label, shared by code, database and pages; knows nothing of Django."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Enumeration(StrEnum):
    """A `StrEnum` whose members carry the words that people read: `NOM = "valeur", "Libellé"`."""

    libelle: str

    def __new__(cls, valeur: str, libelle: str = "") -> Self:
        membre = str.__new__(cls, valeur)
        membre._value_ = valeur
        membre.libelle = libelle
        return membre

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Pairs for a model field or a form, in the order of definition."""
        return [(membre.value, membre.libelle) for membre in cls]
