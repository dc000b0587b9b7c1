"""Appointments given by the desk, to who is there or on the phone: the same times, until the last minute."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from ateliers.forms.guichet import InscrireForm
from ateliers.models import Reservation
from ateliers.selectors.creneaux import parse_heure
from ateliers.selectors.rendez_vous import find_proches, list_choix
from ateliers.services.rendez_vous import CreneauPris, book_rendez_vous
from communes.permissions import Action
from communes.selectors import list_organismes
from communes.views import find_convention
from conseiller.acces import agents
from conseiller.formulaires.envoi import FORMULAIRE, open_form, show_form, submit


@agents
@require_safe
def rendez_vous_guichet(request: HttpRequest, convention_id: int) -> HttpResponse:
    """The free times, for the desk."""
    convention = find_convention(request, convention_id, Action.ACCUEILLIR, "groupe")
    demande = {nom: request.GET.get(nom, "") for nom in ("lieu", "du")}
    choix = list_choix(convention.groupe, **demande, au_plus_tot=timezone.now())
    contexte = {"convention": convention, "choix": choix}
    return render(request, "ateliers/rendez_vous_guichet.html", contexte)


@agents
@require_http_methods(FORMULAIRE)
def rendez_vous_donner(request: HttpRequest, convention_id: int, plage_id: int, heure: str) -> HttpResponse:
    """Give a free time to somebody; a phone is not asked of who has none."""
    convention = find_convention(request, convention_id, Action.ACCUEILLIR, "groupe")
    debut = parse_heure(heure)
    if debut is None:
        raise Http404("no such time")
    plage = get_object_or_404(convention.plages.select_related("lieu"), pk=plage_id)
    form = open_form(request, InscrireForm, communes=list_organismes(convention_id))
    pris: list[CreneauPris] = []

    def save() -> Reservation:
        try:
            return book_rendez_vous(plage, debut, form.make_demande(), agent=request.user, now=timezone.now())[0]
        except CreneauPris as refus:
            pris.append(refus)
            raise

    suite = submit(request, form, save, lambda reservation: reverse("guichet_reservation", args=[reservation.pk]))
    proches = find_proches(convention.groupe, debut, au_plus_tot=timezone.now()) if pris else []
    fin = debut + timedelta(minutes=plage.duree)
    contexte = {"convention": convention, "plage": plage, "debut": debut, "fin": fin, "proches": proches}
    return suite or show_form(request, "ateliers/rendez_vous_donner.html", form, contexte)
