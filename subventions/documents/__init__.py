"""The PDFs of a statement: one *état liquidatif* per party, and the summary kept by the employing body."""

from __future__ import annotations

from typing import Any

from conseiller.impression import PieceJointe, render_pdf
from conseiller.tableurs import write_csv
from subventions.calculs.communicable import Arret, write_communicable
from subventions.calculs.instantane import Instantane
from subventions.calculs.resultat import Resultat
from subventions.documents.calcul import present_calcul
from subventions.documents.etat import Etat, present_etat, present_synthese
from subventions.presentation import PageDecompte, present_decompte, present_tableur
from subventions.selectors import SYNTHESE

__all__ = ["TEMPLATE", "prepare_etat_liquidatif", "render_document", "render_etat_liquidatif", "render_synthese"]

TEMPLATE = "pdf/decompte.html"


def render_document(
    instantane: Instantane, resultat: Resultat, code: str, *, version: int, empreinte: str, arret: Arret | None = None
) -> bytes:
    """The PDF of the party `code`, or the summary when `code` is « synthese »."""
    if code == SYNTHESE:
        return render_synthese(instantane, resultat, version=version, empreinte=empreinte, arret=arret)
    return render_etat_liquidatif(instantane, resultat, code, version=version, empreinte=empreinte, arret=arret)


def render_etat_liquidatif(
    instantane: Instantane, resultat: Resultat, code: str, *, version: int, empreinte: str, arret: Arret | None = None
) -> bytes:
    """What one party owes, to be signed, then the calculation. Without `arret` it is a draft, « PROVISOIRE ».

    `empreinte`: SHA-256 of the kept snapshot, in hexadecimal. Raises KeyError when `code` does not take part.
    """
    contexte = prepare_etat_liquidatif(instantane, resultat, code, version=version, empreinte=empreinte, arret=arret)
    return _render(contexte, _attach_calcul(instantane, contexte["decompte"], empreinte, arret))


def prepare_etat_liquidatif(
    instantane: Instantane, resultat: Resultat, code: str, *, version: int, empreinte: str, arret: Arret | None = None
) -> dict[str, Any]:
    """What the template prints for one party. Pay is shown by category: it is the adviser's own."""
    decompte = present_decompte(instantane, resultat, detailed_pay=False)
    etat = present_etat(instantane, resultat, code, version=version, empreinte=empreinte, arret=arret)
    return _gather(etat, decompte, resultat)


def render_synthese(
    instantane: Instantane, resultat: Resultat, *, version: int, empreinte: str, arret: Arret | None = None
) -> bytes:
    """All the shares and all the steps, for the employing body; pay by category, as its elected members read it too."""
    decompte = present_decompte(instantane, resultat, detailed_pay=False)
    etat = present_synthese(instantane, resultat, version=version, empreinte=empreinte, arret=arret)
    return _render(_gather(etat, decompte, resultat), _attach_calcul(instantane, decompte, empreinte, arret))


def _gather(etat: Etat, decompte: PageDecompte, resultat: Resultat) -> dict[str, Any]:
    return {
        "auteur": etat.emetteur.nom,
        "pied": etat.pied,
        "etat": etat,
        "decompte": decompte,
        "calcul": present_calcul(resultat, decompte),
    }


def _attach_calcul(
    instantane: Instantane, decompte: PageDecompte, empreinte: str, arret: Arret | None
) -> tuple[PieceJointe, ...]:
    """The calculation that travels inside the paper, for programs and for spreadsheets; pay by category in both."""
    nom = f"decompte-{arret.numero}" if arret else "decompte-provisoire"
    donnees = write_communicable(instantane, empreinte=empreinte, arret=arret)
    return (
        PieceJointe(f"{nom}.json", donnees, "Données du calcul, la paie par catégorie"),
        PieceJointe(f"{nom}.csv", write_csv(present_tableur(decompte)), "Calcul pas à pas, pour un tableur"),
    )


def _render(contexte: dict[str, Any], pieces_jointes: tuple[PieceJointe, ...]) -> bytes:
    return render_pdf(TEMPLATE, contexte, titre=contexte["etat"].titre_fichier, pieces_jointes=pieces_jointes)
