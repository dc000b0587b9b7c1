"""Pages that everybody reads."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from communes.selectors import list_groupes
from conseiller import conservation
from conseiller.acces import public


@public
@require_safe
def accueil(request: HttpRequest) -> HttpResponse:
    """What the service is, who offers it, whom to call."""
    return render(request, "conseiller/accueil.html", {"groupes": list_groupes()})


@public
@require_safe
def accessibilite(request: HttpRequest) -> HttpResponse:
    """The accessibility statement that the law asks for."""
    return render(request, "conseiller/accessibilite.html")


@public
@require_safe
def mentions_legales(request: HttpRequest) -> HttpResponse:
    """Who publishes the site."""
    return render(request, "conseiller/mentions_legales.html")


@public
@require_safe
def donnees_personnelles(request: HttpRequest) -> HttpResponse:
    """What is known of people, why, how long, and their rights."""
    regles = {"habitants": conservation.HABITANTS, "agents": conservation.AGENTS}
    return render(request, "conseiller/donnees_personnelles.html", regles)


@public
@require_safe
def plan_du_site(request: HttpRequest) -> HttpResponse:
    """Every page that the reader may open."""
    return render(request, "conseiller/plan_du_site.html")
