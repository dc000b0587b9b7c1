"""How the post stands: its state in words, its days with and without a contract as a picture, what to beware of.

A contract is a pair of days, both included; without a last day it is open. Contracts of one post never overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from communes.calculs import UN_JOUR, clip, count_days, format_jour
from communes.enums import EtatPoste, TypeContrat
from conseiller.graphiques import ECHELLE, MOTIF_BLANC, Segment
from conseiller.montants import FINE_INSECABLE, INSECABLE

Jours = tuple[date, date | None]

# Contracts that end by themselves: their last day is known from the first one.
A_TERME = frozenset({TypeContrat.CDD, TypeContrat.PROJET})
MOTIF_OCCUPE = 0


@dataclass(frozen=True, slots=True)
class Etat:
    """The state of a post on one day, and the sentence that dates it."""

    genre: EtatPoste
    phrase: str


def describe_etat(contrats: Sequence[Jours], debut: date, fin: date, rendu_le: date | None, jour: date) -> Etat:
    """The state on `jour` of a post of the agreement `[debut, fin]`, given back on `rendu_le` (None: never).

    >>> etat = describe_etat(
    ...     [(date(2021, 7, 1), date(2022, 6, 30))], date(2021, 7, 1), date(2023, 6, 30), None, date(2022, 9, 1)
    ... )
    >>> etat.phrase
    'Vacant depuis le 1er juillet 2022.'
    """
    if rendu_le is not None and rendu_le <= jour:
        return Etat(EtatPoste.RENDU, f"Rendu à l’État le {format_jour(rendu_le)}.")
    if jour > fin:
        return Etat(EtatPoste.TERMINE, f"La convention s’est terminée le {format_jour(fin)}.")
    suites = join_contrats(contrats)
    en_cours = next(((du, au) for du, au in suites if clip(du, au, jour, jour)), None)
    if en_cours is not None:
        du, au = en_cours
        jusque = f", jusqu’au {format_jour(au)}" if au is not None else ""
        return Etat(EtatPoste.OCCUPE, f"Occupé depuis le {format_jour(du)}{jusque}.")
    if jour < debut:
        return Etat(EtatPoste.A_VENIR, f"La convention commence le {format_jour(debut)}.")
    depuis = max([au + UN_JOUR for _, au in suites if au is not None and au < jour], default=debut)
    suivant = next((du for du, _ in suites if du > jour), None)
    suite = f"{FINE_INSECABLE}; le contrat suivant commence le {format_jour(suivant)}" if suivant is not None else ""
    return Etat(EtatPoste.VACANT, f"Vacant depuis le {format_jour(max(depuis, debut))}{suite}.")


def join_contrats(contrats: Iterable[Jours]) -> list[Jours]:
    """The contracts in order, those that follow each other without a day between them made one.

    >>> join_contrats([(date(2021, 7, 1), date(2022, 6, 30)), (date(2022, 7, 1), None)])
    [(datetime.date(2021, 7, 1), None)]
    """
    suites: list[Jours] = []
    for du, au in sorted(contrats, key=lambda contrat: contrat[0]):
        precedent = suites[-1][1] if suites else None
        if precedent is not None and du <= precedent + UN_JOUR:
            suites[-1] = suites[-1][0], au
        else:
            suites.append((du, au))
    return suites


def draw_occupation(contrats: Iterable[Jours], debut: date, fin: date) -> tuple[Segment, ...]:
    """The days of the agreement from end to end: one segment per contract, one per span without any.

    >>> contrat = date(2021, 7, 1), date(2022, 6, 30)
    >>> [(s.motif, s.x, s.width) for s in draw_occupation([contrat], date(2021, 7, 1), date(2023, 6, 30))]
    [(0, '0.00%', '50.00%'), (7, '50.00%', '50.00%')]
    """
    segments: list[Segment] = []
    total = count_days(debut, fin)

    def add(motif: int, du: date, au: date) -> None:
        gauche, droite = (ECHELLE * jours // total for jours in ((du - debut).days, (au - debut).days + 1))
        segments.append(Segment(_name(motif, du, au), motif, gauche, droite - gauche))

    attendu = debut
    for contrat in sorted(contrats, key=lambda contrat: contrat[0]):
        jours = clip(*contrat, debut, fin)
        if jours is None:
            continue
        if attendu < jours[0]:
            add(MOTIF_BLANC, attendu, jours[0] - UN_JOUR)
        add(MOTIF_OCCUPE, *jours)
        attendu = jours[1] + UN_JOUR
    if attendu <= fin:
        add(MOTIF_BLANC, attendu, fin)
    return tuple(segments)


def _name(motif: int, du: date, au: date) -> str:
    genre = "sous contrat" if motif == MOTIF_OCCUPE else "sans contrat"
    return f"{genre} du {format_jour(du)} au {format_jour(au)}"


def describe_occupation(segments: Iterable[Segment]) -> str:
    """The sentence that stands for the picture."""
    return f"Le poste{INSECABLE}: {', '.join(segment.nom for segment in segments)}."


def check_terme(type: str, fin: date | None, terme: date) -> str:
    """Warn of a contract that ends by itself, but after the agreement: nobody shares its cost any more.

    >>> check_terme("cdd", date(2023, 6, 30), date(2023, 6, 30)), check_terme("cdi", None, date(2023, 6, 30))
    ('', '')
    """
    if type not in A_TERME or fin is None or fin <= terme:
        return ""
    return (
        f"Ce contrat finit le {format_jour(fin)}, après le terme de la convention, le {format_jour(terme)}"
        f"{INSECABLE}: au-delà, l’employeur paie seul."
    )
