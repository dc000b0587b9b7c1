"""The adviser's day, on a phone."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_list_or_404, get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from ateliers.enums import EtatSeance
from ateliers.forms.aujourdhui import RetardForm
from ateliers.models import Seance
from ateliers.selectors.activite import describe_activites
from ateliers.selectors.journees import list_jour, list_sans_compte_rendu, read_journee
from ateliers.selectors.seances import with_details
from ateliers.services.retards import announce_retard
from ateliers.views.dates import find_jour
from communes.models import Convention
from communes.permissions import Action
from conseiller.acces import agents
from conseiller.formulaires.envoi import FORMULAIRE, open_form, show_form, submit

COMPTES_RENDUS_MAX = 10
UN_JOUR = timedelta(days=1)


@agents
@require_safe
def aujourdhui(request: HttpRequest) -> HttpResponse:
    """Where now, who comes, late, where next; then what is still to be told, and tomorrow."""
    get_list_or_404(Convention.objects.permitted(request.user, Action.PLANIFIER))
    now = timezone.now()
    cle = request.GET.get("seance", "")
    choisie = int(cle) if cle.isdecimal() and len(cle) < 10 else None
    journee = read_journee(request.user, now=now, choisie=choisie)
    attendus = list(list_sans_compte_rendu(request.user, now=now)[: COMPTES_RENDUS_MAX + 1])
    contexte = {
        "journee": journee,
        "adresse_seance": _locate(journee.courante),
        "inscriptions": journee.list_inscriptions(),
        "retard": RetardForm(),
        "attendus": attendus[:COMPTES_RENDUS_MAX],
        "autres_attendus": len(attendus) > COMPTES_RENDUS_MAX,
    }
    return render(request, "ateliers/aujourdhui.html", contexte)


def _locate(seance: Seance | None) -> str:
    """The day, opened on that session."""
    return f"{reverse('aujourdhui')}?seance={seance.pk}" if seance else reverse("aujourdhui")


@agents
@require_http_methods(FORMULAIRE)
def seance_retard(request: HttpRequest, seance_id: int) -> HttpResponse:
    """Say that a session of the day begins late."""
    permises = with_details(Seance.objects.permitted(request.user, Action.PLANIFIER))
    seance = get_object_or_404(permises, pk=seance_id)
    form = open_form(request, RetardForm)

    def save() -> None:
        minutes, prevenir = form.cleaned_data["minutes"], form.cleaned_data["prevenir"]
        prevenus = announce_retard(seance, minutes, prevenir=prevenir, agent=request.user, now=timezone.now())
        messages.success(request, _tell_retard(minutes, prevenus))

    suite = submit(request, form, save, _locate(seance))
    return suite or show_form(request, "ateliers/seance_retard.html", form, {"seance": seance, "retard": form})


def _tell_retard(minutes: int, prevenus: int) -> str:
    if not minutes:
        return "C’est noté\u00a0: la séance commence à l’heure. L’accueil le voit."
    suite = ""
    if prevenus:
        suite = f" Pour {prevenus} réservation{'s' if prevenus > 1 else ''}, un courriel part ou un appel est à passer."
    return f"C’est noté\u00a0: {minutes}\u00a0minutes de retard. L’accueil le voit.{suite}"


@agents
@require_safe
def coop(request: HttpRequest) -> HttpResponse:
    """What the adviser copies into the national report for one day: no name of anybody."""
    get_list_or_404(Convention.objects.permitted(request.user, Action.PLANIFIER))
    jour = find_jour(request)
    activites = describe_activites(list_jour(request.user, jour))
    contexte = {
        "maintenant": timezone.now(),
        "jour": jour,
        "veille": jour - UN_JOUR,
        "lendemain": jour + UN_JOUR,
        "tenues": [a for a in activites if a.seance.etat == EtatSeance.TENUE],
        "attendus": [a for a in activites if a.seance.etat == EtatSeance.PREVUE],
    }
    return render(request, "ateliers/coop.html", contexte)
