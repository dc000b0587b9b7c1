"""The desk: the day's sessions, who comes, who is there."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from ateliers.enums import Presence
from ateliers.models import Inscription
from ateliers.services.presences import note_presence
from communes.permissions import Action
from conseiller.acces import agents
from conseiller.refus import Refus


def find_suite(request: HttpRequest) -> str:
    """The page of ours that a small form says it comes from, or the desk."""
    suite = request.POST.get("suite", "")
    return suite if url_has_allowed_host_and_scheme(suite, allowed_hosts=None) else reverse("guichet")


@agents
@require_POST
def presence(request: HttpRequest, inscription_id: int) -> HttpResponse:
    """Note that somebody is there, is not, or undo it; then lead back to their row."""
    inscription = get_object_or_404(Inscription.objects.permitted(request.user, Action.ACCUEILLIR), pk=inscription_id)
    notee = request.POST.get("presence", "")
    try:
        if notee in ["", *Presence]:
            note_presence(inscription, notee, agent=request.user, now=timezone.now())
    except Refus as refus:
        messages.warning(request, str(refus))
    return HttpResponseRedirect(f"{find_suite(request).partition('#')[0]}#inscription-{inscription_id}")
