"""What leaves for the treasury and the archives: finance sheets, invoices, the ZIP of a year."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from communes.permissions import Action
from communes.views import find_convention
from conseiller.acces import agents
from conseiller.pieces.views import serve_piece
from conseiller.tableurs import Format
from conseiller.tableurs.reponse import answer_tableaux
from subventions.documents.archive import stream_archive
from subventions.models import Decompte
from subventions.selectors.archive import list_entrees
from subventions.selectors.factures import find_facture
from subventions.selectors.fiche import read_fiche, read_fiche_acomptes


@agents
@require_safe
def fiche_finances(request: HttpRequest, convention_id: int, decompte_id: int, format: Format) -> HttpResponse:
    """The finance sheet of a closed statement: every party for the employing body, its own row for a partner."""
    permis = Decompte.objects.permitted(request.user, Action.VOIR_SES_DOCUMENTS).select_related("convention", "cloture")
    decompte = get_object_or_404(permis, pk=decompte_id, convention__pk=convention_id)
    fiche = read_fiche(decompte, request.user)
    if fiche is None:
        raise Http404
    return answer_tableaux(f"fiche finances {decompte.cloture.numero}", format, [fiche])


@agents
@require_safe
def fiche_acomptes(request: HttpRequest, convention_id: int, annee: int, format: Format) -> HttpResponse:
    """The finance sheet of the part payments of a year."""
    convention = find_convention(request, convention_id, Action.VOIR_SES_DOCUMENTS)
    fiche = read_fiche_acomptes(convention, annee, request.user)
    if fiche is None:
        raise Http404
    return answer_tableaux(f"fiche finances acomptes {annee}", format, [fiche])


@agents
@require_safe
def facture(request: HttpRequest, convention_id: int, decompte_id: int, code: str) -> FileResponse:
    """The invoice of a party of a closed statement; another partner's does not exist."""
    permis = Decompte.objects.permitted(request.user, Action.VOIR_SES_DOCUMENTS)
    decompte = get_object_or_404(permis, pk=decompte_id, convention__pk=convention_id)
    document = find_facture(decompte, code, request.user)
    if document is None:
        raise Http404
    return serve_piece(document.piece, f"facture-{document.cloture.numero}-{slugify(code)}", inline=True)


@agents
@require_safe
def exercice_archive(request: HttpRequest, convention_id: int, annee: int) -> StreamingHttpResponse:
    """The ZIP of a financial year, sent while it is written."""
    convention = find_convention(request, convention_id, Action.VOIR_SES_DOCUMENTS)
    entrees = list_entrees(convention, annee, request.user)
    if not entrees:
        raise Http404
    return StreamingHttpResponse(
        stream_archive(entrees, annee=annee, convention=convention.objet),
        content_type="application/zip",
        headers={"Content-Disposition": content_disposition_header(True, f"exercice-{annee}.zip") or ""},
    )
