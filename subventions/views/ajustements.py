"""Agreed adjustments on the screen (R16)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from communes.models import Convention
from communes.permissions import Action
from communes.views import find_convention
from conseiller.acces import agents
from conseiller.formulaires.envoi import FORMULAIRE, open_form, show_form, submit
from conseiller.formulaires.forms import Formulaire
from subventions.forms.ajustements import AjustementForm, name_montant
from subventions.models import Ajustement
from subventions.selectors.ajustements import list_ajustements
from subventions.selectors.sorties import read_sortie
from subventions.services.ajustements import delete_ajustement, save_ajustement


def _find_ajustement(request: HttpRequest, convention_id: int, ajustement_id: int) -> Ajustement:
    convention = find_convention(request, convention_id, Action.MODIFIER_FINANCES)
    lignes = convention.ajustements.select_related("convention", "cloture").prefetch_related("lignes")
    return get_object_or_404(lignes, pk=ajustement_id)


@agents
@require_safe
def ajustements(request: HttpRequest, convention_id: int) -> HttpResponse:
    """What is agreed beside the rules, and which statement took it."""
    convention = find_convention(request, convention_id, Action.VOIR_FINANCES)
    contexte = {"convention": convention, "ajustements": list_ajustements(convention)}
    return render(request, "subventions/ajustements.html", contexte)


@agents
@require_http_methods(FORMULAIRE)
def ajustement_ajouter(request: HttpRequest, convention_id: int) -> HttpResponse:
    """Write an adjustment; `sortie`, the key of a party that leaves, proposes its exit balance."""
    convention = find_convention(request, convention_id, Action.MODIFIER_FINANCES)
    initial = _propose(convention, request.GET.get("sortie", ""))
    form = open_form(request, AjustementForm, instance=Ajustement(convention=convention), initial=initial)
    return _submit(request, form, convention) or show_form(
        request, "subventions/ajustement_ajouter.html", form, {"convention": convention}
    )


@agents
@require_http_methods(FORMULAIRE)
def ajustement_modifier(request: HttpRequest, convention_id: int, ajustement_id: int) -> HttpResponse:
    """Correct an adjustment that no closed statement has taken."""
    ajustement = _find_ajustement(request, convention_id, ajustement_id)
    form = open_form(request, AjustementForm, instance=ajustement)
    contexte = {"convention": ajustement.convention, "ajustement": ajustement}
    return _submit(request, form, ajustement.convention) or show_form(
        request, "subventions/ajustement_modifier.html", form, contexte
    )


@agents
@require_http_methods(FORMULAIRE)
def ajustement_supprimer(request: HttpRequest, convention_id: int, ajustement_id: int) -> HttpResponse:
    """Take an adjustment back."""
    ajustement = _find_ajustement(request, convention_id, ajustement_id)
    form = open_form(request, Formulaire)
    suite = submit(
        request,
        form,
        lambda: delete_ajustement(ajustement, agent=request.user, now=timezone.now()),
        reverse("ajustements", args=[convention_id]),
        verrou=ajustement.convention,
        cible=ajustement,
        dit="L’ajustement est supprimé.",
    )
    return suite or show_form(request, "subventions/ajustement_supprimer.html", form, {"ajustement": ajustement})


def _submit(request: HttpRequest, form: AjustementForm, convention: Convention) -> HttpResponse | None:
    return submit(
        request,
        form,
        lambda: save_ajustement(form.save(commit=False), form.montants, agent=request.user, now=timezone.now()),
        reverse("ajustements", args=[convention.pk]),
        verrou=convention,
        dit="L’ajustement est enregistré. Le prochain décompte le prendra.",
    )


def _propose(convention: Convention, sortie: str) -> dict[str, Any]:
    """What the form shows first for the party that leaves; nothing without one."""
    partie = next((p for p in convention.parties.exclude(sortie_le=None) if str(p.pk) == sortie), None)
    if partie is None:
        return {}
    proposition = read_sortie(partie, jour=timezone.localdate()).proposition
    montants = {name_montant(p): proposition.get(p.organisme.code, 0) for p in
                convention.parties.select_related("organisme")}  # fmt: skip
    return {"motif": f"Solde de sortie de {partie}", **(montants if any(montants.values()) else {})}
