"""What was done on an agreement, year by year."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ateliers.presentation.durees import write_minutes
from ateliers.presentation.tableurs import tabulate_activites, tabulate_communes
from ateliers.selectors.activite import Activite, list_activites, list_annees, sum_minutes
from ateliers.selectors.frequentation import read_frequentation
from communes.models import Convention, Partie
from communes.permissions import Action
from communes.presentation.heures import write_quarts
from communes.selectors import list_parties
from communes.views import find_convention
from conseiller.acces import agents
from conseiller.graphiques import PartGraphique
from conseiller.montants import INSECABLE
from conseiller.tableurs import Format
from conseiller.tableurs.reponse import answer_tableaux

Faites = list[tuple[Partie, int, int]]


@agents
@require_safe
def activite(request: HttpRequest, convention_id: int) -> HttpResponse:
    """Sessions of a year, the hours held for each commune beside those it has, who came."""
    convention = find_convention(request, convention_id, Action.VOIR_CONVENTION, "groupe", "employeuse")
    now = timezone.localdate()
    annees = list_annees(convention, now=now)
    demandee = request.GET.get("annee", "")
    annee = int(demandee) if demandee in map(str, annees) else annees[0]
    activites = _list_annee(convention, annee, now=now)
    communes = _list_communes(convention, activites, annee)
    contexte = {
        "convention": convention,
        "maintenant": timezone.now(),
        "annees": annees,
        "annee": annee,
        "activites": activites,
        "frequentation": read_frequentation(convention, annee),
        "communes": [(p, _write_faites(minutes), quarts) for p, minutes, quarts in communes],
        "faites": [
            PartGraphique(p.organisme.nom, minutes, p.ordre - 1, _write_faites(minutes)) for p, minutes, _ in communes
        ],
        "attribuees": [
            PartGraphique(p.organisme.nom, quarts, p.ordre - 1, write_quarts(quarts)) for p, _, quarts in communes
        ],
    }
    return render(request, "ateliers/activite.html", contexte)


@agents
@require_safe
def activite_tableur(request: HttpRequest, convention_id: int, annee: int, format: Format) -> HttpResponse:
    """The same for a spreadsheet."""
    convention = find_convention(request, convention_id, Action.VOIR_CONVENTION)
    now = timezone.localdate()
    if annee not in list_annees(convention, now=now):
        raise Http404
    activites = _list_annee(convention, annee, now=now)
    communes = [(p.organisme.nom, faites, quarts) for p, faites, quarts in _list_communes(convention, activites, annee)]
    tableaux = [tabulate_activites(activites), tabulate_communes(communes)]
    return answer_tableaux(f"activite-{annee}", format, tableaux)


def _write_faites(minutes: int) -> str:
    return write_minutes(minutes) if minutes else f"0{INSECABLE}h"


def _list_annee(convention: Convention, annee: int, *, now: date) -> list[Activite]:
    """Those of the year, until today."""
    return list_activites(convention, date(annee, 1, 1), min(date(annee, 12, 31), now))


def _list_communes(convention: Convention, activites: Iterable[Activite], annee: int) -> Faites:
    """Each party with its minutes held and its quarter hours per year at the end of that year."""
    minutes = sum_minutes(activites)
    parties = list_parties(convention, now=date(annee, 12, 31))
    return [(partie, minutes.get(partie.organisme_id, 0), quarts) for partie, quarts in parties]
