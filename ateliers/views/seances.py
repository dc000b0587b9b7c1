"""A session as residents read it, and the form by which they book it."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ateliers.calculs.places import compute_affichees
from ateliers.enums import EtatInscription, EtatSeance
from ateliers.forms.reservations import ReservationForm
from ateliers.models import Reservation, Seance
from ateliers.presentation.places import Places
from ateliers.selectors.jsonld import read_jsonld
from ateliers.selectors.reservations import find_accueil
from ateliers.selectors.seances import (
    count_attente,
    count_doubles,
    count_restantes,
    list_autres_dates,
    list_ensemble,
)
from ateliers.services.places import SeanceComplete
from ateliers.services.reservations import SeanceFermee, book
from communes.selectors import list_organismes
from conseiller.acces import public
from conseiller.formulaires.envoi import FORMULAIRE
from conseiller.limites import Limite
from conseiller.refus import Refus

from .confidentiel import confidentiel

# In people: a machine that takes places is soon stopped, a crowd behind one shared address may still queue.
RESERVATIONS = Limite("reservations", 100, 60)
ATTENTE = Limite("attente", 500, 60)
# What is read with a session: hundreds may book it in the same second, and most of them are refused.
RESERVER = ("atelier", "lieu", "convention__groupe")
LIRE = (*RESERVER, "conseiller", "lieu__organisme", "convention__employeuse", "annulee_par", "remplacement")
TROP = "Trop de demandes en peu de temps. Attendez une minute, puis recommencez\u202f; vos réponses sont gardées."
DEJA = "Cette réservation existe déjà. Rien n’a été ajouté."


@public
@confidentiel
@require_http_methods(FORMULAIRE)
def seance(request: HttpRequest, groupe: str, seance_id: int) -> HttpResponse:
    """Facts and form of a session; what is sent books it."""
    ouvertes = Seance.objects.filter(convention__groupe__slug=groupe, atelier__isnull=False)
    details = RESERVER if request.method == "POST" else LIRE
    seance = get_object_or_404(ouvertes.select_related(*details), pk=seance_id)
    organismes = list(list_organismes(seance.convention_id))
    accueil = find_accueil(seance.lieu.groupe_id)
    # Any: an empty form has nothing to send.
    options: Any = {"data": request.POST} if request.method == "POST" else {"initial": {"liste_attente": True}}
    form = ReservationForm(seance=seance, organismes=organismes, accueil=accueil, **options)
    if request.method != "POST":
        return _show(request, seance, form, 200)
    complete = count_restantes(seance, guichet=False, now=timezone.now()) == 0
    if (ATTENTE if complete else RESERVATIONS).is_reached(request):
        form.add_error(None, TROP)
        return _show(request, seance, form, 429)
    if not form.is_valid():
        return _show(request, seance, form, 422)
    return _book(request, seance, form)


def _book(request: HttpRequest, seance: Seance, form: ReservationForm) -> HttpResponse:
    now = timezone.now()
    demande = form.make_demande(read_navigateur(request))
    try:
        reservation, nouvelle = book(demande, seance, now=now)
    except SeanceComplete:
        return _show_complete(request, seance, form, now=now)
    except SeanceFermee:
        seance.refresh_from_db()
        return _show(request, seance, form, 409)
    except Refus as refus:
        form.add_error(None, str(refus))
        return _show(request, seance, form, 422)
    if nouvelle:
        (RESERVATIONS if _is_held(reservation) else ATTENTE).count(request, len(demande.personnes))
    else:
        messages.info(request, DEJA)
    return redirect("inscription", reservation.jeton)


def _is_held(reservation: Reservation) -> bool:
    return not reservation.inscriptions.filter(etat=EtatInscription.ATTENTE).exists()


def read_navigateur(request: HttpRequest) -> str:
    """What tells a browser from another, from the secret that protects its forms; empty for one that has none."""
    secret = request.META.get("CSRF_COOKIE", "")
    if not secret:
        return ""
    return hmac.digest(settings.SECRET_KEY.encode(), f"navigateur:{secret}".encode(), "sha256").hex()


def _show(request: HttpRequest, seance: Seance, form: ReservationForm, statut: int) -> HttpResponse:
    now = timezone.now()
    ensemble = list_ensemble(seance, now=now)
    doubles = count_doubles({seance, *ensemble})
    restantes = min(
        compute_affichees(count_restantes(autre, guichet=False, now=now), doubles.get(autre.pk, 0))
        for autre in ensemble
    )
    contexte = {
        "seance": seance,
        "form": form,
        "accueil": form.accueil,
        "places": Places(seance.places, restantes, count_attente(seance)),
        "au_guichet": restantes == 0 and all(autre.prises < autre.places for autre in ensemble),
        "ensemble": sorted(ensemble, key=lambda autre: autre.debut),
        "autres": list_autres_dates(seance, now=now),
        "jsonld": read_jsonld(seance, doubles=doubles.get(seance.pk, 0), now=now),
        "fermee": seance.etat != EtatSeance.PREVUE or seance.debut <= now,
        "passee": seance.debut <= now,
    }
    response = render(request, "ateliers/seance.html", contexte, status=statut)
    if statut == 429:
        response["Retry-After"] = str(RESERVATIONS.secondes)
    return response


def _show_complete(request: HttpRequest, seance: Seance, form: ReservationForm, *, now: datetime) -> HttpResponse:
    """Hundreds may be refused in the same second: a page of few words, without the frame nor the form."""
    contexte = {
        "seance": seance,
        "form": form,
        "accueil": form.accueil,
        "restantes": count_restantes(seance, guichet=False, now=now),
        "autres": list_autres_dates(seance, now=now),
        "tape": form.list_tape(),
    }
    return render(request, "ateliers/seance_complete.html", contexte, status=409)
