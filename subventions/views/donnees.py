"""The data of a statement, for programs and for whoever computes them again."""

from __future__ import annotations

from io import BytesIO

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from communes.permissions import Action
from conseiller.acces import agents
from conseiller.pieces.models import Piece
from conseiller.pieces.views import serve_piece
from subventions.models import Decompte
from subventions.presentation import label_periode
from subventions.selectors.donnees import read_donnees


@agents
@require_safe
def decompte_donnees(request: HttpRequest, convention_id: int, decompte_id: int) -> FileResponse:
    """The calculation as JSON, byte for byte what its fingerprint was taken from; without pay slips for most."""
    visibles = Decompte.objects.visible_to(request.user)
    decompte = get_object_or_404(visibles, pk=decompte_id, convention__pk=convention_id)
    detailed_pay = Decompte.objects.permitted(request.user, Action.VOIR_LA_PAIE).filter(pk=decompte.pk).exists()
    donnees = read_donnees(decompte, detailed_pay=detailed_pay)
    nom = slugify(f"décompte {label_periode(decompte.du, decompte.au)} données")
    if donnees is None:
        raise Http404
    if isinstance(donnees, Piece):
        return serve_piece(donnees, nom)
    return FileResponse(BytesIO(donnees), as_attachment=True, filename=f"{nom}.json", content_type="application/json")
