"""Printing: a template and frozen values in, the bytes of a PDF/A-3a out.

WeasyPrint takes a second and forty megabytes to import: only `moteur` knows it, and only the first document imports it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

__all__ = ["PieceJointe", "RessourceRefusee", "render_pdf"]


class RessourceRefusee(RuntimeError):
    """A template or a style sheet asks for something else than our static files."""


@dataclass(frozen=True, slots=True)
class PieceJointe:
    """A file carried inside the PDF; `lien` is what it is to it, in the words of PDF/A-3."""

    nom: str
    contenu: bytes
    description: str
    lien: str = "Data"


def render_pdf(
    template: str,
    contexte: Mapping[str, Any],
    *,
    titre: str,
    pieces_jointes: Sequence[PieceJointe] = (),
    proprietes: Sequence[bytes] = (),
) -> bytes:
    """Render a template that extends `pdf/base.html`, as a tagged PDF/A-3a titled `titre`. Raises RessourceRefusee.

    `proprietes`: RDF to add to those of the file (XMP).
    """
    from conseiller.impression.moteur import write_pdf

    return write_pdf(render_to_string(template, {**contexte, "titre": titre}), pieces_jointes, proprietes)
