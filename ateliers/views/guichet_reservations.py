"""A booking at the desk: found, read aloud, printed, corrected, cancelled; somebody registered for another day."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ateliers.calculs.codes import format_code
from ateliers.documents.fiches import render_fiche
from ateliers.enums import ATTENDUES, Auteur
from ateliers.forms.guichet import CHAISE, AnnulerForm, CorrigerForm, InscrireForm, RechercheForm
from ateliers.models import Inscription, Reservation
from ateliers.presentation.moments import write_moment
from ateliers.selectors.guichet import list_seances_a_venir
from ateliers.selectors.messages import list_messages
from ateliers.selectors.recherche import LIMITE, search_reservations
from ateliers.selectors.reservations import find_accueil, list_inscriptions, read_page
from ateliers.services.attente import cancel_and_offer
from ateliers.services.corrections import correct_reservation
from ateliers.services.guichet import DejaInscrit, register
from ateliers.services.places import SeanceComplete
from ateliers.views.guichet import answer_pdf, find_conventions, find_seance
from ateliers.views.telephones import list_montres, show_telephones
from communes.permissions import Action
from communes.selectors import list_organismes
from conseiller.acces import agents
from conseiller.formulaires.envoi import FORMULAIRE, open_form, show_form, submit


def find_reservation(request: HttpRequest, reservation_id: int) -> Reservation:
    """A booking of the agent's desk; else 404."""
    permises = Reservation.objects.permitted(request.user, Action.ACCUEILLIR)
    return get_object_or_404(permises.select_related("convention__groupe", "cree_par"), pk=reservation_id)


def _locate(reservation: Reservation) -> str:
    return reverse("guichet_reservation", args=[reservation.pk])


@agents
@require_http_methods(FORMULAIRE)
def guichet_chercher(request: HttpRequest) -> HttpResponse:
    """Bookings by a name, a phone number or a code; what is looked for is never in an address."""
    conventions = find_conventions(request)
    form = RechercheForm(request.POST or None)
    contexte: dict[str, Any] = {"form": form}
    if form.is_valid():
        trouvees = search_reservations(conventions, form.cleaned_data["cherche"], now=timezone.now())
        contexte |= {"trouvees": trouvees[:LIMITE], "trop": len(trouvees) > LIMITE, "cherche": True}
    return render(request, "ateliers/guichet_chercher.html", contexte)


@agents
@require_safe
def guichet_reservation(request: HttpRequest, reservation_id: int) -> HttpResponse:
    """One booking: its code, its people, its sessions, what was said, what may be done."""
    reservation, now = find_reservation(request, reservation_id), timezone.now()
    inscriptions = list_inscriptions(reservation)
    contexte = {
        "reservation": reservation,
        "convention": reservation.convention,
        "code": format_code(reservation.code),
        "inscriptions": inscriptions,
        "vivantes": any(i.etat in ATTENDUES and i.seance.fin > now for i in inscriptions),
        "montre": f"reservation-{reservation.pk}" in list_montres(request, now=now),
        "messages_dits": list_messages(reservation),
    }
    return render(request, "ateliers/guichet_reservation.html", contexte)


@agents
@require_POST
def guichet_telephone(request: HttpRequest, reservation_id: int) -> HttpResponse:
    """Show the phone number and the e-mail of one booking; the journal says who asked."""
    reservation = find_reservation(request, reservation_id)
    show_telephones(request, reservation, convention=reservation.convention_id, now=timezone.now())
    return redirect(f"{_locate(reservation)}#coordonnees")


@agents
@require_http_methods(FORMULAIRE)
def guichet_annuler(request: HttpRequest, reservation_id: int) -> HttpResponse:
    """Cancel for somebody who says so: everything, or the lines that are ticked."""
    reservation, now = find_reservation(request, reservation_id), timezone.now()
    lignes = [i for i in list_inscriptions(reservation) if i.etat in ATTENDUES and i.seance.fin > now]
    form = open_form(request, AnnulerForm, choix=[(ligne.pk, _describe(ligne)) for ligne in lignes])
    suite = submit(
        request,
        form,
        lambda: cancel_and_offer(
            reservation, form.cleaned_data["inscriptions"], par=Auteur.GUICHET, agent=request.user, now=now
        ),
        _locate(reservation),
        dit="C’est annulé. La place est proposée à la personne suivante s’il y en a une.",
    )
    return suite or show_form(
        request, "ateliers/guichet_annuler.html", form, {"reservation": reservation, "lignes": lignes}
    )


def _describe(ligne: Inscription) -> str:
    moment = write_moment(timezone.localtime(ligne.seance.debut), timezone.localtime(ligne.seance.fin))
    return f"{ligne.participant.nom_complet}, {ligne.seance.titre}, {moment}"


@agents
@require_http_methods(FORMULAIRE)
def guichet_corriger(request: HttpRequest, reservation_id: int) -> HttpResponse:
    """Correct a name, a commune, a phone number."""
    reservation = find_reservation(request, reservation_id)
    communes = list_organismes(reservation.convention_id)
    form = open_form(request, CorrigerForm, reservation=reservation, communes=communes)
    suite = submit(
        request,
        form,
        lambda: correct_reservation(*form.read(), agent=request.user, now=timezone.now()),
        _locate(reservation),
        verrou=reservation,
        dit="C’est corrigé.",
    )
    return suite or show_form(request, "ateliers/guichet_corriger.html", form, {"reservation": reservation})


@agents
@require_safe
def guichet_fiche(request: HttpRequest, reservation_id: int) -> HttpResponse:
    """The slip of a booking, printed by the desk: its address does not open the booking to anybody else."""
    reservation = find_reservation(request, reservation_id)
    page = read_page(reservation, now=timezone.now())
    contenu = render_fiche(page, find_accueil(reservation.convention.groupe_id))
    return answer_pdf(contenu, f"reservation-{reservation_id}")


@agents
@require_safe
def guichet_seances(request: HttpRequest) -> HttpResponse:
    """The sessions to come: register somebody, enter a paper list, print a sheet."""
    conventions = find_conventions(request)
    seances = list_seances_a_venir(conventions, now=timezone.now())
    return render(request, "ateliers/guichet_seances.html", {"seances": seances, "plusieurs": len(conventions) > 1})


@agents
@require_http_methods(FORMULAIRE)
def guichet_inscrire(request: HttpRequest, seance_id: int) -> HttpResponse:
    """Register somebody for a session to come, who is at the desk or on the phone."""
    seance = find_seance(request, seance_id)
    prets = seance.ordinateurs is not None
    form = open_form(request, InscrireForm, communes=list_organismes(seance.convention_id), ordinateurs=prets)

    def save() -> Reservation:
        try:
            demande, chaise = form.make_demande(), CHAISE in form.cleaned_data["choix"]
            return register(demande, seance, chaise=chaise, agent=request.user, now=timezone.now())
        except (SeanceComplete, DejaInscrit) as refus:
            form.refus = refus
            raise

    suite = submit(request, form, save, _locate)
    contexte = {"seance": seance, "complet": isinstance(form.refus, SeanceComplete)}
    contexte["deja"] = form.refus.inscription if isinstance(form.refus, DejaInscrit) else None
    return suite or show_form(request, "ateliers/guichet_inscrire.html", form, contexte)
