"""A booking, as its owner finds it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ateliers.calculs.codes import format_code
from ateliers.models import Reservation
from ateliers.selectors.reservations import list_inscriptions
from conseiller.acces import public


@public
@require_safe
def inscription(request: HttpRequest, jeton: str) -> HttpResponse:
    """The booking of a long link: code, sessions, people."""
    reservation = get_object_or_404(Reservation.objects.select_related("convention__groupe"), jeton=jeton)
    contexte = {
        "reservation": reservation,
        "code": format_code(reservation.code),
        "inscriptions": list_inscriptions(reservation),
    }
    return render(request, "ateliers/inscription.html", contexte)
