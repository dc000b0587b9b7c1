"""One instalment: what came of it, one more, money given back; and money from elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from communes.models import Convention
from communes.permissions import Action
from communes.views import find_convention
from conseiller.acces import agents
from conseiller.formulaires.envoi import FORMULAIRE, open_form, show_form, submit
from conseiller.formulaires.forms import FicheForm, Formulaire
from subventions.forms.versements import CofinancementForm, ReversementForm, VersementAjoutForm, VersementForm
from subventions.models import Cofinancement, Versement
from subventions.presentation.versements import VersementVu
from subventions.selectors import see_subvention
from subventions.services.subventions import (
    delete_cofinancement,
    delete_versement,
    next_rang,
    save_cofinancement,
    save_versement,
)

REVERSEMENT = "reversement"


@agents
@require_http_methods(FORMULAIRE)
def versement_ajouter(request: HttpRequest, convention_id: int, subvention_id: int) -> HttpResponse:
    """One more instalment of a grant, or with `?genre=reversement` money given back."""
    convention = find_convention(request, convention_id, Action.MODIFIER_FINANCES)
    subvention = get_object_or_404(convention.subventions, pk=subvention_id)
    reversement = request.GET.get("genre") == REVERSEMENT
    versement = Versement(subvention=subvention, rang=next_rang(subvention))
    form = open_form(request, ReversementForm if reversement else VersementAjoutForm, instance=versement)
    contexte = {"convention": convention, "subvention": subvention, "reversement": reversement}
    return _submit_versement(request, convention, form) or show_form(
        request, "subventions/versement_ajouter.html", form, contexte
    )


@agents
@require_http_methods(FORMULAIRE)
def versement_modifier(request: HttpRequest, convention_id: int, versement_id: int) -> HttpResponse:
    """The receipt of an instalment, its suspension, or what was expected of it."""
    convention = find_convention(request, convention_id, Action.MODIFIER_FINANCES)
    versement = _find_versement(convention, versement_id)
    vu = _see_versement(convention, versement)
    form = open_form(request, ReversementForm if vu.est_reversement else VersementForm, instance=versement)
    contexte = {"convention": convention, "versement": versement, "vu": vu}
    return _submit_versement(request, convention, form) or show_form(
        request, "subventions/versement_modifier.html", form, contexte
    )


def _submit_versement(request: HttpRequest, convention: Convention, form: FicheForm) -> HttpResponse | None:
    def save() -> None:
        ecart = save_versement(form.save(commit=False), agent=request.user, now=timezone.now())
        messages.success(request, "Le versement est enregistré.")
        if ecart:
            messages.warning(request, ecart)

    return submit(request, form, save, reverse("subvention", args=[convention.pk]), verrou=convention)


@agents
@require_http_methods(FORMULAIRE)
def versement_supprimer(request: HttpRequest, convention_id: int, versement_id: int) -> HttpResponse:
    """Delete an instalment that has not come."""
    convention = find_convention(request, convention_id, Action.MODIFIER_FINANCES)
    versement = _find_versement(convention, versement_id)
    return _confirm(
        request,
        convention,
        "subventions/versement_supprimer.html",
        {"versement": versement, "reversement": (versement.montant_recu or 0) < 0},
        versement,
        lambda: delete_versement(versement, agent=request.user, now=timezone.now()),
    )


@agents
@require_http_methods(FORMULAIRE)
def cofinancement_ajouter(request: HttpRequest, convention_id: int) -> HttpResponse:
    """Money from elsewhere."""
    convention = find_convention(request, convention_id, Action.MODIFIER_FINANCES)
    nouveau = Cofinancement(convention=convention)
    initial = {"debut": convention.debut, "fin": convention.fin}
    form = open_form(request, CofinancementForm, instance=nouveau, initial=initial)
    return _submit_cofinancement(request, convention, form) or show_form(
        request, "subventions/cofinancement_ajouter.html", form, {"convention": convention}
    )


@agents
@require_http_methods(FORMULAIRE)
def cofinancement_modifier(request: HttpRequest, convention_id: int, cofinancement_id: int) -> HttpResponse:
    """Correct money from elsewhere."""
    convention = find_convention(request, convention_id, Action.MODIFIER_FINANCES)
    cofinancement = get_object_or_404(convention.cofinancements, pk=cofinancement_id)
    form = open_form(request, CofinancementForm, instance=cofinancement)
    contexte = {"convention": convention, "cofinancement": cofinancement}
    return _submit_cofinancement(request, convention, form) or show_form(
        request, "subventions/cofinancement_modifier.html", form, contexte
    )


def _submit_cofinancement(request: HttpRequest, convention: Convention, form: FicheForm) -> HttpResponse | None:
    return submit(
        request,
        form,
        lambda: save_cofinancement(form.save(commit=False), agent=request.user, now=timezone.now()),
        reverse("subvention", args=[convention.pk]),
        verrou=convention,
        dit="Le financement est enregistré.",
    )


@agents
@require_http_methods(FORMULAIRE)
def cofinancement_supprimer(request: HttpRequest, convention_id: int, cofinancement_id: int) -> HttpResponse:
    """Delete money from elsewhere."""
    convention = find_convention(request, convention_id, Action.MODIFIER_FINANCES)
    cofinancement = get_object_or_404(convention.cofinancements, pk=cofinancement_id)
    return _confirm(
        request,
        convention,
        "subventions/cofinancement_supprimer.html",
        {"cofinancement": cofinancement},
        cofinancement,
        lambda: delete_cofinancement(cofinancement, agent=request.user, now=timezone.now()),
    )


def _find_versement(convention: Convention, versement_id: int) -> Versement:
    versements = Versement.objects.select_related("subvention")
    return get_object_or_404(versements, pk=versement_id, subvention__convention=convention)


def _see_versement(convention: Convention, versement: Versement) -> VersementVu:
    """The instalment as pages tell it; it may be gone since it was found."""
    subventions = convention.subventions.prefetch_related("versements")
    vue = see_subvention(get_object_or_404(subventions, pk=versement.subvention_id), now=timezone.localdate())
    vu = next((vu for vu in vue.versements if vu.numero == versement.pk), None)
    if vu is None:
        raise Http404
    return vu


def _confirm(
    request: HttpRequest,
    convention: Convention,
    gabarit: str,
    contexte: dict[str, Any],
    cible: Model,
    delete: Callable[[], None],
) -> HttpResponse:
    form = open_form(request, Formulaire)
    adresse = reverse("subvention", args=[convention.pk])
    suite = submit(request, form, delete, adresse, verrou=convention, cible=cible, dit="C’est supprimé.")
    return suite or show_form(request, gabarit, form, {"convention": convention, **contexte})
