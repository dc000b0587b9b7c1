"""The printable programme of a month: large type, for a notice board or a kitchen door."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from ateliers.presentation.places import Places
from ateliers.presentation.seances import name_mois
from ateliers.selectors.mediatheque import Version, read_cadre
from conseiller.gardees import keep
from conseiller.impression import render_pdf

from .mediatheque import read_lignes

# Seconds: the words that it was made from are its version, so that bookings do not make it again.
DUREE = 24 * 3600
SANS_PLACES = Places(0, 0)


def render_programme(version: Version, mois: str) -> bytes | None:
    """The PDF of a month, « 2026-12 », or None when nothing is on; made once as long as its words stay."""
    lignes = [
        replace(ligne, places=SANS_PLACES)
        for ligne in read_lignes(version)
        if ligne.jour.mois == mois and not ligne.annulation
    ]
    if not lignes:
        return None
    titre, annee = name_mois(mois)
    faits = (version.nom, version.exemple, version.guichet, version.telephone, version.horaires)
    empreinte = sha256(repr((lignes, faits)).encode()).hexdigest()

    def make() -> bytes:
        contexte = {
            "lignes": lignes,
            "cadre": read_cadre(version),
            "mois": f"{titre} {annee}",
            "auteur": version.nom,
            "pied": f"Ateliers numériques gratuits, {version.nom}. {titre} {annee}.",
        }
        return render_pdf("pdf/programme.html", contexte, titre=f"Ateliers numériques, {titre.lower()} {annee}")

    return keep(f"programme:{version.slug}:{mois}", empreinte, make, duree=DUREE)
