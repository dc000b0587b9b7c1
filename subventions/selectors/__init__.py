"""Reads: the agreement as a dossier, a statement's snapshot and progress, the documents an agent may open."""

from .avancement import (
    CALCUL,
    RENDU,
    SYNTHESE,
    Avancement,
    DocumentAttendu,
    EtatAvancement,
    documents_visible_to,
    list_progress,
    progress,
    progress_for,
)
from .dossier import find_convention, read_convention, read_non_repartis, read_subvention
from .instantane import read_contexte, read_instantane
from .subventions import SubventionVue, list_ecartes, see_subvention

__all__ = [
    "CALCUL",
    "RENDU",
    "SYNTHESE",
    "Avancement",
    "DocumentAttendu",
    "EtatAvancement",
    "SubventionVue",
    "documents_visible_to",
    "find_convention",
    "list_ecartes",
    "list_progress",
    "progress",
    "progress_for",
    "read_contexte",
    "read_convention",
    "read_instantane",
    "read_non_repartis",
    "read_subvention",
    "see_subvention",
]
