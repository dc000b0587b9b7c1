from .acte import Acte
from .agent import Agent, Role
from .commune import Commune
from .convention import Avenant, Convention, Groupe, Partie
from .heures import Allocation, Tranche
from .organisme import Organisme
from .poste import Contrat, Poste

__all__ = [
    "Acte",
    "Agent",
    "Allocation",
    "Avenant",
    "Commune",
    "Contrat",
    "Convention",
    "Groupe",
    "Organisme",
    "Partie",
    "Poste",
    "Role",
    "Tranche",
]
