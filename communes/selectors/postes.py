"""The adviser's post as pages show it, read from its contracts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from communes.calculs import UN_JOUR
from communes.models import Contrat, Convention, Poste
from communes.presentation.occupation import (
    Etat,
    check_terme,
    describe_etat,
    describe_occupation,
    draw_occupation,
)
from communes.presentation.poste import Vacance, check_formation, find_vacances
from conseiller.graphiques import Segment
from conseiller.montants import CENTIEMES_PAR_QUART


@dataclass(frozen=True, slots=True)
class PeriodeVue:
    """Days under one contract, or without any when `contrat` is None; `fin` is None when open."""

    debut: date
    fin: date | None
    contrat: Contrat | None
    avertissements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PosteVu:
    """One post: its state of the day, its picture with the sentence that stands for it, its periods in order.

    `alertes`: the vacancies of a post still held that may cost it.
    """

    poste: Poste
    etat: Etat
    segments: tuple[Segment, ...]
    titre: str
    periodes: tuple[PeriodeVue, ...]
    alertes: tuple[Vacance, ...]


def read_postes(convention: Convention, *, now: date) -> list[PosteVu]:
    """The posts of the agreement, as of `now`."""
    return [_read(poste, convention, now) for poste in convention.postes.prefetch_related("contrats")]


def _read(poste: Poste, convention: Convention, now: date) -> PosteVu:
    contrats = list(poste.contrats.all())
    jours = [(contrat.debut, contrat.fin) for contrat in contrats]
    debut, fin = convention.debut, convention.fin
    # A post given back is no longer vacant.
    dernier = min(fin, poste.rendu_le - UN_JOUR) if poste.rendu_le else fin
    vacances = find_vacances(jours, debut, dernier, now)
    segments = draw_occupation(jours, debut, fin)
    periodes = [PeriodeVue(contrat.debut, contrat.fin, contrat, _warn(contrat, fin)) for contrat in contrats] + [
        PeriodeVue(vacance.debut, vacance.fin, None, ()) for vacance in vacances
    ]
    return PosteVu(
        poste=poste,
        etat=describe_etat(jours, debut, fin, poste.rendu_le, now),
        segments=segments,
        titre=describe_occupation(segments),
        periodes=tuple(sorted(periodes, key=lambda periode: periode.debut)),
        alertes=tuple(vacance for vacance in vacances if vacance.avertissement and poste.rendu_le is None),
    )


def _warn(contrat: Contrat, terme: date) -> tuple[str, ...]:
    phrases = [check_terme(contrat.type, contrat.fin, terme)]
    if contrat.formation is not None:
        phrases.append(check_formation(contrat.formation * CENTIEMES_PAR_QUART))
    return tuple(phrase for phrase in phrases if phrase)


def propose_debut(poste: Poste) -> date | None:
    """First day to propose for the next contract: the day after the last one, the agreement's first for a new post.

    None when the last contract is open.
    """
    dernier = Contrat.objects.filter(poste=poste).order_by("-debut").first() if poste.pk else None
    if dernier is None:
        return poste.convention.debut
    return dernier.fin + UN_JOUR if dernier.fin else None
