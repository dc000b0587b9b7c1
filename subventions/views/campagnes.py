"""The statements of every agreement at once: ask for them, watch them come, try again what failed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communes.models import Convention
from communes.permissions import Action
from conseiller.acces import agents
from conseiller.formulaires.envoi import FORMULAIRE, open_form, show_form, submit
from subventions.forms.campagnes import CampagneForm, propose_semestre
from subventions.models import Campagne
from subventions.presentation.mots import name_periode
from subventions.selectors.campagnes import Suivi, list_lignes, list_suivis, read_ligne, read_suivi
from subventions.services.campagnes import CampagneRefusee, cancel_campagne, request_campagne, retry_campagne

PAR_PAGE = 50
# Older campaigns have said all they had to say: their statements stay.
DERNIERES = 20


@agents
@require_http_methods(FORMULAIRE)
def campagnes(request: HttpRequest) -> HttpResponse:
    """The campaigns that the agent asked for, and the way to ask for another."""
    gerees = Convention.objects.permitted(request.user, Action.DEMANDER_DECOMPTE).count()
    if not gerees:
        raise Http404
    du, au = propose_semestre(timezone.localdate())
    form = open_form(request, CampagneForm, initial={"du": du, "au": au})

    def ask() -> Campagne:
        periode = form.cleaned_data
        return request_campagne(periode["du"], periode["au"], agent=request.user, now=timezone.now())

    suite = submit(request, form, ask, lambda campagne: reverse("campagne", args=[campagne.pk]))
    if suite is not None:
        return suite
    suivis = list_suivis(Campagne.objects.visible_to(request.user)[:DERNIERES], request.user)
    return show_form(request, "subventions/campagnes.html", form, {"suivis": suivis, "gerees": gerees})


@agents
@require_safe
def campagne(request: HttpRequest, campagne_id: int) -> HttpResponse:
    """One campaign: how far it is, what failed, and the statement of each agreement."""
    campagne = _find_campagne(request, campagne_id)
    page = Paginator(list_lignes(campagne, request.user), PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {"page": page, "lignes": [read_ligne(ligne) for ligne in page]}
    return render(request, "subventions/campagne.html", contexte | _describe(read_suivi(campagne, request.user)))


@agents
@require_safe
def campagne_avancement(request: HttpRequest, campagne_id: int) -> HttpResponse:
    """What changed since `vu`: nothing (204), the counts, or the whole page once nothing more is to come."""
    suivi = read_suivi(_find_campagne(request, campagne_id), request.user)
    contexte = _describe(suivi)
    if request.GET.get("vu") == contexte["marque"]:
        return HttpResponse(status=204)
    response = render(request, "subventions/campagne/avancement.html", contexte)
    if not suivi.en_cours:
        response["HX-Refresh"] = "true"
    return response


@agents
@require_POST
def campagne_relancer(request: HttpRequest, campagne_id: int) -> HttpResponse:
    """Try again what failed."""
    campagne = _find_campagne(request, campagne_id)
    try:
        retry_campagne(campagne.pk, agent=request.user, now=timezone.now())
    except CampagneRefusee as refus:
        messages.warning(request, str(refus))
    return redirect("campagne", campagne_id)


@agents
@require_POST
def campagne_annuler(request: HttpRequest, campagne_id: int) -> HttpResponse:
    """Give up what nobody has begun."""
    campagne = _find_campagne(request, campagne_id)
    cancel_campagne(campagne.pk, agent=request.user, now=timezone.now())
    messages.success(request, "La campagne est annulée. Les décomptes déjà calculés sont gardés.")
    return redirect("campagne", campagne_id)


def _find_campagne(request: HttpRequest, campagne_id: int) -> Campagne:
    return get_object_or_404(Campagne.objects.visible_to(request.user), pk=campagne_id)


def _describe(suivi: Suivi) -> dict[str, Any]:
    """What the panel shows; `marque` changes whenever it would read otherwise."""
    marque = f"{suivi.etat}-{suivi.finis}-{suivi.echecs}-{bool(suivi.interruption):d}"
    titre = f"Campagne {name_periode(suivi.campagne.du, suivi.campagne.au)}"
    return {"suivi": suivi, "campagne": suivi.campagne, "titre": titre, "marque": marque}
