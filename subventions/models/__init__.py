from .decompte import Decompte, Document, Part
from .depense import Cofinancement, Depense
from .prevision import Prevision
from .subvention import Subvention, Versement

__all__ = ["Cofinancement", "Decompte", "Depense", "Document", "Part", "Prevision", "Subvention", "Versement"]
