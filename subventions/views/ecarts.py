"""Why this amount: each share against another calculation, and the rules in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from conseiller.acces import agents
from subventions.calculs.ecarts import Calcule
from subventions.calculs.instantane import Instantane, load_instantane
from subventions.calculs.previsionnel import load_previsionnel
from subventions.calculs.refus import CalculImpossible
from subventions.calculs.resultat import Resultat
from subventions.enums import Cause
from subventions.models import Decompte
from subventions.presentation.ecarts import Repere, present_ecarts
from subventions.presentation.explications import explain_parts
from subventions.presentation.mots import name_periode, write_jour
from subventions.presentation.regles import THEMES
from subventions.selectors.ecarts import Reperes, read_reperes


@agents
@require_safe
def regles(request: HttpRequest) -> HttpResponse:
    """The rules of the calculation, one card each; every step of a statement leads to its own."""
    return render(request, "subventions/regles.html", {"themes": THEMES})


def describe_ecarts(decompte: Decompte, agent: Any) -> dict[str, Any]:
    """What each share differs by, in the order of the parties, and where the rows behind it are read; 3 queries."""
    if decompte.instantane is None:
        return {}
    reperes = read_reperes(decompte)
    instantane = load_instantane(decompte.instantane)
    resultat = instantane.compute()
    lignes = _locate(decompte, reperes)
    compares = list(_list_reperes(decompte, reperes, resultat))
    comparaisons = present_ecarts(instantane.contexte.parties, compares, _read(instantane, resultat), lignes)
    return {
        "parties": list(zip(explain_parts(instantane, resultat), comparaisons, strict=True)),
        "premier": reperes.precedent is None,
        "sans_prevision": reperes.prevision is None,
        "annee": decompte.du.year if decompte.du.year == decompte.au.year else None,
        "lignes": {cause.value: adresse for cause, adresse in lignes.items()},
    }


def _list_reperes(decompte: Decompte, reperes: Reperes, resultat: Resultat) -> Iterator[Repere]:
    """The forecast first, as a budget reads it, then the statement before, then the one that this one replaces."""
    if reperes.prevision is not None:
        prevu = _foresee(reperes.prevision, decompte, resultat)
        if prevu is not None:
            yield prevu
    for autre, fin in ((reperes.precedent, ""), (reperes.remplace, ", qu’il remplace")):
        if autre is not None and autre.instantane is not None:
            instantane = load_instantane(autre.instantane)
            nom = f"écompte {name_periode(autre.du, autre.au)}{fin}"
            lien = reverse("decompte", args=[autre.convention_id, autre.pk])
            yield Repere(f"D{nom}", f"le d{nom}", lien, _read(instantane, instantane.compute()))


def _foresee(donnees: dict[str, Any], decompte: Decompte, resultat: Resultat) -> Repere | None:
    """The forecast of the statement's days; None when it did not reach them."""
    source = load_previsionnel(donnees)
    try:
        prevu = source.compute_periode(resultat.du, resultat.au)
    except CalculImpossible:
        return None
    jour = write_jour(source.jour)
    lien = reverse("prevision_annee", args=[decompte.convention_id, source.annee])
    return Repere(
        f"Prévision {source.annee}, établie le {jour}",
        f"la prévision établie le {jour} pour les mêmes jours",
        lien,
        Calcule(source.dossier.communes, prevu),
    )


def _read(instantane: Instantane, resultat: Resultat) -> Calcule:
    return Calcule(instantane.dossier.communes, resultat, instantane.call(resultat))


def _locate(decompte: Decompte, reperes: Reperes) -> dict[Cause, str]:
    """Where the rows behind each cause are read."""
    pk = decompte.convention_id
    periode = {"du": decompte.du.isoformat(), "au": decompte.au.isoformat()}
    depenses, subvention = reverse("depenses", args=[pk]), reverse("subvention", args=[pk])
    adresses = {
        Cause.COUTS: f"{depenses}?{urlencode({**periode, 'etat': 'constate', 'charge': 'communes'})}",
        Cause.SUBVENTION: subvention,
        Cause.COFINANCEMENTS: f"{subvention}#titre-cofinancements",
        Cause.CLE: reverse("heures", args=[pk]),
        Cause.AFFECTEES: f"{depenses}?{urlencode({**periode, 'etat': 'constate'})}",
        Cause.REGULARISATIONS: "#titre-comptes",
        Cause.AJUSTEMENTS: "#titre-comptes",
    }
    if reperes.precedent is not None:
        adresses[Cause.REPORT] = reverse("decompte", args=[pk, reperes.precedent.pk])
    return adresses
