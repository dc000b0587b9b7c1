"""What transmitted statements wait for: the answer of a partner; an answer to a remark, then the closing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from communes.permissions import Action
from conseiller.bureau.accueils import ConventionOuverte
from conseiller.bureau.argent import ArgentVu, DecompteVu
from conseiller.bureau.taches import Tache
from conseiller.montants import format_euros
from subventions.enums import EtatDecompte, EtatReponse
from subventions.models import Decompte
from subventions.presentation import word_delai
from subventions.presentation.mots import name_periode
from subventions.presentation.vie import word_reponses
from subventions.selectors.vie import count_sans_reponse, list_reponses

BIENTOT = timedelta(days=5)


@dataclass(frozen=True, slots=True)
class Reponses:
    """By the key of each transmitted statement: where each of its parties stands, and remarks without an answer."""

    etats: dict[int, dict[int, EtatReponse]]
    sans_reponse: dict[int, int]


def read_vie(argents: Sequence[ArgentVu], *, now: date) -> Reponses:
    """The answers to every transmitted statement; 3 queries, none without any."""
    transmis: list[Decompte] = [
        vu.decompte for argent in argents for vu in argent.decomptes if vu.decompte.etat == EtatDecompte.TRANSMIS
    ]
    return Reponses(list_reponses(transmis, now), count_sans_reponse(transmis) if transmis else {})


def watch_vie(
    argent: ArgentVu, ouverte: ConventionOuverte, reponses: Reponses, miennes: set[int], *, now: date
) -> Iterator[Tache]:
    """`miennes`: keys of the parties for which the agent answers."""
    for vu in argent.decomptes:
        etats = reponses.etats.get(vu.decompte.pk)
        if etats is None:
            continue
        if any(etats.get(partie) is EtatReponse.A_REPONDRE for partie in miennes):
            yield _ask_reponse(argent, vu, now)
        if Action.DEMANDER_DECOMPTE in ouverte.actions and reponses.sans_reponse.get(vu.decompte.pk):
            yield _ask_retour(argent, vu, reponses.sans_reponse[vu.decompte.pk])
        elif Action.ARRETER_DECOMPTE in ouverte.actions and EtatReponse.A_REPONDRE not in etats.values():
            yield _ask_arret(argent, vu, etats)


def _ask_reponse(argent: ArgentVu, vu: DecompteVu, now: date) -> Tache:
    jusquau = vu.decompte.reponses_jusquau
    assert jusquau is not None
    part = "" if vu.ma_part is None else f" Votre part\u00a0: {format_euros(vu.ma_part)}."
    return Tache(
        argent.convention,
        genre="alerte" if jusquau - now <= BIENTOT else "attente",
        icone="message-square-warning",
        titre=f"Le décompte {name_periode(vu.decompte.du, vu.decompte.au)} est à répondre",
        texte=f"{word_delai(jusquau, now)}{part}",
        adresse=_locate(argent, vu),
        action="Lire et répondre",
    )


def _ask_retour(argent: ArgentVu, vu: DecompteVu, nombre: int) -> Tache:
    plusieurs = nombre > 1
    return Tache(
        argent.convention,
        genre="attente",
        icone="message-square-warning",
        titre=f"Le décompte {name_periode(vu.decompte.du, vu.decompte.au)} est contesté",
        texte=f"{nombre} remarques attendent une réponse." if plusieurs else "Une remarque attend une réponse.",
        adresse=_locate(argent, vu),
        action="Lire les remarques" if plusieurs else "Lire la remarque",
    )


def _ask_arret(argent: ArgentVu, vu: DecompteVu, etats: dict[int, EtatReponse]) -> Tache:
    return Tache(
        argent.convention,
        genre="attente",
        icone="lock",
        titre=f"Le décompte {name_periode(vu.decompte.du, vu.decompte.au)} peut être arrêté",
        texte=word_reponses(etats.values(), arrete=False),
        adresse=_locate(argent, vu),
        action="Voir le décompte",
    )


def _locate(argent: ArgentVu, vu: DecompteVu) -> str:
    return reverse("decompte", args=[argent.convention.pk, vu.decompte.pk])
