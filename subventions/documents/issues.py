"""What becomes of a party's account, as its first page says it: by its sign, its size and its bearer."""

from __future__ import annotations

from dataclasses import dataclass

from conseiller.montants import INSECABLE, format_euros
from subventions.calculs.appels import Appel, Demande

PAS_UN_TITRE = f"Ce document n’est pas un titre{INSECABLE}: attendez l’avis des sommes à payer."


@dataclass(frozen=True, slots=True)
class Issue:
    """The words of one outcome: head of the sum, notice, payment, « Arrêté le présent état … »."""

    libelle: str
    avis: str
    paiement: str
    arrete: str


def find_somme(appel: Appel) -> int:
    """The sum of the first page, in cents: what is called, or what the employing body bears."""
    return appel.solde if appel.employeuse else appel.appele


def choose_issue(appel: Appel, demande: Demande) -> Issue:
    """The words that go with one account."""
    somme = find_somme(appel)
    if appel.non_appele:
        return _word_seuil(appel, demande)
    if somme == 0:
        return Issue(
            f"Somme due{INSECABLE}: néant",
            "Ce document n’est pas un titre. Aucune somme n’est due pour cette période.",
            f"néant{INSECABLE}: aucun avis des sommes à payer ne suit cet état",
            f"à néant{INSECABLE}:",
        )
    if appel.employeuse:
        return Issue(
            "Part que l’employeur garde à sa charge" if somme > 0 else "Somme négative, en faveur de l’employeur",
            f"Ce document n’est pas un titre{INSECABLE}: l’employeur ne s’adresse pas d’avis des sommes à payer.",
            "sans titre, la part reste à la charge de l’employeur",
            "à la somme de",
        )
    if somme < 0:
        return Issue(
            "Somme négative, en faveur de l’organisme",
            "Ce document n’est pas un titre. Rien n’est à payer pour cette période.",
            f"rien à payer{INSECABLE}: l’employeur réduit un titre du même exercice, ou rend la somme par mandat",
            "à la somme négative, en faveur de l’organisme, de",
        )
    return Issue("Somme due", PAS_UN_TITRE, "à réception de l’avis des sommes à payer", "à la somme de")


def _word_seuil(appel: Appel, demande: Demande) -> Issue:
    """A balance too small to be called (R13): left to the next statement, or to the employing body."""
    solde, seuil = format_euros(appel.solde), format_euros(demande.seuil)
    destin = "l’employeur le garde à sa charge" if demande.solde_final else "il s’ajoutera au décompte suivant"
    return Issue(
        f"Somme appelée{INSECABLE}: néant",
        f"Ce document n’est pas un titre. Le solde, {solde}, est sous le seuil d’appel, {seuil}{INSECABLE}: {destin}.",
        f"rien à payer{INSECABLE}: aucun avis des sommes à payer ne suit cet état",
        f"à néant{INSECABLE}:",
    )
