"""Expenses for the tests, all invented."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from communes.models import Convention
from subventions.enums import EtatDepense, Nature
from subventions.models import Depense

MARS = date(2022, 3, 1), date(2022, 3, 31)


def add_depense(convention: Convention, **champs: Any) -> Depense:
    """One expense of March 2022, shared and actual unless told otherwise."""
    defauts = {"libelle": "Abonnement téléphonique", "nature": Nature.AUTRE, "montant": 12_90, "debut": MARS[0],
               "fin": MARS[1]}  # fmt: skip
    return Depense.objects.create(convention=convention, **defauts | champs)


def add_many(convention: Convention, nombre: int, graine: int = 0, **champs: Any) -> list[Depense]:
    """Expenses of every kind drawn by chance, many on the same days."""
    hasard = random.Random(graine)
    parties = [None, *convention.parties.all()]
    depenses = []
    for rang in range(nombre):
        debut = date(2021, 7, 1) + timedelta(days=hasard.randrange(0, 700, 7))
        tirage = {
            "libelle": f"Dépense {rang} {hasard.choice(['alpha', 'bêta', 'gamma'])}",
            "nature": hasard.choice(list(Nature)),
            "montant": hasard.randrange(-50_000, 200_000),
            "debut": debut,
            "fin": debut + timedelta(days=hasard.choice([0, 0, 30, 364])),
            "etat": hasard.choice(list(EtatDepense)),
            "affectation": hasard.choice(parties),
            "exercice": hasard.choice([None, debut.year]),
            "reference": hasard.choice(["", f"facture {rang}"]),
            "mandat": hasard.choice(["", f"{rang:04d}"]),
        }
        depenses.append(Depense(convention=convention, **tirage | champs))
    return Depense.objects.bulk_create(depenses)
