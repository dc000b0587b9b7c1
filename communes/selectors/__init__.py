"""What pages read about agreements; nothing here writes."""

from .acces import Acces, find_acces, list_acces
from .actes import list_actes, list_partenaires, list_sans_deliberation
from .conventions import (
    editable_organismes,
    editable_parties,
    find_public_convention,
    has_arretes,
    is_named_in_figures,
    list_agents,
    list_agents_employeur,
    list_groupes,
    list_groupes_ouverts,
    list_organismes,
    list_parties,
    list_sorties,
    search_communes,
)
from .heures import list_heures, list_heures_avenant, next_numero
from .postes import PosteVu, propose_debut, read_postes

__all__ = [
    "Acces",
    "PosteVu",
    "editable_organismes",
    "editable_parties",
    "find_acces",
    "find_public_convention",
    "has_arretes",
    "is_named_in_figures",
    "list_acces",
    "list_actes",
    "list_agents",
    "list_agents_employeur",
    "list_groupes",
    "list_groupes_ouverts",
    "list_heures",
    "list_heures_avenant",
    "list_organismes",
    "list_partenaires",
    "list_parties",
    "list_sans_deliberation",
    "list_sorties",
    "next_numero",
    "propose_debut",
    "read_postes",
    "search_communes",
]
