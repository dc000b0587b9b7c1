"""Where the partners of a statement stand, in words: one line each, then all of them in one sentence."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from subventions.enums import EtatDecompte, EtatReponse
from subventions.presentation.mots import count_mots, write_jour

# For one party, then for several; before the statement is closed, then after.
VERBES = {
    False: {
        EtatReponse.A_REPONDRE: ("n’a pas répondu", "n’ont pas répondu"),
        EtatReponse.CONTESTE: ("conteste", "contestent"),
    },
    True: {
        EtatReponse.A_REPONDRE: ("n’avait pas répondu", "n’avaient pas répondu"),
        EtatReponse.CONTESTE: ("contestait", "contestaient"),
    },
}


@dataclass(frozen=True, slots=True)
class PartenaireVu:
    """One partner; `motif` is its rank in the agreement, from 0, `montant` its share in cents."""

    cle: int
    nom: str
    motif: int
    montant: int | None
    etat: EtatReponse
    repondu_le: datetime | None
    sienne: bool


@dataclass(frozen=True, slots=True)
class RemarqueVue:
    """What a partner says of a line, and what is answered to it; empty when nothing is yet."""

    cle: int
    nom: str
    libelle: str
    texte: str
    ecrite_le: datetime
    reponse: str
    repondue_le: datetime | None


def word_reponses(etats: Collection[EtatReponse], *, arrete: bool) -> str:
    """How many have not answered and how many contest; that nobody blocks the others, while it is not closed."""
    if not etats:
        return "Cette convention n’a pas de commune partenaire\u00a0: personne n’a à répondre."
    morceaux = [
        (nombre, verbes[nombre > 1])
        for etat, verbes in VERBES[arrete].items()
        if (nombre := sum(un is etat for un in etats))
    ]
    if not morceaux:
        return "Toutes les communes ont accepté." if len(etats) > 1 else "La commune partenaire a accepté."
    (premier, verbe), *suite = morceaux
    phrase = ", ".join([f"{count_mots(premier, 'commune')} {verbe}", *(f"{nombre} {fait}" for nombre, fait in suite)])
    return f"{phrase}." if arrete else f"{phrase}. Cela n’empêche pas d’arrêter."


def word_bilan(etats: Collection[EtatReponse], *, arrete: bool) -> str:
    """How many stand where, in a few words; nobody is expected to answer once it is closed.

    >>> word_bilan([EtatReponse.ACCEPTE, EtatReponse.A_REPONDRE, EtatReponse.ACCEPTE], arrete=False)
    '1\xa0à répondre, 2\xa0acceptés'
    >>> word_bilan([EtatReponse.A_REPONDRE], arrete=True)
    '1\xa0sans réponse'
    """
    morceaux = []
    for etat in (EtatReponse.A_REPONDRE, EtatReponse.CONTESTE, EtatReponse.ACCEPTE, EtatReponse.TACITE):
        nombre = sum(un is etat for un in etats)
        if nombre:
            morceaux.append(f"{nombre}\u00a0{_agree(etat, nombre, arrete)}")
    return ", ".join(morceaux)


def _agree(etat: EtatReponse, nombre: int, arrete: bool) -> str:
    if etat is EtatReponse.A_REPONDRE:
        return "sans réponse" if arrete else "à répondre"
    mot, *suite = etat.libelle.lower().split()
    return " ".join([f"{mot}s" if nombre > 1 else mot, *suite])


def word_chevauchement(du: date, au: date, etat: str) -> str:
    """That another statement takes some of the same days."""
    etats = {EtatDecompte.BROUILLON: "en brouillon", EtatDecompte.TRANSMIS: "déjà transmis"}
    dates = f"du {write_jour(du)} au {write_jour(au)}" if du != au else f"du {write_jour(du)}"
    return f"Le décompte {dates}, {etats.get(EtatDecompte(etat), 'déjà arrêté')}, prend des jours de celui-ci."
