"""The invoice of a private employing body: a PDF that people read, with the same invoice as data inside (Factur-X)."""

from __future__ import annotations

from importlib import resources
from typing import Any

from conseiller.impression import PieceJointe, render_pdf
from conseiller.montants import INSECABLE, format_euros, format_lettres
from subventions.calculs.facture import Emission
from subventions.calculs.instantane import Identite, Instantane
from subventions.calculs.resultat import Resultat
from subventions.documents.cii import write_cii
from subventions.documents.etat import EXEMPLE, Bloc, group_empreinte, present_emetteur
from subventions.documents.facture_vue import (
    AVANCE,
    EXONERATION,
    INDEMNITE,
    PAIEMENT,
    PENALITES,
    Facture,
    prepare_facture,
)
from subventions.presentation.mots import write_jour

TEMPLATE = "pdf/facture.html"
# The name that the standard gives to the data inside the PDF.
FICHIER = "factur-x.xml"


def render_facture(
    instantane: Instantane, resultat: Resultat, code: str, *, emission: Emission, empreinte: str
) -> bytes:
    """The PDF/A-3 of the invoice of the party `code`; `empreinte`: SHA-256 of the kept snapshot, in hexadecimal.

    Raises KeyError when `code` does not take part.
    """
    facture = prepare_facture(instantane, resultat, code, emission)
    donnees = PieceJointe(FICHIER, write_cii(facture), "Facture en données, Factur-X EN 16931", "Alternative")
    contexte = _describe(facture, exemple=instantane.contexte.exemple, empreinte=empreinte)
    titre = f"{contexte['titre_facture']}, {facture.acheteur.nom_complet}"
    return render_pdf(TEMPLATE, contexte, titre=titre, pieces_jointes=[donnees], proprietes=[_write_proprietes()])


def _describe(facture: Facture, *, exemple: bool, empreinte: str) -> dict[str, Any]:
    emission = facture.emission
    titre = f"{emission.type.libelle} n°{INSECABLE}{emission.numero}"
    mention = EXEMPLE if exemple else ""
    return {
        "auteur": facture.vendeur.nom_complet,
        "pied": f"{titre}. {mention}".strip(),
        "titre_facture": titre,
        "nom": emission.type.libelle,
        "facture": facture,
        "date": write_jour(emission.date),
        "reference": (
            f"Corrige la facture n°{INSECABLE}{emission.reference.numero} du {write_jour(emission.reference.date)}"
            if emission.reference
            else ""
        ),
        "exemple": mention,
        "emetteur": present_emetteur(facture.vendeur),
        "destinataire": _present_acheteur(facture.acheteur),
        "somme": format_euros(facture.total),
        "lettres": format_lettres(facture.total),
        "mentions": (EXONERATION, PAIEMENT, PENALITES, INDEMNITE, AVANCE),
        "empreinte": group_empreinte(empreinte),
    }


def _present_acheteur(partie: Identite) -> Bloc:
    """The address of the buyer, with the references that it asks for."""
    bloc = present_emetteur(partie)
    reperes = (
        f"Code service{INSECABLE}: {partie.code_service}" if partie.code_service else "",
        f"N° d’engagement{INSECABLE}: {partie.numero_engagement}" if partie.numero_engagement else "",
    )
    return Bloc("Facturé à", bloc.nom, (*bloc.lignes[:2], *filter(None, reperes)))


def _write_proprietes() -> bytes:
    """What tells programs that the PDF holds a Factur-X, and its profile."""
    modele = resources.files("facturx") / "xmp" / "Factur-X_extension_schema.xmp"
    debut = "<fx:ConformanceLevel>{}</fx:ConformanceLevel>"
    texte = modele.read_text(encoding="utf-8").replace(debut.format("BASIC"), debut.format("EN 16931"))
    return texte[texte.index("<rdf:RDF") :].encode()
