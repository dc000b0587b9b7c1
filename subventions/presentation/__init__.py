from .decompte import PageDecompte, present_decompte
from .mots import label_periode, name_periode, write_periode
from .tableur import write_tableur

__all__ = ["PageDecompte", "label_periode", "name_periode", "present_decompte", "write_periode", "write_tableur"]
