from .acte import Acte
from .agent import Agent, Role
from .commune import Commune
from .convention import Avenant, Convention, Groupe, Partie
from .heures import Allocation, Tranche
from .organisme import Organisme

__all__ = [
    "Acte",
    "Agent",
    "Allocation",
    "Avenant",
    "Commune",
    "Convention",
    "Groupe",
    "Organisme",
    "Partie",
    "Role",
    "Tranche",
]
