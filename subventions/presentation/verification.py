"""What a checked amount is called, in the words of the first page."""

from __future__ import annotations


def label_somme(somme: int, *, employeuse: bool) -> str:
    """The name of a debtor's sum, in cents, by its sign and its bearer.

    >>> label_somme(541_85, employeuse=False), label_somme(1563_56, employeuse=True), label_somme(0, employeuse=True)
    ('Somme due', 'Part que l’employeur garde à sa charge', 'Somme due')
    """
    if somme < 0:
        return "Somme en faveur de l’employeur" if employeuse else "Somme en faveur de l’organisme"
    return "Part que l’employeur garde à sa charge" if employeuse and somme else "Somme due"
