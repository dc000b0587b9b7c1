"""What residents know: the group, the words of its place, its places with their desk."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ateliers.forms.lieux import LieuForm
from ateliers.models import Lieu
from ateliers.selectors.lieux import find_ordre_libre
from ateliers.services.lieux import add_lieu, save_lieu
from communes.forms.groupes import GroupeForm
from communes.permissions import Action
from communes.services.groupes import save_groupe
from communes.views import find_convention
from conseiller.acces import agents
from conseiller.formulaires.envoi import FORMULAIRE, open_form, show_form, submit


@agents
@require_http_methods(FORMULAIRE)
def groupe(request: HttpRequest, convention_id: int) -> HttpResponse:
    """The group of the agreement, and its places."""
    convention = find_convention(request, convention_id, Action.MODIFIER_CONVENTION, "groupe")
    lieux = list(Lieu.objects.filter(groupe=convention.groupe).select_related("organisme"))
    form = open_form(request, GroupeForm, instance=convention.groupe)

    def save() -> None:
        save_groupe(form.save(commit=False), convention, agent=request.user, now=timezone.now())
        messages.success(request, "C’est enregistré\u00a0: les pages des habitants emploient maintenant ces mots.")

    suite = submit(request, form, save, reverse("groupe", args=[convention_id]), verrou=convention.groupe)
    return suite or show_form(request, "ateliers/groupe.html", form, {"convention": convention, "lieux": lieux})


@agents
@require_http_methods(FORMULAIRE)
def lieu_ajouter(request: HttpRequest, convention_id: int) -> HttpResponse:
    """Add a place to the group."""
    convention = find_convention(request, convention_id, Action.MODIFIER_CONVENTION, "groupe")
    lieu = Lieu(groupe=convention.groupe, ordre=find_ordre_libre(convention.groupe))
    form = open_form(request, LieuForm, instance=lieu, convention=convention)
    suite = submit(
        request,
        form,
        lambda: add_lieu(form.save(commit=False), convention, agent=request.user, now=timezone.now()),
        reverse("groupe", args=[convention_id]),
        verrou=convention.groupe,
        dit="Le lieu est ajouté.",
    )
    return suite or show_form(request, "ateliers/lieu_ajouter.html", form, {"convention": convention})


@agents
@require_http_methods(FORMULAIRE)
def lieu_modifier(request: HttpRequest, convention_id: int, lieu_id: int) -> HttpResponse:
    """Change a place."""
    convention = find_convention(request, convention_id, Action.MODIFIER_CONVENTION, "groupe")
    lieu = get_object_or_404(Lieu.objects.filter(groupe=convention.groupe), pk=lieu_id)
    form = open_form(request, LieuForm, instance=lieu, convention=convention)
    suite = submit(
        request,
        form,
        lambda: save_lieu(form.save(commit=False), convention, agent=request.user, now=timezone.now()),
        reverse("groupe", args=[convention_id]),
        verrou=convention.groupe,
        dit="Le lieu est enregistré.",
    )
    return suite or show_form(request, "ateliers/lieu_modifier.html", form, {"convention": convention})
