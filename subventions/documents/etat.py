"""The first page: who claims what from whom, for what reason, and where to sign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from communes.enums import TypeOrganisme
from conseiller.montants import INSECABLE, format_euros, format_lettres
from subventions.calculs.communicable import Arret
from subventions.calculs.donnees import Dossier
from subventions.calculs.instantane import Contexte, Identite, Instantane
from subventions.calculs.resultat import Resultat
from subventions.documents.faits import Fait, capitalise, cite_textes, word_bases, word_reste
from subventions.documents.issues import choose_issue, find_somme
from subventions.presentation.comptes import word_issue
from subventions.presentation.mots import A_COMPLETER, count_mots, group_siret, write_dates, write_jour

PROVISOIRE = "PROVISOIRE"
EXEMPLE = "Données d’exemple, fictives."
# Longer figures than « 99 999,99 € » get a smaller type and more room.
CHIFFRES_COURTS = 11


@dataclass(frozen=True, slots=True)
class Bloc:
    """One address."""

    role: str
    nom: str
    lignes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LigneRepartition:
    """One party in the summary; its share and what is called, in cents."""

    nom: str
    motif: int
    siret: str
    titre: str
    montant: int
    appele: int


@dataclass(frozen=True, slots=True)
class Verification:
    """Where anybody checks the paper: the whole `adresse` for a telephone, the page and what to copy for people."""

    adresse: str
    page: str
    numero: str
    debiteur: str


@dataclass(frozen=True, slots=True)
class Etat:
    """The first page, ready to print. On the summary `code` is empty, `repartition` is not, and nobody signs.

    A draft has neither `verification` nor a place to sign.
    """

    code: str
    titre: str
    titre_fichier: str
    pied: str
    numero: str
    version: int
    exercice: str
    exemple: str
    emetteur: Bloc
    destinataire: Bloc
    objet: str
    periode: str
    libelle_somme: str
    somme: str
    lettres: str
    avis: str
    faits: tuple[Fait, ...]
    empreinte: tuple[str, ...]
    version_regles: str
    remplace: str = ""
    arrete_le: str = ""
    verification: Verification | None = None
    repartition: tuple[LigneRepartition, ...] = ()
    arrete: str = ""
    lieu: str = ""
    signataire: tuple[str, ...] = ()
    service_fait: bool = False

    @property
    def somme_longue(self) -> bool:
        """Whether the figures need more room."""
        return len(self.somme) > CHIFFRES_COURTS


def present_etat(
    instantane: Instantane, resultat: Resultat, code: str, *, version: int, empreinte: str, arret: Arret | None
) -> Etat:
    """The first page of the party `code`; raises KeyError when it does not take part."""
    contexte = instantane.contexte
    partie, part = contexte.partie(code), resultat.part(code)
    appel = next(appel for appel in instantane.call(resultat) if appel.insee == code)
    issue, somme = choose_issue(appel, instantane.demande), find_somme(appel)
    nom = f"État liquidatif {_word_numero(arret)}"
    return Etat(
        **_present_commun(instantane, resultat, nom, version=version, empreinte=empreinte, arret=arret),
        verification=_present_verification(arret, code, empreinte),
        code=code,
        titre="État liquidatif",
        titre_fichier=f"{nom}, {partie.nom_complet}, {_word_periode(resultat)}",
        destinataire=present_debiteur(partie),
        libelle_somme=issue.libelle,
        somme=format_euros(somme),
        lettres=format_lettres(somme),
        avis=issue.avis,
        faits=(
            Fait("Bases de la somme", word_bases(resultat, part, appel)),
            *cite_textes(contexte, resultat, (contexte.employeuse, partie)),
            _present_compte(partie, contexte.employeuse, arret),
            Fait("Paiement", (issue.paiement,)),
        ),
        arrete=issue.arrete,
        lieu=contexte.employeuse.localite or contexte.employeuse.nom,
        signataire=choose_signataire(instantane.dossier) if arret else (),
        service_fait=arret is not None and appel.appele > 0,
    )


def present_synthese(
    instantane: Instantane, resultat: Resultat, *, version: int, empreinte: str, arret: Arret | None
) -> Etat:
    """The first page of the summary: every share, nothing to sign."""
    contexte = instantane.contexte
    total = sum(part.total for part in resultat.parts)
    appels = {appel.insee: appel for appel in instantane.call(resultat)}
    nom = f"Synthèse du décompte {_word_numero(arret)}"
    return Etat(
        **_present_commun(instantane, resultat, nom, version=version, empreinte=empreinte, arret=arret),
        verification=_present_verification(arret, "", empreinte),
        code="",
        titre="Synthèse du décompte",
        titre_fichier=f"{nom}, {_word_periode(resultat)}",
        destinataire=Bloc(
            "Réparti entre",
            count_mots(len(contexte.parties), "partie"),
            (f"Subvention comptée {resultat.methode.libelle}", f"Convention du {write_jour(contexte.debut)}"),
        ),
        libelle_somme="Somme des parts",
        somme=format_euros(total),
        lettres=format_lettres(total),
        avis="Ce document n’est pas un titre. Chaque partie reçoit son propre état liquidatif.",
        faits=(
            Fait("Bases des parts", (f"{capitalise(word_reste(resultat))}.",)),
            *cite_textes(contexte, resultat, contexte.parties),
        ),
        repartition=tuple(
            LigneRepartition(
                partie.nom_complet,
                rang,
                group_siret(partie.siret),
                word_issue(appels[partie.code], instantane.demande)[0],
                resultat.part(partie.code).total,
                appels[partie.code].appele,
            )
            for rang, partie in enumerate(contexte.parties)
        ),
    )


def _present_commun(
    instantane: Instantane, resultat: Resultat, nom: str, *, version: int, empreinte: str, arret: Arret | None
) -> dict[str, Any]:
    """What both first pages say: who issues, which version of which statement, on what it stands."""
    contexte = instantane.contexte
    return {
        "pied": _word_pied(nom, version, contexte),
        "numero": _word_numero(arret) if arret else PROVISOIRE,
        "version": version,
        "remplace": _word_remplace(arret),
        "arrete_le": f"arrêté le {write_jour(arret.arrete_le)}" if arret else "",
        "exercice": _word_exercice(resultat) + (", solde définitif" if instantane.demande.solde_final else ""),
        "exemple": EXEMPLE if contexte.exemple else "",
        "emetteur": present_emetteur(contexte.employeuse),
        "objet": _word_objet(contexte, resultat),
        "periode": capitalise(f"{_word_periode(resultat)}, {count_mots(resultat.jours, 'jour')}."),
        "empreinte": group_empreinte(empreinte),
        "version_regles": instantane.version_regles,
    }


def _word_numero(arret: Arret | None) -> str:
    return f"n°{INSECABLE}{arret.numero}" if arret else "provisoire"


def _word_remplace(arret: Arret | None) -> str:
    return f"annule et remplace le n°{INSECABLE}{arret.remplace}" if arret and arret.remplace else ""


def _present_compte(partie: Identite, employeuse: Identite, arret: Arret | None) -> Fait:
    """The accounts that answer each other, and once closed the financial year in which the sum is called."""
    if partie.employeuse:
        return Fait("Compte proposé", ("aucun, sans titre",))
    annee = f", exercice comptable {arret.exercice_comptable}" if arret else ""
    charge = f"{partie.compte or A_COMPLETER}{annee}"
    if not employeuse.compte:
        return Fait("Compte proposé", (charge,))
    return Fait("Comptes proposés", (charge, f"{employeuse.nom}, en recette{INSECABLE}: {employeuse.compte}"))


def _present_verification(arret: Arret | None, code: str, empreinte: str) -> Verification | None:
    """How to check the paper of the party `code`, empty for the summary; nothing of a draft can be checked."""
    if arret is None:
        return None
    page = f"{settings.ADRESSE_PUBLIQUE}{reverse('verifier')}"
    mentions = {"numero": arret.numero, "debiteur": code, "empreinte": empreinte}
    adresse = f"{page}?{urlencode({nom: valeur for nom, valeur in mentions.items() if valeur})}"
    return Verification(adresse, page.partition("://")[2], arret.numero, code)


def _word_pied(nom: str, version: int, contexte: Contexte) -> str:
    return f"{nom}, version {version}." + (f" {EXEMPLE}" if contexte.exemple else "")


def _word_periode(resultat: Resultat) -> str:
    return f"du {write_dates(resultat.du, resultat.au)}"


def _word_exercice(resultat: Resultat) -> str:
    premier, dernier = resultat.du.year, resultat.au.year
    if premier == dernier:
        return f"exercice {premier}"
    return f"exercices {premier} {'et' if dernier == premier + 1 else 'à'} {dernier}"


def present_emetteur(partie: Identite) -> Bloc:
    """The address of the body that draws up the document."""
    contact = ", ".join(filter(None, [partie.service, partie.telephone, partie.courriel]))
    return Bloc("Établi par", partie.nom_complet, (*_write_adresse(partie), contact or f"Contact {A_COMPLETER}"))


def present_debiteur(partie: Identite) -> Bloc:
    """The address of the body that the document is for, with what its treasury asks."""
    service = f"{partie.service}. " if partie.service else ""
    reperes = (
        f"{service}Code service{INSECABLE}: {partie.code_service or 'non indiqué'}",
        f"N° d’engagement{INSECABLE}: {partie.numero_engagement or 'non indiqué'}",
    )
    role = "Conservé par" if partie.employeuse else "À la charge de"
    return Bloc(role, partie.nom_complet, (*_write_adresse(partie), *reperes))


def _write_adresse(partie: Identite) -> tuple[str, ...]:
    ville = f"{partie.code_postal} {partie.localite}".strip()
    adresse = ", ".join(filter(None, [partie.adresse, ville])) or f"Adresse {A_COMPLETER}"
    return adresse, f"SIRET {group_siret(partie.siret)}"


def _word_objet(contexte: Contexte, resultat: Resultat) -> str:
    jours = count_mots(resultat.jours, "jour")
    return f"{contexte.objet.rstrip('.')}. Participation aux coûts {_word_periode(resultat)} ({jours})."


def choose_signataire(dossier: Dossier) -> tuple[str, ...]:
    """The lines above which whoever signs for the employing body writes."""
    employeuse = next(commune for commune in dossier.communes if commune.employeuse)
    if employeuse.type is TypeOrganisme.COMMUNE:
        return "Le Maire, ou pour le Maire et par délégation,", f"prénom, nom, qualité, arrêté n°{INSECABLE}:"
    return "Le représentant légal,", f"prénom, nom, qualité{INSECABLE}:"


def group_empreinte(empreinte: str) -> tuple[str, ...]:
    """A fingerprint in two lines of four groups, as it is compared by eye."""
    groupes = [empreinte[debut : debut + 8] for debut in range(0, len(empreinte), 8)]
    return tuple(" ".join(groupes[debut : debut + 4]) for debut in range(0, len(groupes), 4))
