"""The desk: the day's sessions, who comes, who walks in, who waits, whom to call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ateliers.enums import EtatInscription, Issue, Presence
from ateliers.forms.guichet import AILLEURS, CHAISE, ArriveeForm, RechercheForm
from ateliers.models import Appel, Inscription, Reservation, Seance
from ateliers.presentation.moments import write_jour
from ateliers.selectors.appels import list_appels
from ateliers.selectors.guichet import find_prochain, list_communes, list_conventions, read_jour
from ateliers.selectors.messages import list_a_verifier
from ateliers.services.appels import close_appel, record_essai
from ateliers.services.attente import accept_offre, decline_offre
from ateliers.services.guichet import DejaInscrit, admit, dismiss_double, welcome
from ateliers.services.places import SeanceComplete
from ateliers.services.presences import note_presence
from ateliers.views.dates import find_jour
from ateliers.views.telephones import list_montres, show_telephones
from communes.models import Convention
from communes.permissions import Action
from communes.selectors import list_organismes
from conseiller.acces import agents
from conseiller.formulaires.envoi import FORMULAIRE, open_form, show_form, submit
from conseiller.refus import Refus

UN_JOUR = timedelta(days=1)
COMMUNE = "commune_guichet"


def find_conventions(request: HttpRequest) -> list[Convention]:
    """The agreements whose desk the agent holds; 404 when there is none."""
    conventions = list_conventions(request.user)
    if not conventions:
        raise Http404("no desk for this agent")
    return conventions


def find_seance(request: HttpRequest, seance_id: int) -> Seance:
    """A session of the agent's desk; else 404."""
    permises = Seance.objects.permitted(request.user, Action.ACCUEILLIR)
    details = permises.select_related("atelier", "lieu", "convention__groupe")
    return get_object_or_404(details, pk=seance_id)


def find_inscription(request: HttpRequest, inscription_id: int) -> Inscription:
    """Somebody at a session of the agent's desk; else 404."""
    permises = Inscription.objects.permitted(request.user, Action.ACCUEILLIR)
    return get_object_or_404(permises.select_related("reservation", "seance"), pk=inscription_id)


def answer_pdf(contenu: bytes, nom: str) -> HttpResponse:
    """A paper that the browser shows and keeps nowhere: it holds names."""
    entetes = {"Content-Disposition": f'inline; filename="{nom}.pdf"', "Cache-Control": "private, no-store"}
    return HttpResponse(contenu, content_type="application/pdf", headers=entetes)


def locate_jour(seance: Seance, ancre: str) -> str:
    """The day of a session on the desk's screen, at a row."""
    return f"{reverse('guichet')}?jour={timezone.localdate(seance.debut).isoformat()}#{ancre}"


def _come_back(request: HttpRequest, ancre: str) -> HttpResponseRedirect:
    """The page of ours that a small form says it comes from, or the desk, at a row."""
    suite = request.POST.get("suite", "").partition("#")[0]
    page = suite if url_has_allowed_host_and_scheme(suite, allowed_hosts=None) else reverse("guichet")
    return HttpResponseRedirect(f"{page}#{ancre}")


def _try(request: HttpRequest, act: Callable[[], Any]) -> None:
    """Do it; a refusal is told on the page that follows."""
    try:
        act()
    except Refus as refus:
        messages.warning(request, str(refus))


@agents
@require_safe
def guichet(request: HttpRequest) -> HttpResponse:
    """The day's screen: every session, who comes, who is there, who waits, whom to call."""
    now, jour, conventions = timezone.now(), find_jour(request), find_conventions(request)
    vues = read_jour(conventions, jour, now=now)
    nom = write_jour(jour)
    contexte = {
        "jour": jour,
        # The year goes without saying, but for another one.
        "titre": nom.rpartition(" ")[0] if jour.year == timezone.localdate(now).year else nom,
        "hier": jour - UN_JOUR,
        "demain": jour + UN_JOUR,
        "vues": vues,
        "revue": request.GET.get("revoir", ""),
        "conventions": conventions,
        "plusieurs": len(conventions) > 1,
        "lieux": len({vue.seance.lieu_id for vue in vues}),
        "communes": list_communes(conventions) if any(vue.arrivees for vue in vues) else {},
        "commune": request.session.get(COMMUNE),
        "montres": list_montres(request, now=now),
        "prochain": None if vues else find_prochain(conventions, jour),
        "appels": list(list_appels(request.user, now=now).prefetch_related("reservation__participants")),
        "a_verifier": list_a_verifier(conventions, now=now),
        "recherche": RechercheForm(),
    }
    return render(request, "ateliers/guichet.html", contexte)


@agents
@require_POST
def presence(request: HttpRequest, inscription_id: int) -> HttpResponse:
    """Note that somebody is there, is not, or undo it; then lead back to their row."""
    inscription = find_inscription(request, inscription_id)
    notee = request.POST.get("presence", "")
    if notee in ["", *Presence]:
        _try(request, lambda: note_presence(inscription, notee, agent=request.user, now=timezone.now()))
    return _come_back(request, f"inscription-{inscription_id}")


@agents
@require_http_methods(FORMULAIRE)
def guichet_ajouter(request: HttpRequest, seance_id: int) -> HttpResponse:
    """Somebody walks in: booked and present in one go; full or already known, the page asks what to do."""
    seance = find_seance(request, seance_id)
    form = open_form(request, ArriveeForm, communes=list_organismes(seance.convention_id))

    def save() -> Reservation:
        try:
            demande, chaise = form.make_demande(), CHAISE in form.cleaned_data["choix"]
            reservation = welcome(demande, seance, chaise=chaise, agent=request.user, now=timezone.now())
        except (SeanceComplete, DejaInscrit) as refus:
            form.refus = refus
            raise
        request.session[COMMUNE] = form.cleaned_data["commune"] or AILLEURS
        return reservation

    suite = submit(request, form, save, lambda reservation: _locate_arrivee(reservation, seance))
    contexte = {"seance": seance, "complet": isinstance(form.refus, SeanceComplete)}
    contexte["deja"] = form.refus.inscription if isinstance(form.refus, DejaInscrit) else None
    return suite or show_form(request, "ateliers/guichet_ajouter.html", form, contexte)


def _locate_arrivee(reservation: Reservation, seance: Seance) -> str:
    return locate_jour(seance, f"inscription-{reservation.inscriptions.filter(seance=seance).earliest('pk').pk}")


@agents
@require_POST
def guichet_reponse(request: HttpRequest, inscription_id: int) -> HttpResponse:
    """Somebody who waits answers at the desk: takes the place held for them, gives it up, or is let in."""
    inscription, reponse = find_inscription(request, inscription_id), request.POST.get("reponse")
    reservation, qui, now = inscription.reservation, request.user, timezone.now()
    if reponse == "vient":
        _try(request, lambda: accept_offre(reservation, agent=qui, now=now))
    elif reponse == "renonce" and inscription.etat != EtatInscription.PROPOSEE:
        messages.warning(request, "Cette place n’est plus proposée\u00a0: relisez la liste.")
    elif reponse == "renonce":
        _try(request, lambda: decline_offre(reservation, agent=qui, now=now))
    elif reponse in ("entre", "chaise"):
        _try(request, lambda: admit(inscription, chaise=reponse == "chaise", agent=qui, now=now))
    elif reponse == "meme":
        _try(request, lambda: dismiss_double(inscription, agent=qui, now=now))
    return _come_back(request, f"inscription-{inscription_id}")


@agents
@require_POST
def guichet_appel(request: HttpRequest, appel_id: int) -> HttpResponse:
    """The outcome of a call, or one more try without an answer."""
    permises = Reservation.objects.permitted(request.user, Action.ACCUEILLIR)
    appel = get_object_or_404(Appel.objects.select_related("reservation").filter(reservation__in=permises), pk=appel_id)
    issue, qui, now = request.POST.get("issue", ""), request.user, timezone.now()
    if issue == "essai":
        record_essai(appel, agent=qui, now=now)
    elif issue in list(Issue):
        _try(request, lambda: close_appel(appel, Issue(issue), agent=qui, now=now))
    return _come_back(request, "appels")


@agents
@require_POST
def guichet_telephones(request: HttpRequest, seance_id: int) -> HttpResponse:
    """Show the phone numbers of a session for a quarter of an hour; the journal says who asked."""
    seance = find_seance(request, seance_id)
    show_telephones(request, seance, convention=seance.convention_id, now=timezone.now())
    return _come_back(request, f"seance-{seance_id}")


@agents
@require_POST
def guichet_changer(request: HttpRequest) -> HttpResponse:
    """Another agent takes the computer: sign out, and come back to the same day once they have signed in."""
    suite = _come_back(request, "contenu").url.partition("#")[0]
    get_adapter(request).logout(request)
    return redirect(f"{reverse('account_login')}?{urlencode({'next': suite})}")
