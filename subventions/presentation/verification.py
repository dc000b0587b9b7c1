"""What a checked amount is called."""

from __future__ import annotations


def label_somme(appele: int, solde: int, *, employeuse: bool) -> str:
    """What the amount of a debtor is, by its sign and its bearer; amounts in cents."""
    if employeuse:
        return "Part gardée par l’employeur, sans titre"
    if appele > 0:
        return "Somme due"
    if appele < 0:
        return "Somme en faveur du débiteur"
    return "Somme trop petite pour être appelée" if solde else "Somme due"
