"""The rights of one person, at the desk: find what is held about them, hand it over, erase it."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from ateliers.forms.personnes import EffacementForm, PersonneForm
from ateliers.presentation.donnees import write_donnees
from ateliers.selectors.donnees import read_donnees
from ateliers.selectors.personnes import Fiche, find_fiches, search_personnes
from ateliers.services.personnes import erase_personne
from communes.models import Convention
from communes.permissions import Action
from conseiller.acces import agents
from conseiller.formulaires.envoi import FORMULAIRE, open_form, show_form, submit

COCHER = "Cochez au moins une réservation de cette personne."
EFFACE = "C’est effacé. Si des places étaient réservées, elles sont proposées aux suivants."
TYPES = {"json": "application/json", "txt": "text/plain; charset=utf-8"}


@agents
@require_http_methods(FORMULAIRE)
def personne_chercher(request: HttpRequest) -> HttpResponse:
    """Find every booking where somebody is named; nothing of it stands in an address."""
    _check_accueillir(request)
    form = open_form(request, PersonneForm)
    if request.method == "POST" and form.is_valid():
        trouvailles = search_personnes(request.user, form.cleaned_data["texte"])
        return render(request, "ateliers/personne_chercher.html", {"form": form, "trouvailles": trouvailles})
    return show_form(request, "ateliers/personne_chercher.html", form)


@agents
@require_safe
def personne_exporter(request: HttpRequest, format: str) -> HttpResponse:
    """Everything held in the bookings that were ticked, to read or for another program."""
    if format not in TYPES:
        raise Http404
    fiches = _find_fiches(request)
    if not fiches:
        return _ask_again(request)
    donnees = read_donnees(fiches)
    contenu = json.dumps(donnees, ensure_ascii=False, indent=2) if format == "json" else write_donnees(donnees)
    # No name in the file's own, which stays in the list of what was downloaded on a shared computer.
    entetes = {"Content-Disposition": content_disposition_header(True, f"donnees-personnelles.{format}")}
    return HttpResponse(contenu, content_type=TYPES[format], headers=entetes)


@agents
@require_http_methods(FORMULAIRE)
def personne_effacer(request: HttpRequest) -> HttpResponse:
    """Say what goes, then erase it."""
    fiches = _find_fiches(request)
    if not fiches:
        return _ask_again(request)
    form = open_form(request, EffacementForm)

    def save() -> None:
        erase_personne(fiches, agent=request.user, now=timezone.now())

    suite = submit(request, form, save, reverse("personne_chercher"), dit=EFFACE)
    contexte = {"fiches": fiches, "maintenant": timezone.now()}
    return suite or show_form(request, "ateliers/personne_effacer.html", form, contexte)


def _check_accueillir(request: HttpRequest) -> None:
    if not Convention.objects.permitted(request.user, Action.ACCUEILLIR).exists():
        raise Http404


def _find_fiches(request: HttpRequest) -> list[Fiche]:
    """The files that were ticked; 404 when one of them is not the agent's."""
    _check_accueillir(request)
    cles = set(request.GET.getlist("fiche"))
    fiches = find_fiches(request.user, cles)
    if len(fiches) < len(cles):
        raise Http404
    return fiches


def _ask_again(request: HttpRequest) -> HttpResponse:
    messages.warning(request, COCHER)
    return redirect("personne_chercher")
