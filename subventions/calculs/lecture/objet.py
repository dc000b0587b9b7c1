"""One JSON object of the dossier, read field by field; a refusal is one French sentence that names the field."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from conseiller.montants import INSECABLE, parse_montant
from conseiller.refus import Refus

Choix = TypeVar("Choix", bound=StrEnum)

LONGUEUR_TEXTE = 500
PREMIERE_ANNEE, DERNIERE_ANNEE = 1900, 2199
JOUR = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Half of a surrogate pair cannot be written in UTF-8, and a control character belongs to no label.
INTERDITS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")

MONTANT_ATTENDU = (
    "un montant entre guillemets, à deux décimales et douze chiffres entiers au plus, comme «\u00a01234.56\u00a0»"
)
JOUR_ATTENDU = f"une date écrite AAAA-MM-JJ, de {PREMIERE_ANNEE} à {DERNIERE_ANNEE}"
TEXTE_ATTENDU = f"un texte non vide, sur une ligne, de {LONGUEUR_TEXTE} caractères au plus"


class DossierRefuse(Refus):
    """The dossier cannot be read; `str()` is one French sentence: which field, and what is expected."""


def describe(valeur: object) -> str:
    """Show a refused value inside a sentence, shortened."""
    if valeur is None or isinstance(valeur, bool):
        return {None: "null", True: "true", False: "false"}[valeur]
    if isinstance(valeur, str):
        court = INTERDITS.sub("\ufffd", valeur[:40]) + ("…" if len(valeur) > 40 else "")
        return f"«{INSECABLE}{court}{INSECABLE}»" if court else "un texte vide"
    if isinstance(valeur, int | float):
        return f"le nombre {valeur}" if -(10**15) < valeur < 10**15 else "un nombre démesuré"
    return "une liste" if isinstance(valeur, list) else "un objet"


def refuse(chemin: str, attendu: str, valeur: object) -> DossierRefuse:
    """The refusal of one field: where, what is expected, what was found."""
    sujet = f"Le champ {chemin}" if chemin else "Le dossier"
    return DossierRefuse(f"{sujet} doit être {attendu} (reçu{INSECABLE}: {describe(valeur)}).")


def parse_jour(texte: str) -> date:
    """Read a strict ISO date; raises ValueError when it is impossible or too far away."""
    if not JOUR.fullmatch(texte):
        raise ValueError(texte[:40])
    jour = date.fromisoformat(texte)
    if not PREMIERE_ANNEE <= jour.year <= DERNIERE_ANNEE:
        raise ValueError(texte)
    return jour


def read_liste(valeur: object, chemin: str) -> list[Any]:
    """A JSON list, or a refusal."""
    if not isinstance(valeur, list):
        raise refuse(chemin, "une liste", valeur)
    return valeur


class Objet:
    """A JSON object whose keys have been checked; each method reads one field or raises `DossierRefuse`."""

    __slots__ = ("chemin", "valeurs")

    def __init__(
        self,
        valeur: object,
        chemin: str,
        attendus: Collection[str],
        facultatifs: Collection[str] = (),
    ) -> None:
        if not isinstance(valeur, dict):
            raise refuse(chemin, "un objet JSON", valeur)
        self.valeurs: dict[str, Any] = valeur
        self.chemin = chemin
        for cle in attendus:
            if cle not in valeur:
                raise DossierRefuse(f"Il manque le champ {self.locate(cle)}.")
        for cle in valeur:
            if cle not in attendus and cle not in facultatifs:
                liste = ", ".join([*attendus, *facultatifs])
                lieu = self.locate(INTERDITS.sub("\ufffd", str(cle)[:40]))
                raise DossierRefuse(f"Le champ {lieu} est inconnu (champs attendus{INSECABLE}: {liste}).")

    def locate(self, cle: str) -> str:
        """Path of one field, as the refusals name it."""
        return f"{self.chemin}.{cle}" if self.chemin else cle

    def refuse(self, cle: str, attendu: str) -> DossierRefuse:
        """The refusal of one field of this object."""
        return refuse(self.locate(cle), attendu, self.valeurs.get(cle))

    def has(self, cle: str) -> bool:
        """Whether the field is there and not null."""
        return self.valeurs.get(cle) is not None

    def texte(self, cle: str) -> str:
        """A label on one line, never blank."""
        valeur = self.valeurs[cle]
        if type(valeur) is not str or not valeur.strip() or len(valeur) > LONGUEUR_TEXTE or INTERDITS.search(valeur):
            raise self.refuse(cle, TEXTE_ATTENDU)
        return valeur

    def entier(self, cle: str, mini: int, maxi: int) -> int:
        """An integer within bounds; a boolean is not one."""
        valeur = self.valeurs[cle]
        if type(valeur) is not int or not mini <= valeur <= maxi:
            raise self.refuse(cle, f"un nombre entier de {mini} à {maxi}")
        return valeur

    def booleen(self, cle: str) -> bool:
        """True or false, nothing that looks like it."""
        valeur = self.valeurs[cle]
        if type(valeur) is not bool:
            raise self.refuse(cle, "true ou false")
        return valeur

    def choix(self, cle: str, choix: type[Choix]) -> Choix:
        """One of the words of an enumeration."""
        valeur = self.valeurs[cle]
        try:
            return choix(valeur)
        except ValueError:
            raise self.refuse(cle, "l’un des mots " + ", ".join(choix)) from None

    def montant(self, cle: str) -> int:
        """Cents, of any sign."""
        valeur = self.valeurs[cle]
        try:
            return parse_montant(valeur)
        except (TypeError, ValueError):
            raise self.refuse(cle, MONTANT_ATTENDU) from None

    def montant_positif(self, cle: str) -> int:
        """Cents, zero or more."""
        montant = self.montant(cle)
        if montant < 0:
            raise self.refuse(cle, "un montant positif ou nul")
        return montant

    def jour(self, cle: str) -> date:
        """A date."""
        valeur = self.valeurs[cle]
        try:
            return parse_jour(valeur)
        except (TypeError, ValueError):
            raise self.refuse(cle, JOUR_ATTENDU) from None

    def jour_ou_rien(self, cle: str) -> date | None:
        """A date, or None when the field is null."""
        return None if self.valeurs[cle] is None else self.jour(cle)

    def periode(self, debut: str = "debut", fin: str = "fin") -> tuple[date, date]:
        """Two dates in order, both included."""
        premier, dernier = self.jour(debut), self.jour(fin)
        if dernier < premier:
            raise self.refuse(
                fin,
                f"le {premier} ou une date suivante, puisque {self.locate(debut)} est le {premier}",
            )
        return premier, dernier

    def liste(self, cle: str) -> list[tuple[Any, str]]:
        """The items of a list, each with its path."""
        chemin = self.locate(cle)
        return [(valeur, f"{chemin}[{rang}]") for rang, valeur in enumerate(read_liste(self.valeurs[cle], chemin))]

    def montants(self, cle: str, connus: Collection[str]) -> dict[str, int]:
        """Cents or hundredths by commune; every key is a known commune."""
        objet = Objet(self.valeurs[cle], self.locate(cle), (), connus)
        return {insee: objet.montant(insee) for insee in objet.valeurs}
