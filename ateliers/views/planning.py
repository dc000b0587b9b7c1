"""The week of the advisers, across agreements, and when they are not there."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from ateliers.calculs.dates import SEMAINE, find_lundi, parse_semaine, write_semaine
from ateliers.forms.absences import AbsenceForm
from ateliers.models import Absence
from ateliers.selectors.ateliers import list_a_decider
from ateliers.selectors.planning import list_absences, list_planifies, list_touchees, read_semaine
from ateliers.services.absences import add_absence, delete_absence
from communes.models import Convention
from communes.permissions import Action
from conseiller.acces import agents
from conseiller.formulaires.envoi import FORMULAIRE, open_form, show_form, submit
from conseiller.formulaires.forms import Formulaire


@agents
@require_safe
def planning(request: HttpRequest) -> HttpResponse:
    """One week, `?semaine=2026-W49`, this one by default."""
    conventions = Convention.objects.permitted(request.user, Action.ACCUEILLIR)
    get_object_or_404(conventions[:1])
    now = timezone.now()
    lundi = parse_semaine(request.GET.get("semaine", "")) or find_lundi(timezone.localdate(now))
    planifie = list(Convention.objects.permitted(request.user, Action.PLANIFIER)[:2])
    contexte = {
        "lundi": lundi,
        "dimanche": lundi + timedelta(days=6),
        "semaine": read_semaine(request.user, lundi),
        "precedente": write_semaine(lundi - SEMAINE),
        "suivante": write_semaine(lundi + SEMAINE),
        "celle_ci": lundi == find_lundi(timezone.localdate(now)),
        "a_decider": list_a_decider(request.user, now=now),
        "planifie": bool(planifie),
        "seule": planifie[0] if len(planifie) == 1 else None,
    }
    return render(request, "ateliers/planning.html", contexte)


@agents
@require_safe
def absences(request: HttpRequest) -> HttpResponse:
    """Absences to come, each with the sessions that it covers."""
    get_object_or_404(Convention.objects.permitted(request.user, Action.PLANIFIER)[:1])
    now = timezone.now()
    notees = list_absences(request.user, now=now)
    lignes = zip(notees, list_touchees(notees, now=now), strict=True)
    return render(request, "ateliers/absences.html", {"absences": list(lignes)})


@agents
@require_http_methods(FORMULAIRE)
def absence_ajouter(request: HttpRequest) -> HttpResponse:
    """Note that an adviser is not there; nobody asks why."""
    get_object_or_404(Convention.objects.permitted(request.user, Action.PLANIFIER)[:1])
    form = open_form(request, AbsenceForm, instance=Absence(), conseillers=list_planifies(request.user))
    suite = submit(
        request,
        form,
        lambda: add_absence(form.save(commit=False), agent=request.user, now=timezone.now()),
        reverse("absences"),
        dit="L’absence est notée.",
    )
    return suite or show_form(request, "ateliers/absence_ajouter.html", form)


@agents
@require_http_methods(FORMULAIRE)
def absence_supprimer(request: HttpRequest, absence_id: int) -> HttpResponse:
    """Forget an absence."""
    siennes = Absence.objects.filter(conseiller__in=list_planifies(request.user)).select_related("conseiller")
    absence = get_object_or_404(siennes, pk=absence_id)
    form = open_form(request, Formulaire)
    suite = submit(
        request,
        form,
        lambda: delete_absence(absence, agent=request.user, now=timezone.now()),
        reverse("absences"),
        cible=absence,
        dit="L’absence est supprimée.",
    )
    return suite or show_form(request, "ateliers/absence_supprimer.html", form, {"absence": absence})
