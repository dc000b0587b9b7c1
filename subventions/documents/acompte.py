"""The PDF of a part payment: what one party is asked to pay before its statement, and what it is found from (R12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from conseiller.impression import render_pdf
from conseiller.montants import INSECABLE, format_euros, format_lettres, format_nombre
from subventions.calculs.instantane import Identite
from subventions.calculs.prevision import PartPrevisionnelle, Prevision
from subventions.calculs.previsionnel import Previsionnel
from subventions.documents.etat import (
    CHIFFRES_COURTS,
    EXEMPLE,
    Bloc,
    choose_signataire,
    group_empreinte,
    present_debiteur,
    present_emetteur,
)
from subventions.documents.faits import Fait, capitalise, cite_textes, word_reste
from subventions.documents.issues import choose_reclamation
from subventions.presentation.employeur import find_compte
from subventions.presentation.mots import write_dates, write_jour

TEMPLATE = "pdf/acompte.html"


@dataclass(frozen=True, slots=True)
class Appel:
    """The page, ready to print."""

    titre: str
    titre_fichier: str
    pied: str
    reference: str
    exemple: str
    emetteur: Bloc
    destinataire: Bloc
    objet: str
    libelle_somme: str
    somme: str
    lettres: str
    avis: str
    faits: tuple[Fait, ...]
    lieu: str
    signataire: tuple[str, ...]
    empreinte: tuple[str, ...]
    version_regles: str

    @property
    def somme_longue(self) -> bool:
        """Whether the figures need more room."""
        return len(self.somme) > CHIFFRES_COURTS


def render_acompte(
    previsionnel: Previsionnel, code: str, montant: int, *, empreinte: str, appele_le: datetime
) -> bytes:
    """The PDF of the party `code`, called `montant` cents. `empreinte`: SHA-256 of the kept forecast, in hexadecimal.

    `appele_le` in local time. Raises KeyError when `code` does not take part.
    """
    contexte = prepare_acompte(previsionnel, code, montant, empreinte=empreinte, appele_le=appele_le)
    return render_pdf(TEMPLATE, contexte, titre=contexte["etat"].titre_fichier)


def prepare_acompte(
    previsionnel: Previsionnel, code: str, montant: int, *, empreinte: str, appele_le: datetime
) -> dict[str, Any]:
    """What the template prints."""
    contexte, prevision = previsionnel.contexte, previsionnel.compute()
    partie, employeuse = contexte.partie(code), contexte.employeuse
    jour = write_jour(appele_le.date())
    nom = f"Appel d’acompte {previsionnel.annee}"
    exemple = EXEMPLE if contexte.exemple else ""
    etat = Appel(
        titre=nom,
        titre_fichier=f"{nom}, {partie.nom_complet}",
        pied=" ".join(filter(None, [f"{nom}, appelé le {jour}.", exemple])),
        reference=f"appelé le {jour} · exercice {previsionnel.annee}",
        exemple=exemple,
        emetteur=present_emetteur(employeuse),
        destinataire=present_debiteur(partie),
        objet=f"{contexte.objet.rstrip('.')}. Acompte sur la participation aux coûts"
        f" du {write_dates(prevision.resultat.du, prevision.resultat.au)}.",
        libelle_somme="Acompte appelé",
        somme=format_euros(montant),
        lettres=format_lettres(montant),
        avis=choose_reclamation(previsionnel.dossier).avis,
        faits=_list_faits(previsionnel, prevision, partie, montant),
        lieu=employeuse.localite or employeuse.nom,
        signataire=choose_signataire(previsionnel.dossier),
        empreinte=group_empreinte(empreinte),
        version_regles=previsionnel.version_regles,
    )
    return {"auteur": employeuse.nom, "pied": etat.pied, "etat": etat}


def _list_faits(source: Previsionnel, prevision: Prevision, partie: Identite, montant: int) -> tuple[Fait, ...]:
    part = next(part for part in prevision.parts if part.insee == partie.code)
    return (
        Fait("Bases de la somme", _word_bases(source, prevision, part, montant)),
        *cite_textes(source.contexte, prevision.resultat, (source.contexte.employeuse, partie)),
        Fait("Compte proposé", (find_compte(source, partie),)),
        Fait("Paiement", (choose_reclamation(source.dossier).paiement,)),
        Fait("Ensuite", (f"Le décompte {source.annee} déduira cet acompte de la part définitive.",)),
    )


def _word_bases(source: Previsionnel, prevision: Prevision, part: PartPrevisionnelle, montant: int) -> tuple[str, ...]:
    resultat, cle = prevision.resultat, prevision.resultat.part(part.insee).cle
    morceaux = f"part de la clé {format_nombre(cle)} / {format_nombre(resultat.cle_totale)}"
    return (
        f"Prévision {source.annee}{INSECABLE}: {word_reste(resultat)}.",
        f"{capitalise(morceaux)}, soit {format_euros(part.montant)} prévus.",
        f"{format_nombre(source.taux_acompte)}{INSECABLE}% de la part prévue, au centime inférieur{INSECABLE}:"
        f" {format_euros(montant)}.",
    )
