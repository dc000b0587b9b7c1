"""What residents read: the workshops of their group of communes, and what they take away of them."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from django.contrib.messages import get_messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from ateliers.documents.mediatheque import render_mediatheque
from ateliers.documents.programme import render_programme
from ateliers.selectors.agenda import write_calendrier
from ateliers.selectors.mediatheque import Version, find_version
from ateliers.selectors.seances import list_ensemble, list_publiques
from communes.selectors import list_groupes_ouverts
from conseiller.acces import public
from conseiller.gardees import keep

HTML = "text/html; charset=utf-8"
AGENDA = "text/calendar; charset=utf-8"
# Calendars forget what their feed forgets: what was followed last month stays in them.
PASSEES = timedelta(days=31)


@public
@require_safe
def mediatheque_choix(request: HttpRequest) -> HttpResponse:
    """The page of the only group, or a choice between them."""
    groupes = list_groupes_ouverts()
    if len(groupes) == 1:
        return redirect("mediatheque", groupes[0].slug)
    return render(request, "ateliers/mediatheque_choix.html", {"groupes": groupes})


@public
@require_safe
def mediatheque(request: HttpRequest, groupe: str) -> HttpResponseBase:
    """Workshops to come, searched and filtered; kept whole until something that it shows changes."""
    # Whoever has no cookie has no message. Reading them marks them as read, which sends a cookie: counting does not.
    attendent = get_messages(request) if request.COOKIES else ()
    messages = list(attendent) if len(attendent) else []
    reponse = render_mediatheque(_find_version(groupe), request.GET, messages)
    return _answer(request, reponse.corps, HTML, reponse.etag)


@public
@require_safe
def programme(request: HttpRequest, groupe: str) -> HttpResponseBase:
    """The programme of a month on paper, in large type."""
    mois = request.GET.get("mois", "")
    contenu = render_programme(_find_version(groupe), mois)
    if contenu is None:
        raise Http404("nothing that month")
    return _answer(request, contenu, "application/pdf", _tag(contenu), nom=f"ateliers-{groupe}-{mois}.pdf")


@public
@require_safe
def agenda(request: HttpRequest, groupe: str) -> HttpResponseBase:
    """The workshops of the group as a feed that calendars read again and again."""
    version = _find_version(groupe)

    def write() -> bytes:
        seances = list_publiques(groupe).filter(debut__gt=timezone.now() - PASSEES)
        return write_calendrier(seances, nom=f"Ateliers numériques, {version.nom}").encode()

    contenu = keep(f"agenda:{groupe}", version, write)
    return _answer(request, contenu, AGENDA, _tag(contenu), nom=f"ateliers-{groupe}.ics")


@public
@require_safe
def seance_agenda(request: HttpRequest, groupe: str, seance_id: int) -> HttpResponseBase:
    """A session, or the dates to come of a cycle, for one's own calendar."""
    seance = get_object_or_404(list_publiques(groupe), pk=seance_id)
    ensemble = [autre.pk for autre in list_ensemble(seance, now=timezone.now())]
    contenu = write_calendrier(list_publiques(groupe).filter(pk__in={seance.pk, *ensemble})).encode()
    return _answer(request, contenu, AGENDA, _tag(contenu), nom=f"seance-{seance_id}.ics")


def _find_version(slug: str) -> Version:
    version = find_version(slug, now=timezone.now())
    if version is None:
        raise Http404("no such group")
    return version


def _tag(contenu: bytes) -> str:
    return f'"{sha256(contenu).hexdigest()[:32]}"'


def _answer(request: HttpRequest, contenu: bytes, genre: str, etag: str, *, nom: str = "") -> HttpResponseBase:
    """The content, or 304 to whom has it already; every reader asks again, because places go fast."""
    reponse = HttpResponse(contenu, content_type=genre)
    reponse["ETag"] = etag
    if nom:
        reponse["Content-Disposition"] = f'inline; filename="{nom}"'
    reponse["Cache-Control"] = "no-cache"
    conditionnelle = get_conditional_response(request, etag=etag, response=reponse)
    return reponse if conditionnelle is None else conditionnelle
