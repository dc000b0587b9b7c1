"""Statements on the screen: ask for one, watch it being made, read it, take its documents."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communes.models import Convention
from communes.permissions import Action
from communes.selectors import list_sorties
from communes.views import find_convention
from conseiller.acces import agents
from conseiller.formulaires.envoi import FORMULAIRE
from conseiller.pieces.views import serve_piece
from conseiller.tableurs import Format
from conseiller.tableurs.reponse import answer_tableaux
from subventions.calculs.instantane import load_instantane
from subventions.enums import EtatDecompte
from subventions.forms.decomptes import DecompteForm, propose_periode
from subventions.models import Decompte, DocumentArrete
from subventions.presentation import (
    PageDecompte,
    label_periode,
    list_etapes,
    present_decompte,
    present_tableur,
    word_non_recus,
    write_chapeau,
    write_titre,
)
from subventions.presentation.vie import word_bilan
from subventions.selectors import (
    ARRETES,
    SYNTHESE,
    Avancement,
    documents_visible_to,
    list_non_recus,
    list_progress,
    progress,
    progress_for,
    read_non_repartis,
)
from subventions.selectors.vie import list_bilans, list_courriels_en_peine, read_jalons, read_numeros
from subventions.services.decomptes import DecompteRefuse, request_decompte, retry_decompte
from subventions.views.cloture import describe_cloture
from subventions.views.ecarts import describe_ecarts
from subventions.views.recouvrement import describe_recouvrement
from subventions.views.vie import describe_vie


@agents
@require_http_methods(FORMULAIRE)
def decomptes(request: HttpRequest, convention_id: int) -> HttpResponse:
    """The statements of an agreement; whoever may ask for one does it here."""
    convention = find_convention(request, convention_id, Action.VOIR_DECOMPTE)
    may_ask = Convention.objects.permitted(request.user, Action.DEMANDER_DECOMPTE).filter(pk=convention_id).exists()
    if request.method != "POST":
        return render(request, "subventions/decomptes.html", _describe_liste(convention, None, may_ask))
    if not may_ask:
        raise Http404
    form = DecompteForm(request.POST, sorties=list_sorties(convention))
    demande = _ask(request, convention, form) if form.is_valid() else None
    if demande is not None:
        return redirect("decompte", convention_id, demande.pk)
    return render(request, "subventions/decomptes.html", _describe_liste(convention, form, may_ask), status=422)


def _describe_liste(convention: Convention, form: DecompteForm | None, may_ask: bool) -> dict[str, Any]:
    """What the list shows; without a form, one that proposes the first period not yet stated."""
    liste = list(convention.decomptes.defer("instantane"))
    if form is None:
        sorties = [jour for jour, _ in list_sorties(convention)]
        proposee = propose_periode(convention.debut, convention.fin, [(d.du, d.au) for d in liste], sorties)
        form = DecompteForm(initial=dict(zip(("du", "au"), proposee, strict=True)) if proposee else None)
    avancements = list_progress(liste)
    numeros, bilans = read_numeros(liste), list_bilans(liste, timezone.localdate())
    lignes = [
        (
            d,
            label_periode(d.du, d.au),
            avancements[d.pk],
            numeros.get(d.pk, ""),
            word_bilan(bilans.get(d.pk, []), arrete=d.etat in ARRETES),
        )
        for d in liste
    ]
    contexte = {"convention": convention, "lignes": lignes, "form": form, "may_ask": may_ask}
    if may_ask:
        contexte["non_recus"] = word_non_recus(list_non_recus(convention))
        contexte["courriels"] = list_courriels_en_peine(convention)
        contexte["non_repartis"] = read_non_repartis(convention, [(d.du, d.au) for d in liste if d.version])
    return contexte


def _ask(request: HttpRequest, convention: Convention, form: DecompteForm) -> Decompte | None:
    """Ask for the statement of a valid form; a refusal goes back to the form and answers None."""
    du, au = form.cleaned_data["du"], form.cleaned_data["au"]
    try:
        decompte, demande = request_decompte(
            convention, du, au, agent=request.user, now=timezone.now(), solde_final=form.cleaned_data["solde_final"]
        )
    except DecompteRefuse as refus:
        form.add_error(None, str(refus))
        return None
    if not demande and not progress(decompte).en_cours:
        messages.success(request, "Rien n’a changé depuis le dernier calcul\u00a0: ce décompte est à jour.")
    return decompte


@agents
@require_safe
def decompte(request: HttpRequest, convention_id: int, decompte_id: int) -> HttpResponse:
    """One statement: how far it is, what each commune owes, and every step of the calculation."""
    decompte = _find_decompte(request, convention_id, decompte_id)
    return render(request, "subventions/decompte.html", _describe(decompte, request.user))


@agents
@require_safe
def decompte_avancement(request: HttpRequest, convention_id: int, decompte_id: int) -> HttpResponse:
    """What changed since `vu`: nothing (204), the panel of documents, or the whole page for another `version`."""
    decompte = _find_decompte(request, convention_id, decompte_id)
    avancement = progress_for(decompte, request.user)
    if request.GET.get("vu") == _mark(decompte, avancement):
        return HttpResponse(status=204)
    if request.GET.get("version") == str(decompte.version):
        return render(request, "subventions/decompte/suite.html", _describe_documents(decompte, request.user))
    response = render(request, "subventions/decompte/suite.html", _describe(decompte, request.user))
    response["HX-Retarget"], response["HX-Reswap"] = "#decompte", "outerHTML"
    return response


@agents
@require_POST
def decompte_relancer(request: HttpRequest, convention_id: int, decompte_id: int) -> HttpResponse:
    """Ask again after a failure."""
    permis = Decompte.objects.permitted(request.user, Action.DEMANDER_DECOMPTE)
    brouillons = permis.filter(etat=EtatDecompte.BROUILLON)
    decompte = get_object_or_404(brouillons, pk=decompte_id, convention__pk=convention_id)
    retry_decompte(decompte, agent=request.user, now=timezone.now())
    return redirect("decompte", convention_id, decompte_id)


@agents
@require_safe
def decompte_document(request: HttpRequest, convention_id: int, decompte_id: int, code: str) -> FileResponse:
    """One PDF, `code` being the party's INSEE code or SIREN, or « synthese »; another commune's does not exist."""
    decompte = _find_decompte(request, convention_id, decompte_id)
    for document in documents_visible_to(decompte, request.user):
        organisme = document.partie.organisme if document.partie else None
        if code == (organisme.code if organisme else SYNTHESE):
            numero = document.cloture.numero if isinstance(document, DocumentArrete) else ""
            nom = _name_file(decompte, organisme.nom if organisme else SYNTHESE, numero)
            return serve_piece(document.piece, nom, inline=True)
    raise Http404


@agents
@require_safe
def decompte_tableur(request: HttpRequest, convention_id: int, decompte_id: int, format: Format) -> HttpResponse:
    """The calculation for a spreadsheet."""
    decompte = _find_decompte(request, convention_id, decompte_id)
    page = _present(decompte, request.user)
    if page is None:
        raise Http404
    nom = f"décompte {label_periode(decompte.du, decompte.au)} calcul"
    return answer_tableaux(nom, format, [present_tableur(page)])


def _find_decompte(request: HttpRequest, convention_id: int, decompte_id: int) -> Decompte:
    visibles = Decompte.objects.visible_to(request.user).select_related("convention")
    return get_object_or_404(visibles, pk=decompte_id, convention__pk=convention_id)


def _describe(decompte: Decompte, agent: Any) -> dict[str, Any]:
    """All that the page of a statement shows; `page` is None before the first calculation."""
    return _describe_documents(decompte, agent) | {
        "chapeau": write_chapeau(decompte.du, decompte.au),
        "page": _present(decompte, agent),
        "etapes": list_etapes(
            decompte.etat,
            read_jalons(decompte),
            delai=decompte.convention.delai_remarques,
            jour=timezone.localdate(),
        ),
        "vie": describe_vie(decompte, agent, now=timezone.now()),
        "cloture": describe_cloture(decompte, agent),
        "ecarts": describe_ecarts(decompte, agent),
        "recouvrement": describe_recouvrement(decompte, agent, now=timezone.now()),
    }


def _describe_documents(decompte: Decompte, agent: Any) -> dict[str, Any]:
    """What the panel of documents shows."""
    avancement = progress_for(decompte, agent)
    codes = {document.code for document in avancement.documents}
    return {
        "decompte": decompte,
        # Whoever may open the summary works for the employing body and reads for all.
        "siennes": codes if SYNTHESE not in codes else set(),
        "titre": write_titre(decompte.du, decompte.au),
        "avancement": avancement,
        "arrete": decompte.etat in ARRETES,
        "marque": _mark(decompte, avancement),
        "may_ask": Decompte.objects.permitted(agent, Action.DEMANDER_DECOMPTE).filter(pk=decompte.pk).exists(),
    }


def _mark(decompte: Decompte, avancement: Avancement) -> str:
    """Changes whenever the panel would read otherwise."""
    return f"{avancement.etat}-{avancement.fait}-{decompte.version}-{bool(avancement.erreur):d}"


def _present(decompte: Decompte, agent: Any) -> PageDecompte | None:
    if decompte.instantane is None:
        return None
    instantane = load_instantane(decompte.instantane)
    detailed_pay = Decompte.objects.permitted(agent, Action.VOIR_LA_PAIE).filter(pk=decompte.pk).exists()
    return present_decompte(instantane, instantane.compute(), detailed_pay=detailed_pay)


def _name_file(decompte: Decompte, suffixe: str, numero: str) -> str:
    return f"decompte-{numero or slugify(label_periode(decompte.du, decompte.au))}-{slugify(suffixe)}"
