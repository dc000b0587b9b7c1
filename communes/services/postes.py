"""Keep the adviser's post: the contracts that fill it one after the other, the day it is given back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max, Q

from communes.calculs import UN_JOUR, format_jour
from communes.models import Contrat, Convention, Poste
from conseiller.journal.services import record
from conseiller.refus import Refus


class ContratRefuse(Refus):
    """A contract that the post has no room for."""


class PosteRefuse(Refus):
    """A post that cannot be given back on that day."""


def save_contrat(contrat: Contrat, *, agent: Any, now: datetime) -> Contrat:
    """Add a contract, or save what it says; the first one makes its post.

    Raises ContratRefuse when another contract holds one of its days, or when the post is given back.
    """
    poste, action = contrat.poste, "modifier le contrat" if contrat.pk else "ajouter le contrat"
    if not poste.pk:
        contrat.poste, _ = Poste.objects.get_or_create(convention=poste.convention, rang=poste.rang)
    _check_libre(contrat)
    contrat.save()
    record(action, contrat, agent=agent, now=now, convention=contrat.poste.convention_id)
    return contrat


def _check_libre(contrat: Contrat) -> None:
    rendu_le = contrat.poste.rendu_le
    if rendu_le and (contrat.fin is None or contrat.fin >= rendu_le):
        raise ContratRefuse(
            f"Le poste est rendu à l’État le {format_jour(rendu_le)}\u00a0: un contrat finit la veille au plus tard."
            " Corrigez ce dernier jour, ou la date à laquelle le poste est rendu.",
            champ="fin",
        )
    autres = contrat.poste.contrats.exclude(pk=contrat.pk).filter(Q(fin=None) | Q(fin__gte=contrat.debut))
    autre = (autres.filter(debut__lte=contrat.fin) if contrat.fin else autres).first()
    if autre is None:
        return
    if autre.fin is None:
        raise ContratRefuse(
            f"Le contrat du {format_jour(autre.debut)} n’a pas de dernier jour, et un poste n’a qu’un contrat à la"
            " fois. Indiquez d’abord ce dernier jour, puis ajoutez le suivant.",
            champ="debut",
        )
    raise ContratRefuse(
        f"Un autre contrat va du {format_jour(autre.debut)} au {format_jour(autre.fin)}, et un poste n’a qu’un contrat"
        f" à la fois. Commencez le {format_jour(autre.fin + UN_JOUR)}, ou corrigez l’autre contrat.",
        champ="debut",
    )


def delete_contrat(contrat: Contrat, *, agent: Any, now: datetime) -> None:
    """Delete a contract added by mistake; its post stays."""
    record(
        "supprimer le contrat", contrat, agent=agent, now=now, convention=contrat.poste.convention_id, nom=str(contrat)
    )
    contrat.delete()


def add_poste(convention: Convention, *, agent: Any, now: datetime) -> Poste:
    """Add a post after the others."""
    dernier = convention.postes.aggregate(rang=Max("rang"))["rang"] or 0
    poste = Poste.objects.create(convention=convention, rang=dernier + 1)
    record("ajouter le poste", poste, agent=agent, now=now, convention=convention.pk)
    return poste


def save_poste(poste: Poste, *, agent: Any, now: datetime) -> Poste:
    """Save the day on which a post is given back. Raises PosteRefuse while a contract holds that day or a later one."""
    if poste.rendu_le:
        tenu = poste.contrats.filter(Q(fin=None) | Q(fin__gte=poste.rendu_le)).first()
        if tenu is not None:
            raise PosteRefuse(
                f"Le contrat du {format_jour(tenu.debut)} court encore ce jour-là\u00a0: indiquez d’abord son dernier"
                " jour, avant la date à laquelle le poste est rendu.",
                champ="rendu_le",
            )
    poste.save()
    record("modifier le poste", poste, agent=agent, now=now, convention=poste.convention_id)
    return poste
