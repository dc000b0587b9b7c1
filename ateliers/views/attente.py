"""Answer to the offer of a freed place, from the link of the e-mail; and send again an e-mail that did not arrive."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from ateliers.calculs.codes import format_code
from ateliers.enums import EtatInscription
from ateliers.models import Reservation
from ateliers.presentation.reservations import write_titre
from ateliers.selectors.attente import find_reponse
from ateliers.selectors.messages import PREFIXE
from ateliers.services.attente import OffrePassee, accept_offre, decline_offre, leave_attente
from communes.permissions import Action
from communes.views import find_convention
from conseiller.acces import agents, public
from conseiller.courriels.models import Courriel
from conseiller.courriels.services import resend_courriel
from conseiller.refus import Refus

from .confidentiel import confidentiel
from .inscriptions import find_reservation

# States whose title is the one of the booking's page; the others ask, or say what the answer did.
NOMMES = (EtatInscription.CONFIRMEE.value, EtatInscription.ATTENTE.value)


@public
@confidentiel
@require_http_methods(["GET", "HEAD", "POST"])
def inscription_repondre(request: HttpRequest, jeton: str) -> HttpResponse:
    """Where the offer stands, and its answer: reading the page answers nothing, whatever reads it."""
    reservation = find_reservation(request, jeton)
    if request.method == "POST":
        return _answer(request, reservation)
    return _show(request, reservation)


def _answer(request: HttpRequest, reservation: Reservation) -> HttpResponse:
    now = timezone.now()
    answers = {"oui": accept_offre, "non": decline_offre, "quitter": leave_attente}
    answer = answers.get(request.POST.get("reponse", ""))
    if answer is None:
        return _show(request, reservation, erreur="Choisissez l’une des deux réponses.", statut=422)
    try:
        answer(reservation, now=now)
    except OffrePassee:
        # The page says so, and what next.
        return _show(request, reservation, statut=409)
    return redirect("inscription_repondre", reservation.jeton)


def _show(request: HttpRequest, reservation: Reservation, *, erreur: str = "", statut: int = 200) -> HttpResponse:
    groupe = reservation.convention.groupe
    reponse = find_reponse(reservation, now=timezone.now())
    contexte = {
        "reservation": reservation,
        "groupe": groupe,
        "accueil": groupe.lieux.first(),
        "code": format_code(reservation.code),
        "titre": write_titre(reponse.etat, reponse.prenoms) if reponse.etat in NOMMES else "",
        "reponse": reponse,
        "erreur": erreur,
    }
    return render(request, "ateliers/inscription_repondre.html", contexte, status=statut)


@agents
@require_POST
def message_renvoyer(request: HttpRequest, convention_id: int, courriel_id: int) -> HttpResponse:
    """Send again the e-mail of a booking that failed or may not have arrived."""
    convention = find_convention(request, convention_id, Action.ACCUEILLIR)
    des_reservations = Courriel.objects.filter(convention=convention.pk, cle__startswith=PREFIXE)
    courriel = get_object_or_404(des_reservations, pk=courriel_id)
    try:
        resend_courriel(courriel, agent=request.user, now=timezone.now())
        messages.success(request, "Le courriel part dans un instant.")
    except Refus as refus:
        messages.error(request, str(refus))
    suite = request.POST.get("suite", "")
    # Back to the page that showed the button, of this site only.
    return redirect(suite if url_has_allowed_host_and_scheme(suite, allowed_hosts=None) else reverse("bureau"))
