"""What was typed when a session ended: carried through the sign-in page, signed, then put back in the form.

Nothing is stored for a visitor who has not signed in: the answers travel in the page itself.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, QueryDict

SEL = "conseiller.reprise"
CLE = "reprise"
CONSERVATION_SECONDES = 12 * 3600
TAILLE_MAX = 100_000
ANNONCE = "Vos réponses ont été gardées. Vérifiez-les, puis enregistrez."


def pack_reprise(request: HttpRequest) -> str:
    """The answers of a form that could not be received, as one signed text; empty when there is nothing to keep."""
    donnees = request.POST.copy()
    donnees.pop("csrfmiddlewaretoken", None)
    corps = donnees.urlencode()
    if not corps or len(corps) > TAILLE_MAX:
        return ""
    return signing.dumps({"adresse": request.get_full_path(), "corps": corps}, salt=SEL, compress=True)


def keep_reprise(request: HttpRequest, paquet: str) -> str | None:
    """Put packed answers in the session of somebody who has just signed in; returns the address of their form."""
    try:
        lu: dict[str, Any] = signing.loads(paquet, salt=SEL, max_age=CONSERVATION_SECONDES)
    except signing.BadSignature:
        return None
    request.session[CLE] = lu
    return str(lu["adresse"])


def take_reprise(request: HttpRequest) -> QueryDict | None:
    """The answers kept for this address, once, with a notice; None when there are none."""
    gardee = request.session.get(CLE)
    if gardee is None or gardee["adresse"] != request.get_full_path():
        return None
    del request.session[CLE]
    messages.info(request, ANNONCE)
    return QueryDict(gardee["corps"])
