"""The invoice of a private employing body: what it claims from one party, line by line (amounts in integer cents)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from conseiller.enums import Enumeration
from subventions.calculs.appels import Appel


class TypeFacture(Enumeration):
    """Codes of UNTDID 1001 that the French rules accept, with their French names."""

    FACTURE = "380", "Facture"
    AVOIR = "381", "Avoir"
    RECTIFICATIVE = "384", "Facture rectificative"


@dataclass(frozen=True, slots=True)
class Reference:
    """An earlier invoice, by its number and day."""

    numero: str
    date: date


@dataclass(frozen=True, slots=True)
class Emission:
    """Which invoice it is; `reference`: the one that it corrects, none for an ordinary invoice."""

    type: TypeFacture
    numero: str
    date: date
    reference: Reference | None = None


@dataclass(frozen=True, slots=True)
class LigneFacture:
    """One line; a credit note's are positive when they are given back."""

    libelle: str
    montant: int


def list_lignes(appel: Appel, type_facture: TypeFacture, periode: str) -> tuple[LigneFacture, ...]:
    """What makes the called sum, without the terms that are zero; `periode`: « du … au … ».

    >>> lignes = list_lignes(Appel("54197", False, 500_00, 0, 0, 0, 150_00, 350_00), TypeFacture.FACTURE, "de mai 2022")
    >>> [(ligne.libelle, ligne.montant) for ligne in lignes]
    [('Participation aux coûts de mai 2022', 50000), ('Acomptes déduits', -15000)]
    """
    signe = -1 if type_facture is TypeFacture.AVOIR else 1
    return tuple(LigneFacture(nom, signe * montant) for nom, montant in _list_termes(appel, periode) if montant)


def _list_termes(appel: Appel, periode: str) -> Iterator[tuple[str, int]]:
    yield f"Participation aux coûts {periode}", appel.part
    yield "Régularisation de décomptes précédents", appel.regularisation
    yield "Ajustement convenu entre les parties", appel.ajustement
    yield "Sommes reportées, sous le seuil d’appel", appel.reporte
    yield "Acomptes déduits", -appel.acompte


def number_facture(numero: str, rang: int) -> str:
    """An invoice's own number: that of the statement, then the rank of the party in the act.

    >>> number_facture("2021-001", 2)
    '2021-001-2'
    """
    return f"{numero}-{rang}"
