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
from .rappels import list_rappels
from .subventions import FinancesVues, SubventionVue, list_ecartes, read_finances, see_subvention

__all__ = [
    "CALCUL",
    "RENDU",
    "SYNTHESE",
    "Avancement",
    "DocumentAttendu",
    "EtatAvancement",
    "FinancesVues",
    "SubventionVue",
    "documents_visible_to",
    "find_convention",
    "list_ecartes",
    "list_progress",
    "list_rappels",
    "progress",
    "progress_for",
    "read_contexte",
    "read_convention",
    "read_finances",
    "read_instantane",
    "read_non_repartis",
    "read_subvention",
    "see_subvention",
]
