"""Closing a statement, and what is kept of it."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communes.permissions import Action
from conseiller.acces import agents
from conseiller.formulaires.envoi import FORMULAIRE, open_form, show_form, submit
from conseiller.formulaires.forms import Formulaire
from conseiller.pieces.views import serve_piece
from subventions.enums import EtatDecompte
from subventions.forms.cloture import ClotureForm, ExemplaireForm
from subventions.models import Cloture, Decompte, PartArretee
from subventions.presentation.cloture import word_attente
from subventions.selectors.arretes import (
    find_cloture,
    find_exemplaire,
    find_obstacle,
    find_remplacant,
    list_parts_visible_to,
    may_close,
    needs_motif,
)
from subventions.selectors.avancement import ARRETES, EtatAvancement, progress
from subventions.selectors.vie import read_reponses
from subventions.services.cloture import close_decompte, retry_rendu
from subventions.services.exemplaires import add_exemplaire
from subventions.services.remplacement import replace_decompte
from subventions.views.vie import describe_decompte, find_decompte


def describe_cloture(decompte: Decompte, agent: Any) -> dict[str, Any]:
    """What the page says of the closing, and what the agent may do of it."""
    permis = may_close(decompte, agent)
    if decompte.etat == EtatDecompte.TRANSMIS and permis:
        return {"ouvert": True}
    if decompte.etat in ARRETES:
        return _describe_arrete(decompte, agent, permis)
    return {}


def _describe_arrete(decompte: Decompte, agent: Any, permis: bool) -> dict[str, Any]:
    arretee = find_cloture(decompte)
    if arretee is None:
        return {}
    en_vigueur = permis and decompte.etat == EtatDecompte.ARRETE
    return {
        "arretee": arretee,
        "remplacee_par": getattr(arretee, "remplacante", None),
        "parts": list_parts_visible_to(arretee, agent),
        "permis": permis,
        "remplacant": find_remplacant(decompte) if en_vigueur else None,
        "remplacable": en_vigueur and not find_obstacle(decompte),
    }


@agents
@require_http_methods(FORMULAIRE)
def decompte_arreter(request: HttpRequest, convention_id: int, decompte_id: int) -> HttpResponse:
    """Close a transmitted statement, once told what that changes for ever."""
    decompte = find_decompte(request, convention_id, decompte_id, Action.ARRETER_DECOMPTE)
    reponses = read_reponses(decompte, timezone.localdate()).values()
    motive = needs_motif(reponses)
    form = open_form(request, ClotureForm, motive=motive, initial={"version": decompte.version})

    def save() -> Cloture:
        lues = form.cleaned_data
        motif = lues.get("motif", "")
        return close_decompte(decompte.pk, version=lues["version"], agent=request.user, now=timezone.now(), motif=motif)

    contexte = describe_decompte(
        decompte, attente=word_attente(reponses), ouvert=decompte.etat == EtatDecompte.TRANSMIS
    )
    dit = "Le décompte est arrêté."
    suite = submit(request, form, save, contexte["adresse"], verrou=decompte.convention, dit=dit)
    return suite or show_form(request, "subventions/decompte_arreter.html", form, contexte)


@agents
@require_http_methods(FORMULAIRE)
def decompte_remplacer(request: HttpRequest, convention_id: int, decompte_id: int) -> HttpResponse:
    """Ask for the draft that will cancel and replace a closed statement."""
    decompte = find_decompte(request, convention_id, decompte_id, Action.ARRETER_DECOMPTE)
    if decompte.etat not in ARRETES:
        raise Http404
    form = open_form(request, Formulaire)
    suite = submit(
        request,
        form,
        lambda: replace_decompte(decompte.pk, agent=request.user, now=timezone.now()),
        lambda brouillon: reverse("decompte", args=[convention_id, brouillon.pk]),
        verrou=decompte.convention,
        dit="Le brouillon est demandé. Tant qu’il n’est pas arrêté, c’est l’ancien décompte qui compte.",
    )
    contexte = describe_decompte(decompte, cloture=find_cloture(decompte), obstacle=find_obstacle(decompte))
    return suite or show_form(request, "subventions/decompte_remplacer.html", form, contexte)


@agents
@require_POST
def decompte_remettre_en_page(request: HttpRequest, convention_id: int, decompte_id: int) -> HttpResponse:
    """Ask again for the documents of a closed statement after a failure."""
    decompte = find_decompte(request, convention_id, decompte_id, Action.ARRETER_DECOMPTE)
    if decompte.etat not in ARRETES:
        raise Http404
    if progress(decompte).etat is EtatAvancement.ECHEC:
        retry_rendu(decompte, agent=request.user, now=timezone.now())
    return redirect("decompte", convention_id, decompte_id)


@agents
@require_http_methods(FORMULAIRE)
def exemplaire_ajouter(request: HttpRequest, convention_id: int, decompte_id: int, code: str) -> HttpResponse:
    """Keep the scan of the copy signed for the party `code`."""
    decompte = find_decompte(request, convention_id, decompte_id, Action.ARRETER_DECOMPTE)
    parts = PartArretee.objects.select_related("cloture__decompte").defer(
        "cloture__instantane", "cloture__decompte__instantane"
    )
    # Compared here: the database would choke on signs that it cannot write.
    part = next((part for part in parts.filter(cloture__decompte=decompte) if part.code == code), None)
    if part is None:
        raise Http404
    form = open_form(request, ExemplaireForm)

    def save() -> None:
        lues = form.cleaned_data
        champs = {"piece": lues["piece"], "signe_le": lues["signe_le"]}
        add_exemplaire(part, **champs, agent=request.user, now=timezone.now())

    contexte = describe_decompte(decompte, part=part)
    dit = f"L’exemplaire signé de {part.nom} est gardé."
    suite = submit(request, form, save, contexte["adresse"], verrou=decompte.convention, dit=dit)
    return suite or show_form(request, "subventions/exemplaire_ajouter.html", form, contexte)


@agents
@require_safe
def decompte_exemplaire(request: HttpRequest, convention_id: int, decompte_id: int, exemplaire_id: int) -> FileResponse:
    """The scan of a signed copy; another commune's does not exist."""
    decompte = find_decompte(request, convention_id, decompte_id, Action.VOIR_DECOMPTE)
    exemplaire = find_exemplaire(decompte, exemplaire_id, request.user)
    if exemplaire is None:
        raise Http404
    nom = slugify(f"decompte {exemplaire.part.cloture.numero} {exemplaire.part.nom} signe")
    return serve_piece(exemplaire.piece, nom, inline=True)
