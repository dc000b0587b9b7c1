"""What is read of a closed statement: its closing, what it replaces, its signed copies, why it can no longer go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from communes.permissions import Action
from subventions.enums import EtatDecompte, EtatReponse
from subventions.models import Cloture, Decompte, ExemplaireSigne, PartArretee, Titre
from subventions.selectors.avancement import list_parties_visible_to

# The whole calculation, that a page has read already.
LOURDS = ("instantane", "remplace__instantane", "remplacante__instantane")


def find_cloture(decompte: Decompte) -> Cloture | None:
    """The closing of the statement, with what it replaces and what replaces it; None while it is open. 1 query."""
    clotures = Cloture.objects.select_related("remplace", "remplacante").defer(*LOURDS)
    return clotures.filter(decompte=decompte).first()


def list_parts_visible_to(cloture: Cloture, agent: Any) -> list[PartArretee]:
    """The closed shares whose papers the agent may open, signed copies read; 5 queries at most."""
    parts = cloture.parts.select_related("partie").prefetch_related("exemplaires__piece")
    parties = list_parties_visible_to(cloture.decompte, agent)
    return list(parts if parties is None else parts.filter(partie__in=parties))


def find_exemplaire(decompte: Decompte, exemplaire_id: int, agent: Any) -> ExemplaireSigne | None:
    """One signed copy of the statement, if the agent may open it."""
    exemplaires = ExemplaireSigne.objects.filter(pk=exemplaire_id, part__cloture__decompte=decompte)
    parties = list_parties_visible_to(decompte, agent)
    if parties is not None:
        exemplaires = exemplaires.filter(part__partie__in=parties)
    return exemplaires.select_related("piece", "part__cloture").first()


def find_obstacle(decompte: Decompte) -> str:
    """Why a closed statement is no longer replaced, in a French sentence; empty when it may be. 2 queries at most."""
    if decompte.etat != EtatDecompte.ARRETE:
        return "Seul un décompte arrêté se remplace\u00a0: rechargez la page."
    if Titre.objects.filter(part__cloture__decompte=decompte).exists():
        return (
            "Un titre est déjà émis pour ce décompte\u00a0: il ne se remplace plus. Ce qui change sera régularisé par"
            " le décompte suivant."
        )
    suivantes = Cloture.objects.filter(
        decompte__convention=decompte.convention_id, decompte__etat=EtatDecompte.ARRETE, pk__gt=decompte.cloture.pk
    )
    if suivantes.exists():
        return (
            "Seul le dernier décompte arrêté se remplace\u00a0: ce qui change dans les autres est régularisé par le"
            " décompte suivant."
        )
    return ""


def find_remplacant(decompte: Decompte) -> Decompte | None:
    """The draft, or the transmitted statement, that is to replace this one."""
    ouverts = [EtatDecompte.BROUILLON, EtatDecompte.TRANSMIS]
    return Decompte.objects.filter(remplace=decompte, etat__in=ouverts).defer("instantane").first()


def may_close(decompte: Decompte, agent: object) -> bool:
    """Whether the agent closes the statements of that agreement."""
    return Decompte.objects.permitted(agent, Action.ARRETER_DECOMPTE).filter(pk=decompte.pk).exists()


def needs_motif(reponses: Iterable[EtatReponse]) -> bool:
    """Whether closing asks for a reason: somebody contests, or may still answer."""
    return bool({EtatReponse.A_REPONDRE, EtatReponse.CONTESTE} & set(reponses))
