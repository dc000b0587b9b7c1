"""A table as the answer to a request: its address ends with its format, `calcul.<tableur:format>`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.http import HttpResponse
from django.urls import register_converter
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from conseiller.tableurs import Format, Tableau, write_csv, write_xlsx

TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.CSV_VIRGULE: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class FormatConverter:
    """A format in an address; an address with another one does not exist."""

    regex = "|".join(re.escape(membre) for membre in Format)

    def to_python(self, value: str) -> Format:
        return Format(value)

    def to_url(self, value: str) -> str:
        return str(value)


# Here and not in each `urls`: Django refuses to know the same converter twice.
register_converter(FormatConverter, "tableur")


def answer_tableaux(nom_fichier: str, format: Format, tableaux: Sequence[Tableau]) -> HttpResponse:
    """The tables as a file to keep, named after `nom_fichier` in plain letters."""
    contenu = (
        write_xlsx(tableaux) if format == Format.XLSX else write_csv(*tableaux, virgule=format == Format.CSV_VIRGULE)
    )
    nom = f"{slugify(nom_fichier)}.{format}"
    entetes = {"Content-Disposition": content_disposition_header(True, nom)}
    return HttpResponse(contenu, content_type=TYPES[format], headers=entetes)
