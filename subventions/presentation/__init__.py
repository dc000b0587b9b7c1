from .decompte import PageDecompte, present_decompte
from .etats import list_etapes
from .mots import label_periode, write_chapeau, write_titre
from .tableur import present_tableur

__all__ = [
    "PageDecompte",
    "label_periode",
    "list_etapes",
    "present_decompte",
    "present_tableur",
    "write_chapeau",
    "write_titre",
]
