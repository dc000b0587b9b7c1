"""The post on its way: days without a contract, hours of training, notice of a party that leaves.

A warning is a French sentence, empty when there is nothing to say; none of them forbids anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from communes.calculs import UN_JOUR, add_months, format_jour
from conseiller.montants import INSECABLE, format_nombre

# National rules of May 2025; those of 2023 left three months to replace the adviser.
MOIS_DE_VACANCE = 6
# The official training paths, in hundredths of an hour: 105, 280, 350 and 420 hours.
FORMATION_MIN = 105_00
FORMATION_MAX = 420_00


@dataclass(frozen=True, slots=True)
class Vacance:
    """Days without a contract, both ends included.

    A contract must begin on `limite` at the latest; `depassee`: the day has come and none had begun.
    """

    debut: date
    fin: date
    limite: date
    depassee: bool
    avertissement: str


def find_vacances(
    contrats: Iterable[tuple[date, date | None]], debut: date, fin: date, jour: date
) -> tuple[Vacance, ...]:
    """The spans of the agreement `[debut, fin]` that no contract covers (`fin` of a contract None: open), as of `jour`.

    A vacancy of more than six months gives the post back to the State. Months count from the first vacant day (R9).

    >>> contrat = date(2021, 7, 1), date(2022, 6, 30)
    >>> vacances = find_vacances([contrat], date(2021, 7, 1), date(2023, 6, 30), date(2022, 9, 1))
    >>> [(str(vacance.debut), str(vacance.limite), vacance.depassee) for vacance in vacances]
    [('2022-07-01', '2023-01-01', False)]
    """
    vacances = []
    attendu = debut
    for premier, dernier in sorted(contrats, key=lambda contrat: contrat[0]):
        if attendu < premier and attendu <= fin:
            vacances.append(_describe(attendu, min(premier - UN_JOUR, fin), jour))
        if dernier is None:
            return tuple(vacances)
        attendu = max(attendu, dernier + UN_JOUR)
    if attendu <= fin:
        vacances.append(_describe(attendu, fin, jour))
    return tuple(vacances)


def _describe(debut: date, fin: date, jour: date) -> Vacance:
    limite = add_months(debut, MOIS_DE_VACANCE)
    depassee = min(fin, jour) >= limite
    avertissement = ""
    if depassee:
        avertissement = (
            f"Le poste est resté sans contrat plus de {MOIS_DE_VACANCE} mois, depuis le {format_jour(debut)}\u00a0:"
            " il peut être rendu à l’État. Demandez à la préfecture s’il vous reste acquis."
        )
    elif fin >= limite:
        avertissement = (
            f"Le poste est sans contrat à partir du {format_jour(debut)}\u00a0: au-delà de {MOIS_DE_VACANCE} mois, il"
            f" peut être rendu à l’État. Le contrat suivant doit commencer le {format_jour(limite)} au plus tard."
        )
    return Vacance(debut, fin, limite, depassee, avertissement)


def check_formation(heures: int) -> str:
    """Warn of training hours (hundredths of an hour) outside the official paths, from 105 to 420 hours.

    >>> check_formation(105_00), check_formation(420_00)
    ('', '')
    """
    if FORMATION_MIN <= heures <= FORMATION_MAX:
        return ""
    bornes = f"de {_write_heures(FORMATION_MIN)} à {_write_heures(FORMATION_MAX)}"
    return f"{_write_heures(heures)} de formation\u00a0: les parcours officiels vont {bornes}. Vérifiez la durée."


def _write_heures(heures: int) -> str:
    return f"{format_nombre(heures)}{INSECABLE}heure{'s' if heures >= 2_00 else ''}"


def find_sortie(demande_le: date, mois: int) -> date:
    """First day on which a party that asked on `demande_le` may leave, after a notice in months (R9).

    >>> find_sortie(date(2021, 8, 31), 6)
    datetime.date(2022, 2, 28)
    """
    return add_months(demande_le, mois)


def check_preavis(demande_le: date, sortie_le: date, mois: int) -> str:
    """Warn of a party that leaves before its notice, in months, has run.

    >>> check_preavis(date(2022, 3, 15), date(2022, 6, 15), 3)
    ''
    """
    possible = find_sortie(demande_le, mois)
    if sortie_le >= possible:
        return ""
    return (
        f"Le préavis est de {mois} mois et la demande date du {format_jour(demande_le)}\u00a0: la sortie n’est possible"
        f" qu’à partir du {format_jour(possible)}, sauf accord de toutes les parties."
    )
