"""The hours of an agreement: seen slice by slice, first typed, then corrected."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from communes.forms.heures import HeuresForm
from communes.models import Tranche
from communes.permissions import Action
from communes.selectors import list_heures
from communes.services.heures import may_correct, save_premieres_heures
from communes.views import find_convention
from conseiller.acces import agents
from conseiller.bureau.heures import read_heures
from conseiller.bureau.tableurs import tabulate_avenants, tabulate_heures
from conseiller.formulaires.envoi import FORMULAIRE, open_form, show_form, submit
from conseiller.tableurs import Format
from conseiller.tableurs.reponse import answer_tableaux


@agents
@require_safe
def heures(request: HttpRequest, convention_id: int) -> HttpResponse:
    """Every slice as a bar and in a table, the sum against the post, what each amendment changed, the drafts apart."""
    convention = find_convention(request, convention_id, Action.VOIR_CONVENTION)
    vues = read_heures(convention, now=timezone.localdate())
    propres = convention.tranches.filter(avenant=None).order_by("debut")
    contexte = {
        "convention": convention,
        "heures": vues,
        "corrigeables": propres if may_correct(convention) else propres.none(),
    }
    return render(request, "conseiller/heures.html", contexte)


@agents
@require_safe
def heures_tableur(request: HttpRequest, convention_id: int, format: Format) -> HttpResponse:
    """Hours by slice and party for a spreadsheet, and the amendments that change them."""
    convention = find_convention(request, convention_id, Action.VOIR_CONVENTION)
    vues = read_heures(convention, now=timezone.localdate())
    return answer_tableaux("heures", format, [tabulate_heures(vues), tabulate_avenants(vues)])


@agents
@require_http_methods(FORMULAIRE)
def heures_ajouter(request: HttpRequest, convention_id: int) -> HttpResponse:
    """The first hours, from the first day of the agreement."""
    convention = find_convention(request, convention_id, Action.MODIFIER_CONVENTION)
    if request.method != "POST" and convention.tranches.exists():
        raise Http404
    return _edit(request, Tranche(convention=convention, debut=convention.debut), "conseiller/heures_ajouter.html")


@agents
@require_http_methods(FORMULAIRE)
def heures_modifier(request: HttpRequest, convention_id: int, tranche_id: int) -> HttpResponse:
    """Correct the hours of the agreement itself, while no statement has left."""
    convention = find_convention(request, convention_id, Action.MODIFIER_CONVENTION)
    tranche = get_object_or_404(Tranche, pk=tranche_id, convention=convention, avenant=None)
    return _edit(request, tranche, "conseiller/heures_modifier.html")


def _edit(request: HttpRequest, tranche: Tranche, template: str) -> HttpResponse:
    convention = tranche.convention
    form = open_form(request, HeuresForm, heures=list_heures(tranche))

    def save() -> None:
        form.check_heures(list_heures(tranche))
        save_premieres_heures(tranche, form.quarts, agent=request.user, now=timezone.now())
        messages.success(request, f"Heures enregistrées. {form.total}")

    suite = submit(request, form, save, reverse("heures", args=[convention.pk]), verrou=convention)
    contexte = {"convention": convention, "tranche": tranche, "corrigeable": may_correct(convention)}
    return suite or show_form(request, template, form, contexte)
