"""What is answered to a form that cannot be trusted."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.csrf import csrf_failure

from conseiller.formulaires.reprise import keep_reprise, pack_reprise
from conseiller.middleware import show_connexion


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form older than the session: shown again with its answers when it comes from our own pages, else refused.

    Nothing is saved here: the agent, once signed in, reads the form again and sends it with the right token.
    """
    notre = request.headers.get("Origin") == settings.ADRESSE_PUBLIQUE or (
        request.headers.get("Sec-Fetch-Site") == "same-origin"
    )
    paquet = pack_reprise(request) if notre else ""
    if not paquet:
        return csrf_failure(request, reason)
    if not request.user.is_authenticated:
        return show_connexion(request, paquet)
    return HttpResponseRedirect(keep_reprise(request, paquet) or request.get_full_path())
