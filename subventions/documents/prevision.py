"""The PDF of a forecast: one for the whole agreement, pay by category, so that every party may read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from conseiller.impression import render_pdf
from conseiller.montants import FINE_INSECABLE, INSECABLE
from subventions.calculs.previsionnel import Previsionnel
from subventions.documents.etat import EXEMPLE, group_empreinte, present_emetteur
from subventions.presentation.employeur import COMPTE_ETAT, find_compte
from subventions.presentation.mots import join_mots, write_jour
from subventions.presentation.prevision import PagePrevision, present_prevision

TEMPLATE = "pdf/prevision.html"
MILLION = 1_000_000_00
PAS_UNE_DEMANDE = (
    f"Ce document n’est pas une demande de paiement{INSECABLE}: les sommes dues seront celles du décompte."
)


@dataclass(frozen=True, slots=True)
class Feuille:
    """What the paper says around the figures; `large` when these are too long for two tables side by side."""

    titre: str
    reference: str
    exemple: str
    emetteur: str
    etabli_par: str
    destinataires: str
    objet: str
    avis: str
    notes: tuple[str, ...]
    large: bool
    empreinte: str
    version_regles: str
    pied: str


def render_prevision(previsionnel: Previsionnel, *, empreinte: str, etablie_le: datetime) -> bytes:
    """The PDF. `empreinte`: SHA-256 of the kept figures, in hexadecimal; `etablie_le`: in local time."""
    contexte = prepare_prevision(previsionnel, empreinte=empreinte, etablie_le=etablie_le)
    return render_pdf(TEMPLATE, contexte, titre=contexte["feuille"].titre)


def prepare_prevision(previsionnel: Previsionnel, *, empreinte: str, etablie_le: datetime) -> dict[str, Any]:
    """What the template prints."""
    page = present_prevision(previsionnel, previsionnel.compute())
    feuille = _present_feuille(previsionnel, page, empreinte, etablie_le)
    return {"auteur": feuille.emetteur, "pied": feuille.pied, "feuille": feuille, "page": page}


def _present_feuille(source: Previsionnel, page: PagePrevision, empreinte: str, etablie_le: datetime) -> Feuille:
    contexte = source.contexte
    emetteur = present_emetteur(contexte.employeuse)
    exemple = EXEMPLE if contexte.exemple else ""
    etablie = f"établie le {write_jour(etablie_le.date())}"
    return Feuille(
        titre=f"Prévision {page.annee} — à inscrire au budget",
        reference=etablie,
        exemple=exemple,
        emetteur=emetteur.nom,
        etabli_par=", ".join([emetteur.nom, *emetteur.lignes[1:]]),
        destinataires=join_mots([partie.nom for partie in contexte.parties]),
        objet=f"{contexte.objet.rstrip('.')}. {page.periode}.",
        avis=PAS_UNE_DEMANDE,
        notes=tuple(filter(None, [page.acompte, _word_comptes(source, page), " ".join(page.avertissements)])),
        large=page.couts_total >= MILLION,
        empreinte=" ".join(group_empreinte(empreinte)),
        version_regles=source.version_regles,
        pied=" ".join(filter(None, [f"Prévision {page.annee}, {etablie}.", exemple])),
    )


def _word_comptes(source: Previsionnel, page: PagePrevision) -> str:
    """Each account once, with the communes that it is proposed to."""
    comptes: dict[str, list[str]] = {}
    for part in page.parts:
        if not part.employeuse:
            comptes.setdefault(part.compte, []).append(part.nom)
    tous = "les communes" if len(comptes) == 1 else ""
    communes = [f"{compte}, pour {tous or join_mots(noms)}" for compte, noms in comptes.items()]
    employeuse = source.contexte.employeuse
    employeur = f"{find_compte(source, employeuse)} et {COMPTE_ETAT}, pour {employeuse.nom}"
    liste = f"{FINE_INSECABLE}; ".join([*communes, employeur])
    return f"Comptes proposés, à confirmer auprès du comptable{INSECABLE}: {liste}."
