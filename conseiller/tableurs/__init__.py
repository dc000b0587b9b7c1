"""Tables that people take away, and those they send. Pure: only `reponse` knows Django.

Both libraries of spreadsheets take a tenth of a second to import: only the functions that need them do.
"""

from .classeur import write_xlsx
from .lecture import LigneLue, read_lignes
from .refus import TableauRefuse
from .tableau import Colonne, Format, Genre, Tableau
from .texte import write_csv

__all__ = [
    "Colonne",
    "Format",
    "Genre",
    "LigneLue",
    "Tableau",
    "TableauRefuse",
    "read_lignes",
    "write_csv",
    "write_xlsx",
]
