"""A session as those who organise it see it: who comes, what changes, what is cancelled."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from ateliers.enums import EtatSeance, MotifOrdre
from ateliers.forms.seances import AnnulationForm, OrdreForm, SeanceForm
from ateliers.models import Seance
from ateliers.selectors.ateliers import list_suivantes
from ateliers.selectors.seance_bureau import list_liste, read_seance
from ateliers.services.attente import reorder
from ateliers.services.seances import cancel_seances, change_seances, keep_seance
from ateliers.views.dates import show_dates
from communes.permissions import Action
from communes.views import find_convention
from conseiller.acces import agents
from conseiller.formulaires.envoi import FORMULAIRE, open_form, show_form, submit
from conseiller.formulaires.forms import Formulaire


def _find_seance(request: HttpRequest, convention_id: int, seance_id: int, action: Action) -> Seance:
    find_convention(request, convention_id, action)
    seances = Seance.objects.filter(convention=convention_id).select_related(
        "convention__groupe", "atelier", "lieu__organisme", "conseiller", "annulee_par", "commune_chargee"
    )
    return get_object_or_404(seances, pk=seance_id)


@agents
@require_safe
def seance_bureau(request: HttpRequest, convention_id: int, seance_id: int) -> HttpResponse:
    """The session: seats, people, waiting list in order, what happened."""
    seance = _find_seance(request, convention_id, seance_id, Action.ACCUEILLIR)
    contexte = {"convention": seance.convention, "seance": seance, "vue": read_seance(seance, now=timezone.now())}
    return render(request, "ateliers/seance_bureau.html", contexte)


@agents
@require_http_methods(FORMULAIRE)
def seance_modifier(request: HttpRequest, convention_id: int, seance_id: int) -> HttpResponse:
    """Change one date, or it and all the following."""
    seance = _find_seance(request, convention_id, seance_id, Action.PLANIFIER)
    retour, now = reverse("seance_bureau", args=[convention_id, seance_id]), timezone.now()
    if seance.etat == EtatSeance.ANNULEE:
        return redirect(retour)
    form = open_form(request, SeanceForm, suivantes=list_suivantes(seance), now=now)

    def save() -> None:
        touchees = [touchee.pk for touchee in form.list_touchees()]
        change_seances(touchees, form.list_champs(), form.find_horaire(), agent=request.user, now=now)

    suite = None
    if not form.apercu:
        suite = submit(request, form, save, retour, verrou=seance.convention, dit="C’est enregistré.")
    contexte = {"convention": seance.convention, "seance": seance}
    return suite or show_dates(request, "ateliers/seance_modifier.html", form, contexte)


@agents
@require_http_methods(FORMULAIRE)
def seance_annuler(request: HttpRequest, convention_id: int, seance_id: int) -> HttpResponse:
    """Cancel one date, or it and all the following: everybody is told."""
    seance = _find_seance(request, convention_id, seance_id, Action.PLANIFIER)
    retour, now = reverse("seance_bureau", args=[convention_id, seance_id]), timezone.now()
    if seance.etat != EtatSeance.PREVUE:
        return redirect(retour)
    form = open_form(request, AnnulationForm, suivantes=list_suivantes(seance), now=now)

    def save() -> None:
        donnees: dict[str, Any] = {nom: form.cleaned_data[nom] for nom in ("par", "motif", "remplacement")}
        touchees = [touchee.pk for touchee in form.list_touchees()]
        cancel_seances(touchees, **donnees, agent=request.user, now=now)

    suite = submit(request, form, save, retour, verrou=seance.convention)
    contexte = {"convention": seance.convention, "seance": seance, "vue": read_seance(seance, now=now)}
    return suite or show_form(request, "ateliers/seance_annuler.html", form, contexte)


@agents
@require_http_methods(FORMULAIRE)
def seance_maintenir(request: HttpRequest, convention_id: int, seance_id: int) -> HttpResponse:
    """Say that a session takes place although few people come."""
    seance = _find_seance(request, convention_id, seance_id, Action.PLANIFIER)
    form = open_form(request, Formulaire)
    suite = submit(
        request,
        form,
        lambda: keep_seance(seance, agent=request.user, now=timezone.now()),
        reverse("seance_bureau", args=[convention_id, seance_id]),
        dit="C’est noté\u00a0: la séance a lieu.",
    )
    contexte = {"convention": seance.convention, "seance": seance}
    return suite or show_form(request, "ateliers/seance_maintenir.html", form, contexte)


@agents
@require_http_methods(FORMULAIRE)
def attente_ordonner(request: HttpRequest, convention_id: int, seance_id: int) -> HttpResponse:
    """Change the order of the waiting list, for one of four reasons."""
    seance = _find_seance(request, convention_id, seance_id, Action.ACCUEILLIR)
    liste = list_liste(seance)
    form = open_form(request, OrdreForm, liste=liste)

    def save() -> None:
        donnees = form.cleaned_data
        reorder(
            form.par_id[donnees["reservation"]],
            seance,
            before=form.par_id[donnees["avant"]],
            motif=MotifOrdre(donnees["motif"]),
            agent=request.user,
            now=timezone.now(),
        )

    retour = reverse("seance_bureau", args=[convention_id, seance_id])
    suite = submit(request, form, save, retour, verrou=seance.convention, dit="L’ordre de la liste est changé.")
    contexte = {"convention": seance.convention, "seance": seance, "liste": liste}
    return suite or show_form(request, "ateliers/attente_ordonner.html", form, contexte)
