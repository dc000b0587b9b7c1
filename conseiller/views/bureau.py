"""What an agent opens first: their home, and the agreement they work on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from communes.models import Convention
from conseiller.acces import agents
from conseiller.bureau.argent import read_argent
from conseiller.bureau.chronologie import draw_chronologie
from conseiller.bureau.evenements import list_evenements
from conseiller.bureau.heures import read_heures
from conseiller.bureau.taches import list_taches


@agents
@require_safe
def bureau(request: HttpRequest) -> HttpResponse:
    """The agent's home: what waits for them today, the figures that matter, their agreements."""
    now = timezone.localdate()
    visibles = Convention.objects.visible_to(request.user).select_related("employeuse", "groupe")
    argent = read_argent(visibles, request.user, now=now)
    lues = {vu.convention.pk for vu in argent}
    autres = [convention for convention in visibles if convention.pk not in lues]
    contexte = {
        "argent": argent,
        "autres": autres,
        "seule": len(argent) + len(autres) == 1,
        "taches": list_taches(argent, now=now),
    }
    return render(request, "conseiller/bureau.html", contexte)


@agents
@require_safe
def convention(request: HttpRequest, convention_id: int) -> HttpResponse:
    """The agreement on one page: its years, hours, parties, acts, grant and statements."""
    now = timezone.localdate()
    visibles = Convention.objects.visible_to(request.user).select_related("employeuse", "groupe")
    convention = get_object_or_404(visibles, pk=convention_id)
    heures = read_heures(convention, now=now)
    argent = next(iter(read_argent(visibles, request.user, now=now, seulement=convention.pk)), None)
    contexte = {
        "convention": convention,
        "heures": heures,
        "partenaires": [p for p in heures.parties if p.organisme_id != convention.employeuse_id],
        "argent": argent,
        "evenements": list_evenements(convention, heures, argent, now=now),
        "dessin": draw_chronologie(convention, heures, argent, now=now),
        "actes": list(convention.actes.select_related("organisme")),
    }
    return render(request, "conseiller/convention.html", contexte)
