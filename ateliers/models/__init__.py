from .atelier import Atelier, Frequentation, Occupation, Seance
from .lieu import Lieu
from .plage import Absence, Plage
from .reservation import Appel, Inscription, Participant, Reservation

__all__ = [
    "Absence",
    "Appel",
    "Atelier",
    "Frequentation",
    "Inscription",
    "Lieu",
    "Occupation",
    "Participant",
    "Plage",
    "Reservation",
    "Seance",
]
