"""Sheets of a session in large type: to sign, and to work from when the network fails. Never a phone number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from ateliers.selectors.guichet import SeanceVue
from conseiller.impression import render_pdf

LIGNES_VIDES = 4
LIGNES_AU_MOINS = 12


def _prepare(vue: SeanceVue) -> dict[str, object]:
    """A session and the numbers of the blank lines that its sheet carries after its people."""
    nombre = len(vue.inscrits)
    vides = max(LIGNES_VIDES, LIGNES_AU_MOINS - nombre)
    return {"vue": vue, "seance": vue.seance, "vides": range(nombre + 1, nombre + vides + 1)}


def render_emargement(vue: SeanceVue) -> bytes:
    """The sheet that people sign."""
    contexte = {"feuilles": [_prepare(vue)], "pied": "Feuille d’émargement", "auteur": str(vue.seance.lieu)}
    return render_pdf("pdf/emargement.html", contexte, titre=f"Feuille d’émargement, {vue.seance.titre}")


def render_secours(vues: Sequence[SeanceVue], *, now: datetime) -> bytes:
    """One sheet for each session, with its waiting list, and blank lines."""
    local = timezone.localtime(now)
    contexte = {
        "feuilles": [_prepare(vue) for vue in vues],
        "secours": True,
        "imprime_le": local,
        "pied": "Feuille de secours, à détruire après la saisie",
        "auteur": "Conseiller numérique",
    }
    return render_pdf("pdf/emargement.html", contexte, titre=f"Feuille de secours du {local:%d/%m/%Y}")
