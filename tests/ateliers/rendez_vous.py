"""Ranges of appointments for the tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from ateliers.models import Plage
from communes.models import Agent, Convention
from tests.ateliers.fabrique import DEBUT, make_lieu


def make_plage(convention: Convention, conseiller: Agent, *, debut: datetime = DEBUT, **champs: Any) -> Plage:
    """A range of two hours on 15 December at 14 h, cut into four appointments, at the desk's place."""
    lieu = champs.pop("lieu", None) or convention.groupe.lieux.first() or make_lieu(convention)
    fin = champs.pop("fin", debut + timedelta(hours=2))
    return Plage.objects.create(convention=convention, conseiller=conseiller, lieu=lieu, debut=debut, fin=fin, **champs)
