from .appel import Acompte, Ajustement, AppelAcompte, LigneAjustement
from .campagne import Campagne, LigneCampagne
from .cloture import Cloture, DocumentArrete, ExemplaireSigne, Numerotation, PartArretee
from .decompte import Decompte, Document, Part
from .depense import Cofinancement, Depense
from .prevision import Prevision
from .recouvrement import Paiement, Titre
from .subvention import Subvention, Versement
from .vie import Remarque, Reponse

__all__ = [
    "Acompte",
    "Ajustement",
    "AppelAcompte",
    "Campagne",
    "Cloture",
    "Cofinancement",
    "Decompte",
    "Depense",
    "Document",
    "DocumentArrete",
    "ExemplaireSigne",
    "LigneAjustement",
    "LigneCampagne",
    "Numerotation",
    "Paiement",
    "Part",
    "PartArretee",
    "Prevision",
    "Remarque",
    "Reponse",
    "Subvention",
    "Titre",
    "Versement",
]
