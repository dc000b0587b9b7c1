"""What an agent opens first: their home, and the agreement they work on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from communes.models import Convention
from communes.permissions import Action
from communes.selectors import list_acces
from communes.views import find_convention
from conseiller.acces import agents
from conseiller.bureau.accueil import read_accueil
from conseiller.bureau.argent import read_argent
from conseiller.bureau.chronologie import draw_chronologie
from conseiller.bureau.evenements import list_evenements
from conseiller.bureau.heures import read_heures
from conseiller.bureau.mise_en_route import find_suivante, list_etapes
from conseiller.bureau.synthese import read_synthese


@agents
@require_safe
def bureau(request: HttpRequest) -> HttpResponse:
    """The agent's home: what waits for them today, and the page made for what they do."""
    return render(request, "conseiller/bureau.html", read_accueil(request.user, now=timezone.now()))


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


@agents
@require_safe
def synthese(request: HttpRequest, convention_id: int) -> HttpResponse:
    """The agreement on one screen, for the council: costs, the State's part, hours, what comes next."""
    convention = find_convention(request, convention_id, Action.VOIR_FINANCES, "employeuse", "groupe")
    contexte = {"convention": convention, "synthese": read_synthese(convention, request.user, now=timezone.localdate())}
    return render(request, "conseiller/synthese.html", contexte)


@agents
@require_safe
def mise_en_route(request: HttpRequest, convention_id: int) -> HttpResponse:
    """What the agreement still needs before its first statement."""
    convention = find_convention(request, convention_id, Action.MODIFIER_CONVENTION, "employeuse", "groupe")
    actions = list_acces(request.user, [convention])[0].actions
    etapes = list_etapes(convention, now=timezone.localdate())
    contexte = {
        "convention": convention,
        "etapes": [(etape, etape.droit in actions) for etape in etapes],
        "suivante": find_suivante(etapes, actions),
        "faites": sum(etape.etat == "fait" for etape in etapes),
    }
    return render(request, "conseiller/mise_en_route.html", contexte)
