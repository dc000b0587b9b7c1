from .comptes import word_non_recus
from .contestables import LigneContestable, list_contestables
from .decompte import PageDecompte, present_decompte
from .depenses import COLONNES as COLONNES_DEPENSES
from .depenses import list_avertissements, present_depenses, present_modele, present_paie
from .etats import Jalons, list_etapes, word_delai
from .mots import label_periode, write_chapeau, write_titre
from .tableur import present_tableur

__all__ = [
    "COLONNES_DEPENSES",
    "Jalons",
    "LigneContestable",
    "PageDecompte",
    "label_periode",
    "list_avertissements",
    "list_contestables",
    "list_etapes",
    "present_decompte",
    "present_depenses",
    "present_modele",
    "present_paie",
    "present_tableur",
    "word_delai",
    "word_non_recus",
    "write_chapeau",
    "write_titre",
]
