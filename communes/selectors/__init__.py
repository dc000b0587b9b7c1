"""What pages read about agreements; nothing here writes."""

from .conventions import (
    Acces,
    editable_organismes,
    editable_parties,
    find_acces,
    find_public_convention,
    list_agents,
    list_agents_employeur,
    list_groupes,
    list_parties,
    search_communes,
)
from .heures import list_heures, list_heures_avenant, next_numero

__all__ = [
    "Acces",
    "editable_organismes",
    "editable_parties",
    "find_acces",
    "find_public_convention",
    "list_agents",
    "list_agents_employeur",
    "list_groupes",
    "list_heures",
    "list_heures_avenant",
    "list_parties",
    "next_numero",
    "search_communes",
]
