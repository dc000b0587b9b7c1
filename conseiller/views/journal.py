"""Who did what on an agreement."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from communes.permissions import Action
from communes.views import find_convention
from conseiller.acces import agents
from conseiller.bureau.tableurs import tabulate_journal
from conseiller.journal.selectors import list_lignes, read_journal
from conseiller.tableurs import Format
from conseiller.tableurs.reponse import answer_tableaux


@agents
@require_safe
def journal(request: HttpRequest, convention_id: int) -> HttpResponse:
    """The audit trail of an agreement, newest first, a page at a time by the key of its last line."""
    convention = find_convention(request, convention_id, Action.GERER_AGENTS)
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
    convention = find_convention(request, convention_id, Action.GERER_AGENTS)
    return answer_tableaux("journal", format, [tabulate_journal(read_journal(convention.pk))])
