"""What an act still lacks for the accountant who pays, in words."""

from __future__ import annotations

from datetime import date

from communes.calculs import format_jour
from communes.enums import TypeActe
from conseiller.montants import INSECABLE

# Decisions of a council or a mayor: numbered, and in force only once published and sent to the prefect.
A_RENDRE_EXECUTOIRE = frozenset({TypeActe.DELIBERATION, TypeActe.ARRETE})


def list_manques(
    type: str, *, numero: str, date_acte: date | None, executoire_le: date | None, jour: date
) -> tuple[str, ...]:
    """What to complete on an act, as of `jour`; nothing when it is complete.

    >>> list_manques("avis", numero="", date_acte=None, executoire_le=None, jour=date(2022, 1, 1))
    ('La date manque.',)
    """
    manques = []
    if type in A_RENDRE_EXECUTOIRE and not numero:
        manques.append("Le numéro manque.")
    if date_acte is None:
        manques.append("La date manque.")
    if type in A_RENDRE_EXECUTOIRE and executoire_le is None:
        manques.append("Le jour où cet acte est devenu exécutoire manque.")
    elif executoire_le is not None and executoire_le > jour:
        manques.append(f"Cet acte n’est pas encore exécutoire{INSECABLE}: il le sera le {format_jour(executoire_le)}.")
    return tuple(manques)
