"""After a session: how it went."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ateliers.forms.aujourdhui import CompteRenduForm
from ateliers.models import Seance
from ateliers.selectors.journees import count_sans_note, list_presents
from ateliers.selectors.seances import with_details
from ateliers.services.compte_rendu import check_open, record_compte_rendu
from communes.permissions import Action
from conseiller.acces import agents
from conseiller.formulaires.envoi import FORMULAIRE, open_form, show_form, submit
from conseiller.refus import Refus


@agents
@require_http_methods(FORMULAIRE)
def seance_compte_rendu(request: HttpRequest, convention_id: int, seance_id: int) -> HttpResponse:
    """Held or not, how long, for which commune, of what ages; it may be corrected later."""
    permises = with_details(Seance.objects.permitted(request.user, Action.PLANIFIER))
    seance = get_object_or_404(permises, pk=seance_id, convention__pk=convention_id)
    if request.method != "POST":
        try:
            check_open(seance, now=timezone.now())
        except Refus as refus:
            messages.warning(request, str(refus))
            return redirect("aujourdhui")
    form = open_form(request, CompteRenduForm, seance=seance, presents=list_presents(seance))

    def save() -> None:
        record_compte_rendu(seance, **form.read_compte_rendu(), agent=request.user, now=timezone.now())

    suite = submit(request, form, save, reverse("aujourdhui"), dit="Le compte rendu est enregistré.")
    contexte = {"convention": seance.convention, "seance": seance, "sans_note": count_sans_note(seance)}
    return suite or show_form(request, "ateliers/seance_compte_rendu.html", form, contexte)
