"""The PDF of a forecast: one for the whole agreement, pay by category, so that every party may read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from conseiller.impression import render_pdf
from conseiller.montants import INSECABLE
from subventions.calculs.previsionnel import Previsionnel
from subventions.documents.etat import EXEMPLE, Bloc, group_empreinte, present_emetteur
from subventions.documents.faits import Fait
from subventions.presentation.mots import count_mots, join_mots, write_jour
from subventions.presentation.prevision import PagePrevision, present_prevision

TEMPLATE = "pdf/prevision.html"
PAS_UNE_DEMANDE = (
    f"Ce document n’est pas une demande de paiement{INSECABLE}: il aide chaque commune à inscrire ses crédits. Les"
    " sommes dues seront celles du décompte."
)


@dataclass(frozen=True, slots=True)
class Feuille:
    """What the paper says around the figures."""

    titre: str
    reference: str
    exemple: str
    emetteur: Bloc
    destinataire: Bloc
    objet: str
    avis: str
    faits: tuple[Fait, ...]
    empreinte: tuple[str, ...]
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
    return {"auteur": feuille.emetteur.nom, "pied": feuille.pied, "feuille": feuille, "page": page}


def _present_feuille(source: Previsionnel, page: PagePrevision, empreinte: str, etablie_le: datetime) -> Feuille:
    contexte = source.contexte
    exemple = EXEMPLE if contexte.exemple else ""
    etablie = f"établie le {write_jour(etablie_le.date())}"
    titre = f"Prévision {page.annee} — à inscrire au budget"
    return Feuille(
        titre=titre,
        reference=", ".join(filter(None, [etablie, page.projets])),
        exemple=exemple,
        emetteur=present_emetteur(contexte.employeuse),
        destinataire=Bloc(
            "À l’attention de",
            count_mots(len(contexte.parties), "partie"),
            (join_mots([partie.nom for partie in contexte.parties]),),
        ),
        objet=f"{contexte.objet.rstrip('.')}. {page.periode}.",
        avis=PAS_UNE_DEMANDE,
        faits=(*_list_comptes(page), Fait("Acompte", (page.acompte,)), *_list_reserves(page)),
        empreinte=group_empreinte(empreinte),
        version_regles=source.version_regles,
        pied=" ".join(filter(None, [f"Prévision {page.annee}, {etablie}.", exemple])),
    )


def _list_comptes(page: PagePrevision) -> tuple[Fait, ...]:
    """Each account once, with the communes that it is proposed to."""
    comptes: dict[str, list[str]] = {}
    for part in page.parts:
        if not part.employeuse:
            comptes.setdefault(part.compte, []).append(part.nom)
    lignes = tuple(
        compte if len(comptes) == 1 else f"{compte}{INSECABLE}: {join_mots(noms)}" for compte, noms in comptes.items()
    )
    return (Fait("Compte proposé aux communes", lignes),) if lignes else ()


def _list_reserves(page: PagePrevision) -> tuple[Fait, ...]:
    return (Fait("À savoir", page.avertissements),) if page.avertissements else ()
