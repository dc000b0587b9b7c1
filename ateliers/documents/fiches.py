"""The slip of a booking, in large print: what somebody without e-mail takes home."""

from __future__ import annotations

from typing import Any

from conseiller.impression import render_pdf


def render_fiche(page: Any, accueil: Any) -> bytes:
    """One A4 sheet. `page`: a PageReservation; `accueil`: the desk, or None."""
    contexte = {
        "page": page,
        "accueil": accueil,
        "auteur": str(page.reservation.convention.groupe),
        "pied": "Gratuit. Présentez cette feuille, ou dites votre nom.",
    }
    return render_pdf("pdf/fiche.html", contexte, titre="Réservation")
