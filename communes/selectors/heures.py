"""The hours that a form starts from: of a slice, or from the day of an amendment."""

from __future__ import annotations

from django.db.models import Max

from communes.models import Avenant, Convention, Partie, Tranche
from communes.selectors.conventions import list_parties


def list_heures(tranche: Tranche) -> list[tuple[Partie, int]]:
    """Every party in the act's order with its quarter hours per year in the slice, 0 for none."""
    quarts = dict(tranche.allocations.values_list("partie", "quarts")) if tranche.pk else {}
    parties = tranche.convention.parties.select_related("organisme", "convention")
    return [(partie, quarts.get(partie.pk, 0)) for partie in parties]


def list_heures_avenant(avenant: Avenant) -> list[tuple[Partie, int]]:
    """The same from the effect date of an amendment on: its own slice, else what is in force that day."""
    tranche = avenant.tranches.select_related("convention").first() if avenant.pk else None
    return list_heures(tranche) if tranche else list_parties(avenant.convention, now=avenant.effet_le)


def next_numero(convention: Convention) -> int:
    """The number of the next amendment."""
    return (convention.avenants.aggregate(dernier=Max("numero"))["dernier"] or 0) + 1
