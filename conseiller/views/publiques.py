"""Pages that everybody reads."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ateliers.documents.mediatheque import read_lignes
from ateliers.selectors.mediatheque import find_version, read_cadre
from communes.selectors import list_groupes_ouverts
from conseiller import conservation
from conseiller.acces import public

# Workshops that the home shows.
PROCHAINES = 3


@public
@require_safe
def accueil(request: HttpRequest) -> HttpResponse:
    """What the service is, what is on next, whom to call."""
    version = find_version(None, now=timezone.now())
    contexte: dict[str, Any] = {"canonique": f"{settings.ADRESSE_PUBLIQUE}{reverse('accueil')}"}
    if version is None:
        contexte["groupes"] = list_groupes_ouverts()
    else:
        contexte["cadre"] = read_cadre(version)
        contexte["prochaines"] = read_lignes(version)[:PROCHAINES]
        contexte["adresse_page"] = reverse("mediatheque", args=[version.slug])
    return render(request, "conseiller/accueil.html", contexte)


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
