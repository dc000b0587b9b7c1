"""Paper at the desk: lists written by hand, the sheet to sign, the sheets of a day without network."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from ateliers.documents.emargement import render_emargement, render_secours
from ateliers.forms.papier import PapierForm
from ateliers.models import Reservation
from ateliers.selectors.guichet import list_seances, read_seances
from ateliers.services.guichet import note_papier
from ateliers.views.guichet import answer_pdf, find_conventions, find_seance
from communes.permissions import Action
from communes.selectors import list_organismes
from conseiller.acces import agents
from conseiller.formulaires.envoi import FORMULAIRE, open_form, show_form, submit

JOURS_DE_SECOURS = 7


@agents
@require_http_methods(FORMULAIRE)
def liste_papier(request: HttpRequest, seance_id: int) -> HttpResponse:
    """Enter a list written by hand, several lines at once, then read what became of each."""
    seance = find_seance(request, seance_id)
    form = open_form(request, PapierForm, communes=list_organismes(seance.convention_id), now=timezone.now())
    suite = submit(
        request,
        form,
        lambda: note_papier(form.make_demandes(), seance, agent=request.user, now=timezone.now()),
        lambda lots: _locate(seance.pk, *lots),
    )
    return suite or show_form(request, "ateliers/liste_papier.html", form, {"seance": seance})


def _locate(seance_id: int, faites: list[Reservation], deja: list[Reservation]) -> str:
    """The page of the outcome: numbers of bookings, never a name in an address."""
    lots = "&".join(
        f"{nom}={','.join(str(une.pk) for une in lot)}" for nom, lot in (("faites", faites), ("deja", deja)) if lot
    )
    return f"{reverse('liste_papier_faite', args=[seance_id])}?{lots}"


@agents
@require_safe
def liste_papier_faite(request: HttpRequest, seance_id: int) -> HttpResponse:
    """What became of each line of a paper list."""
    seance = find_seance(request, seance_id)
    lignes = seance.inscriptions.filter(
        reservation__in=Reservation.objects.permitted(request.user, Action.ACCUEILLIR)
    ).select_related("participant", "reservation")
    par_lot = {
        nom: list(lignes.filter(reservation__in=_read_numeros(request, nom)).order_by("reservation__recu_le", "pk"))
        for nom in ("faites", "deja")
    }
    return render(request, "ateliers/liste_papier_faite.html", {"seance": seance, **par_lot})


def _read_numeros(request: HttpRequest, nom: str) -> list[int]:
    return [int(numero) for numero in request.GET.get(nom, "").split(",") if numero.isdecimal() and len(numero) < 10]


@agents
@require_safe
def emargement(request: HttpRequest, seance_id: int) -> HttpResponse:
    """The sheet that people sign at a session."""
    seance = find_seance(request, seance_id)
    vue = read_seances([seance], now=timezone.now())[0]
    return answer_pdf(render_emargement(vue), f"emargement-{seance_id}")


@agents
@require_safe
def feuille_secours(request: HttpRequest) -> HttpResponse:
    """The sheets of the seven days to come, for when the network fails; no phone number on them."""
    now = timezone.now()
    debut = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    seances = list_seances(find_conventions(request), debut, debut + timedelta(days=JOURS_DE_SECOURS))
    vues = sorted(read_seances(list(seances), now=now), key=lambda vue: (vue.seance.debut, vue.seance.pk))
    return answer_pdf(render_secours(vues, now=now), f"feuille-de-secours-{now:%Y-%m-%d}")
