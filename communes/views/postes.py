"""The adviser's post, without a name: its contracts, its vacancies, what to beware of."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from communes.forms.postes import ContratForm, PosteForm
from communes.models import Contrat, Poste
from communes.permissions import Action
from communes.selectors import propose_debut, read_postes
from communes.services.postes import add_poste, delete_contrat, save_contrat, save_poste
from communes.views import find_convention
from conseiller.acces import agents
from conseiller.formulaires.envoi import FORMULAIRE, open_form, show_form, submit
from conseiller.formulaires.forms import Formulaire


def _find_contrat(request: HttpRequest, convention_id: int, contrat_id: int) -> Contrat:
    convention = find_convention(request, convention_id, Action.MODIFIER_CONVENTION)
    contrats = Contrat.objects.filter(poste__convention=convention).select_related("poste__convention")
    return get_object_or_404(contrats, pk=contrat_id)


@agents
@require_safe
def poste(request: HttpRequest, convention_id: int) -> HttpResponse:
    """The posts of the agreement: state, picture, contracts and vacancies in order."""
    convention = find_convention(request, convention_id, Action.VOIR_CONVENTION)
    contexte = {"convention": convention, "postes": read_postes(convention, now=timezone.localdate())}
    return render(request, "communes/poste.html", contexte)


@agents
@require_http_methods(FORMULAIRE)
def poste_ajouter(request: HttpRequest, convention_id: int) -> HttpResponse:
    """Add a post to the agreement."""
    convention = find_convention(request, convention_id, Action.MODIFIER_CONVENTION)
    form = open_form(request, Formulaire)
    suite = submit(
        request,
        form,
        lambda: add_poste(convention, agent=request.user, now=timezone.now()),
        reverse("poste", args=[convention_id]),
        verrou=convention,
        dit="Le poste est ajouté.",
    )
    return suite or show_form(request, "communes/poste_ajouter.html", form, {"convention": convention})


@agents
@require_http_methods(FORMULAIRE)
def poste_modifier(request: HttpRequest, convention_id: int, rang: int) -> HttpResponse:
    """The day on which a post is given back."""
    convention = find_convention(request, convention_id, Action.MODIFIER_CONVENTION)
    poste = get_object_or_404(convention.postes, rang=rang)
    form = open_form(request, PosteForm, instance=poste)
    suite = submit(
        request,
        form,
        lambda: save_poste(form.save(commit=False), agent=request.user, now=timezone.now()),
        reverse("poste", args=[convention_id]),
        verrou=convention,
        dit="Le poste est enregistré.",
    )
    return suite or show_form(request, "communes/poste_modifier.html", form, {"convention": convention, "poste": poste})


@agents
@require_http_methods(FORMULAIRE)
def contrat_ajouter(request: HttpRequest, convention_id: int, rang: int) -> HttpResponse:
    """A contract after the others; the first one of the agreement makes the first post."""
    convention = find_convention(request, convention_id, Action.MODIFIER_CONVENTION)
    poste = convention.postes.filter(rang=rang).first() or Poste(convention=convention, rang=rang)
    if not poste.pk and rang != 1:
        raise Http404
    propose = {"debut": propose_debut(poste)}
    form = open_form(request, ContratForm, instance=Contrat(poste=poste), initial=propose)
    suite = submit(
        request,
        form,
        lambda: save_contrat(form.save(commit=False), agent=request.user, now=timezone.now()),
        reverse("poste", args=[convention_id]),
        verrou=convention,
        dit="Le contrat est enregistré.",
    )
    return suite or show_form(request, "communes/contrat_ajouter.html", form, {"convention": convention})


@agents
@require_http_methods(FORMULAIRE)
def contrat_modifier(request: HttpRequest, convention_id: int, contrat_id: int) -> HttpResponse:
    """Complete or correct a contract: the day it ended, why, the training done."""
    contrat = _find_contrat(request, convention_id, contrat_id)
    convention = contrat.poste.convention
    form = open_form(request, ContratForm, instance=contrat)
    suite = submit(
        request,
        form,
        lambda: save_contrat(form.save(commit=False), agent=request.user, now=timezone.now()),
        reverse("poste", args=[convention_id]),
        verrou=convention,
        dit="Le contrat est enregistré.",
    )
    return suite or show_form(request, "communes/contrat_modifier.html", form, {"convention": convention})


@agents
@require_http_methods(FORMULAIRE)
def contrat_supprimer(request: HttpRequest, convention_id: int, contrat_id: int) -> HttpResponse:
    """Delete a contract added by mistake."""
    contrat = _find_contrat(request, convention_id, contrat_id)
    form = open_form(request, Formulaire)
    suite = submit(
        request,
        form,
        lambda: delete_contrat(contrat, agent=request.user, now=timezone.now()),
        reverse("poste", args=[convention_id]),
        verrou=contrat.poste.convention,
        dit="Le contrat est supprimé.",
        cible=contrat,
    )
    return suite or show_form(request, "communes/contrat_supprimer.html", form, {"contrat": contrat})
