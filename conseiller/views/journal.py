"""Who did what on an agreement."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from communes.models import Convention
from communes.permissions import Action
from conseiller.acces import agents
from conseiller.bureau.tableurs import tabulate_journal
from conseiller.journal.selectors import list_lignes, read_journal
from conseiller.tableurs import Format
from conseiller.tableurs.reponse import answer_tableaux


def _find(request: HttpRequest, convention_id: int) -> Convention:
    gerees = Convention.objects.permitted(request.user, Action.GERER_AGENTS)
    return get_object_or_404(gerees, pk=convention_id)


@agents
@require_safe
def journal(request: HttpRequest, convention_id: int) -> HttpResponse:
    """The audit trail of an agreement, newest first, a page at a time by the key of its last line."""
    convention = _find(request, convention_id)
    avant = request.GET.get("avant", "")
    lignes, suivante = list_lignes(convention.pk, avant=int(avant) if avant.isdecimal() else None)
    return render(
        request,
        "conseiller/journal.html",
        {"convention": convention, "lignes": lignes, "suivante": suivante, "avant": avant},
    )


@agents
@require_safe
def journal_tableur(request: HttpRequest, convention_id: int, format: Format) -> HttpResponse:
    """Every line of the audit trail for a spreadsheet."""
    convention = _find(request, convention_id)
    return answer_tableaux("journal", format, [tabulate_journal(read_journal(convention.pk))])
