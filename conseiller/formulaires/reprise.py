"""What was typed when a session ended: carried through the sign-in page, signed, then put back in the form.

Nothing is stored for a visitor who has not signed in: the answers travel in the page itself.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, QueryDict
from django.utils.http import escape_leading_slashes

from conseiller.conservation import REPRISE

SEL = "conseiller.reprise"
CLE = "reprise"
TAILLE_MAX = 100_000
ANNONCE = "Vos réponses ont été gardées. Vérifiez-les, puis enregistrez."
SANS_FICHIER = "Le fichier que vous aviez joint n’a pas pu être gardé\u00a0: choisissez-le de nouveau."
PERDUE = "Vos réponses ont attendu trop longtemps\u00a0: elles n’ont pas pu être gardées. Ouvrez de nouveau la page."
A_REFAIRE = (
    "Votre session était terminée\u00a0: ce que vous demandiez n’a pas été fait. Retrouvez la page, puis recommencez."
)


def pack_reprise(request: HttpRequest) -> str:
    """The answers of a form that could not be received, as one signed text; empty when there is nothing to keep.

    Only a `Formulaire` can be filled again, and never holds a password: the others are not kept.
    """
    donnees = request.POST.copy()
    donnees.pop("csrfmiddlewaretoken", None)
    corps = donnees.urlencode()
    if "jeton" not in donnees or len(corps) > TAILLE_MAX:
        return ""
    adresse = escape_leading_slashes(request.get_full_path())
    gardees = {"adresse": adresse, "corps": corps, "fichier": bool(request.FILES)}
    return signing.dumps(gardees, salt=SEL, compress=True)


def keep_reprise(request: HttpRequest, paquet: str) -> str | None:
    """Put packed answers in the session of a signed-in agent; returns the address of their form.

    Without a package, None; with one that is too old or not ours, None and a notice.
    """
    if not paquet:
        return None
    try:
        lu: dict[str, Any] = signing.loads(paquet, salt=SEL, max_age=REPRISE.duree)
    except signing.BadSignature:
        messages.warning(request, PERDUE)
        return None
    request.session[CLE] = lu
    return str(lu["adresse"])


def take_reprise(request: HttpRequest) -> QueryDict | None:
    """The answers kept for this address, once, with a notice; None when there are none."""
    gardee = _pop(request)
    if gardee is None:
        return None
    messages.info(request, ANNONCE)
    if gardee["fichier"]:
        messages.warning(request, SANS_FICHIER)
    return QueryDict(gardee["corps"])


def drop_reprise(request: HttpRequest) -> bool:
    """Forget the answers that the page of this address could not show; tells whether there were any."""
    return _pop(request) is not None


def _pop(request: HttpRequest) -> dict[str, Any] | None:
    gardee: dict[str, Any] | None = request.session.get(CLE)
    if gardee is None or gardee["adresse"] != request.get_full_path():
        return None
    del request.session[CLE]
    return gardee
