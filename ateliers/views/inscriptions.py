"""A booking, as its owner finds it: by its code and a name, or by its long link."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ateliers.documents.fiches import render_fiche
from ateliers.enums import EtatInscription
from ateliers.forms.reservations import AnnulationForm, RechercheForm
from ateliers.models import Reservation
from ateliers.selectors.agenda import write_calendrier
from ateliers.selectors.attente import find_reponse
from ateliers.selectors.reservations import PageReservation, find_accueil, find_jeton, read_page
from ateliers.services.annulations import cancel_own, change_jeton
from conseiller.acces import public
from conseiller.formulaires.envoi import FORMULAIRE
from conseiller.limites import Limite
from conseiller.refus import Refus

from .confidentiel import confidentiel

ECHECS = Limite("recherches", 10, 600)
# Each is laid out anew, which takes a worker a good part of a second.
FICHES = Limite("fiches", 40, 60)
INCONNUE = "Aucune réservation ne correspond à ce code et à ce nom. Vérifiez les six caractères, ou appelez l’accueil."
ANNULEE = "C’est annulé. La place sera proposée à une autre personne."
QUITTEE = "C’est fait\u00a0: la liste d’attente ne vous compte plus."
TROP = "Trop d’essais en peu de temps. Attendez dix minutes, puis recommencez, ou appelez l’accueil."


def find_reservation(request: HttpRequest, jeton: str) -> Reservation:
    """The booking of a long link, and its group for the frame of the page; raises Http404."""
    if not (jeton.isascii() and jeton.isprintable()):
        raise Http404("no such link")
    reservations = Reservation.objects.select_related("convention__groupe", "double_de")
    reservation = get_object_or_404(reservations, jeton=jeton)
    # The frame reads it (see `conseiller.contexte`).
    request.groupe = reservation.convention.groupe.slug  # type: ignore[attr-defined]
    return reservation


@public
@confidentiel
@require_http_methods(FORMULAIRE)
def inscription_chercher(request: HttpRequest) -> HttpResponse:
    """Find a booking by its code and three letters; any failure is told by the same sentence."""
    form = RechercheForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return render(request, "ateliers/inscription_chercher.html", {"form": form})
    statut = 422
    if ECHECS.is_reached(request):
        form.add_error(None, TROP)
        statut = 429
    elif form.is_valid():
        jeton = find_jeton(form.cleaned_data["code"], form.cleaned_data["nom"])
        if jeton is not None:
            return redirect("inscription", jeton)
        ECHECS.count(request)
        form.add_error(None, INCONNUE)
    response = render(request, "ateliers/inscription_chercher.html", {"form": form}, status=statut)
    if statut == 429:
        response["Retry-After"] = str(ECHECS.secondes)
    return response


@public
@confidentiel
@require_safe
def inscription(request: HttpRequest, jeton: str) -> HttpResponse:
    """The booking of a long link: code, sessions, people, what happens now."""
    reservation = find_reservation(request, jeton)
    page = read_page(reservation, now=timezone.now())
    attend = page.etat == EtatInscription.ATTENTE
    contexte = {
        "page": page,
        "accueil": find_accueil(reservation.convention.groupe_id),
        "rang": find_reponse(reservation, now=page.now).rang if attend else 0,
    }
    return render(request, "ateliers/inscription.html", contexte)


@public
@confidentiel
@require_http_methods(FORMULAIRE)
def inscription_annuler(request: HttpRequest, jeton: str) -> HttpResponse:
    """Cancel everything, one date or one person, after saying so."""
    reservation, now = find_reservation(request, jeton), timezone.now()
    page, accueil = read_page(reservation, now=now), find_accueil(reservation.convention.groupe_id)
    donnees: Any = request.POST if request.method == "POST" else None
    if donnees and donnees.get("tout"):
        donnees = {"inscriptions": [inscription.pk for inscription in page.annulables]}
    form = AnnulationForm(donnees, choix=page.annulables)
    if request.method == "POST" and form.is_valid():
        telephone = accueil.telephone if accueil else ""
        try:
            cancel_own(reservation, [int(pk) for pk in form.cleaned_data["inscriptions"]], telephone=telephone, now=now)
        except Refus as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, QUITTEE if page.etat == EtatInscription.ATTENTE else ANNULEE)
            return redirect("inscription", jeton)
    contexte = {"page": page, "accueil": accueil, "form": form}
    return render(
        request, "ateliers/inscription_annuler.html", contexte, status=422 if request.method == "POST" else 200
    )


@public
@confidentiel
@require_POST
def inscription_changer_lien(request: HttpRequest, jeton: str) -> HttpResponse:
    """Give the booking a new long link: the one that somebody has seen opens nothing any more."""
    nouveau = change_jeton(find_reservation(request, jeton), now=timezone.now())
    messages.success(request, "Le lien est changé. L’ancien ne s’ouvre plus\u202f; le code reste le même.")
    return redirect("inscription", nouveau)


@public
@confidentiel
@require_safe
def inscription_fiche(request: HttpRequest, jeton: str) -> HttpResponse:
    """The slip of a booking, in large print."""
    reservation = find_reservation(request, jeton)
    if FICHES.is_reached(request):
        response = render(request, "429.html", status=429)
        response["Retry-After"] = str(FICHES.secondes)
        return response
    FICHES.count(request)
    page = read_page(reservation, now=timezone.now())
    contenu = render_fiche(page, find_accueil(reservation.convention.groupe_id))
    return _answer(contenu, "application/pdf", "reservation.pdf", en_place=True)


@public
@confidentiel
@require_safe
def inscription_agenda(request: HttpRequest, jeton: str) -> HttpResponse:
    """The sessions of a booking, for a calendar."""
    page = read_page(find_reservation(request, jeton), now=timezone.now())
    return _answer(write_agenda_reservation(page), "text/calendar; charset=utf-8", "atelier.ics")


def write_agenda_reservation(page: PageReservation) -> bytes:
    """A calendar of what somebody is still expected at."""
    seances = [date.seance for date in page.a_venir]
    for seance in seances:
        seance.convention = page.reservation.convention
    return write_calendrier(seances).encode()


def _answer(contenu: bytes, genre: str, nom: str, *, en_place: bool = False) -> HttpResponse:
    disposition = "inline" if en_place else "attachment"
    return HttpResponse(contenu, genre, headers={"Content-Disposition": f'{disposition}; filename="{nom}"'})
