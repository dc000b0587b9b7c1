"""The ranges that an adviser opens to appointments."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from ateliers.forms.plages import PlageAjouterForm, PlageForm
from ateliers.models import Plage
from ateliers.presentation.moments import write_jour
from ateliers.selectors.ateliers import list_conseillers
from ateliers.selectors.plages import is_inside, list_alertes_plages, list_plages, list_pris
from ateliers.services.plages import add_plages, delete_plage, save_plage
from communes.permissions import Action
from communes.views import find_convention
from conseiller.acces import agents
from conseiller.formulaires.envoi import FORMULAIRE, open_form, show_form, submit
from conseiller.formulaires.forms import Formulaire


@agents
@require_safe
def plages(request: HttpRequest, convention_id: int) -> HttpResponse:
    """The ranges to come, what is taken in each and what is free."""
    convention = find_convention(request, convention_id, Action.PLANIFIER)
    contexte = {"convention": convention, "plages": list_plages(convention, now=timezone.now())}
    return render(request, "ateliers/plages.html", contexte)


@agents
@require_http_methods(FORMULAIRE)
def plage_ajouter(request: HttpRequest, convention_id: int) -> HttpResponse:
    """Open a range, alone or every week."""
    convention = find_convention(request, convention_id, Action.PLANIFIER, "groupe")
    # The adviser who opens a range opens it for themselves.
    lui_meme = list_conseillers(convention).filter(pk=request.user.pk or 0).first()
    plage = Plage(convention=convention, **({"conseiller": lui_meme} if lui_meme else {}))
    form = open_form(request, PlageAjouterForm, instance=plage)

    def save() -> None:
        ouvertes = add_plages(
            form.save(commit=False), form.cleaned_data["semaines"], agent=request.user, now=timezone.now()
        )
        _tell(request, ouvertes, "Les plages sont ouvertes." if len(ouvertes) > 1 else "La plage est ouverte.")

    suite = submit(request, form, save, reverse("plages", args=[convention_id]), verrou=convention)
    return suite or show_form(request, "ateliers/plage_ajouter.html", form, {"convention": convention})


@agents
@require_http_methods(FORMULAIRE)
def plage_modifier(request: HttpRequest, convention_id: int, plage_id: int) -> HttpResponse:
    """Move or change a range; the page says what is already taken in it."""
    plage = _find_plage(request, convention_id, plage_id)
    pris = [seance for seance in list_pris([plage]) if is_inside(seance, plage)]
    form = open_form(request, PlageForm, instance=plage)

    def save() -> None:
        _tell(
            request,
            [save_plage(form.save(commit=False), agent=request.user, now=timezone.now())],
            "La plage est enregistrée.",
        )

    suite = submit(request, form, save, reverse("plages", args=[convention_id]), verrou=plage.convention)
    return suite or show_form(request, "ateliers/plage_modifier.html", form, {"plage": plage, "pris": pris})


@agents
@require_http_methods(FORMULAIRE)
def plage_supprimer(request: HttpRequest, convention_id: int, plage_id: int) -> HttpResponse:
    """Offer no more slots there; appointments already taken stay."""
    plage = _find_plage(request, convention_id, plage_id)
    pris = [seance for seance in list_pris([plage]) if is_inside(seance, plage)]
    form = open_form(request, Formulaire)
    suite = submit(
        request,
        form,
        lambda: delete_plage(plage, agent=request.user, now=timezone.now()),
        reverse("plages", args=[convention_id]),
        verrou=plage.convention,
        cible=plage,
        dit="La plage est supprimée.",
    )
    return suite or show_form(request, "ateliers/plage_supprimer.html", form, {"plage": plage, "pris": pris})


def _find_plage(request: HttpRequest, convention_id: int, plage_id: int) -> Plage:
    convention = find_convention(request, convention_id, Action.PLANIFIER, "groupe")
    plages = convention.plages.select_related("lieu__organisme", "conseiller", "convention__groupe")
    return get_object_or_404(plages, pk=plage_id)


def _tell(request: HttpRequest, plages: Sequence[Plage], fait: str) -> None:
    """What was done, then what its author should know."""
    messages.success(request, fait)
    for plage, alertes in zip(plages, list_alertes_plages(plages, now=timezone.now()), strict=True):
        for alerte in alertes:
            jour = write_jour(timezone.localdate(plage.debut))
            messages.warning(request, f"Le {jour}\u00a0: {alerte}. La plage est ouverte quand même.")
