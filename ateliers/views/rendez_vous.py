"""Appointments for residents: the free times, and the form that books one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from ateliers.forms.reservations import ReservationForm
from ateliers.models import Plage, Seance
from ateliers.selectors.creneaux import DELAI_PUBLIC, find_libres, parse_heure
from ateliers.selectors.rendez_vous import find_proches, list_choix
from ateliers.selectors.reservations import find_accueil
from ateliers.services.rendez_vous import CreneauPris, book_rendez_vous
from communes.models import Groupe
from communes.selectors import list_organismes
from conseiller.acces import public
from conseiller.formulaires.envoi import FORMULAIRE
from conseiller.refus import Refus

from .confidentiel import confidentiel
from .seances import DEJA, RESERVATIONS, TROP, read_navigateur


@public
@require_safe
def rendez_vous(request: HttpRequest, groupe: str) -> HttpResponse:
    """The next days with free times, filtered by links."""
    ouvert = get_object_or_404(Groupe, slug=groupe)
    demande = {nom: request.GET.get(nom, "") for nom in ("lieu", "du")}
    choix = list_choix(ouvert, **demande, au_plus_tot=timezone.now() + DELAI_PUBLIC)
    return render(request, "ateliers/rendez_vous.html", {"groupe": ouvert, "choix": choix})


@public
@confidentiel
@require_http_methods(FORMULAIRE)
def rendez_vous_reserver(request: HttpRequest, groupe: str, plage_id: int, heure: str) -> HttpResponse:
    """The form of a free time; what is sent books it."""
    ouvert, debut = get_object_or_404(Groupe, slug=groupe), parse_heure(heure)
    if debut is None:
        raise Http404("no such time")
    plages = Plage.objects.filter(convention__groupe=ouvert).select_related("lieu__organisme", "convention__groupe")
    plage = plages.filter(pk=plage_id).first()
    if plage is None:
        return _show_pris(request, ouvert, debut, None)
    form = _open_form(request, plage, debut)
    if request.method != "POST":
        libres = find_libres([plage], au_plus_tot=timezone.now() + DELAI_PUBLIC)
        libre = any(offre.debut == debut for offre in libres)
        return _show(request, plage, debut, form, 200) if libre else _show_pris(request, ouvert, debut, None)
    if RESERVATIONS.is_reached(request):
        form.add_error(None, TROP)
        return _show(request, plage, debut, form, 429)
    if not form.is_valid():
        return _show(request, plage, debut, form, 422)
    return _book(request, plage, debut, form)


def _open_form(request: HttpRequest, plage: Plage, debut: datetime) -> ReservationForm:
    organismes = list(list_organismes(plage.convention_id))
    # Any: an empty form has nothing to send.
    options: Any = {"data": request.POST} if request.method == "POST" else {}
    accueil = find_accueil(plage.lieu.groupe_id)
    return ReservationForm(seance=_preview(plage, debut), organismes=organismes, accueil=accueil, **options)


def _preview(plage: Plage, debut: datetime) -> Seance:
    """The appointment as it will be, for the page: nothing is saved."""
    fin = debut + timedelta(minutes=plage.duree)
    return Seance(convention=plage.convention, lieu=plage.lieu, debut=debut, fin=fin, capacite=1)


def _book(request: HttpRequest, plage: Plage, debut: datetime, form: ReservationForm) -> HttpResponse:
    try:
        demande = form.make_demande(read_navigateur(request))
        reservation, nouvelle = book_rendez_vous(plage, debut, demande, now=timezone.now())
    except CreneauPris:
        return _show_pris(request, plage.convention.groupe, debut, form)
    except Refus as refus:
        form.add_error(None, str(refus))
        return _show(request, plage, debut, form, 422)
    if nouvelle:
        RESERVATIONS.count(request)
    else:
        messages.info(request, DEJA)
    return redirect("inscription", reservation.jeton)


def _show(request: HttpRequest, plage: Plage, debut: datetime, form: ReservationForm, statut: int) -> HttpResponse:
    contexte = {
        "groupe": plage.convention.groupe,
        "seance": _preview(plage, debut),
        "duree": plage.duree,
        "form": form,
        "accueil": form.accueil,
    }
    response = render(request, "ateliers/rendez_vous_reserver.html", contexte, status=statut)
    if statut == 429:
        response["Retry-After"] = str(RESERVATIONS.secondes)
    return response


def _show_pris(request: HttpRequest, groupe: Groupe, debut: datetime, form: ReservationForm | None) -> HttpResponse:
    """A page of few words: the nearest free times, each a button that sends the same answers."""
    contexte = {
        "groupe": groupe,
        "debut": debut,
        "offres": find_proches(groupe, debut, au_plus_tot=timezone.now() + DELAI_PUBLIC),
        "tape": form.list_tape() if form is not None else [],
        "accueil": form.accueil if form is not None else find_accueil(groupe.pk),
    }
    return render(request, "ateliers/rendez_vous_pris.html", contexte, status=409)
