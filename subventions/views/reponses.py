"""What partners answer to a statement, and what the employing body answers to their remarks."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from communes.models import Partie
from communes.permissions import Action
from conseiller.acces import agents
from conseiller.formulaires.envoi import FORMULAIRE, open_form, show_form, submit
from subventions.enums import EtatDecompte, EtatReponse, Sens
from subventions.forms.vie import ContestationForm, RemarqueForm, VersionForm
from subventions.models import Decompte, Part, Remarque
from subventions.selectors.vie import answerable_parties, read_contestables, read_reponses
from subventions.services.reponses import answer, reply
from subventions.views.vie import describe_decompte, find_decompte


@agents
@require_http_methods(FORMULAIRE)
def decompte_accepter(request: HttpRequest, convention_id: int, decompte_id: int, partie_id: int) -> HttpResponse:
    """Accept a statement for a partner, or withdraw what it contested."""
    decompte, partie = _find_partie(request, convention_id, decompte_id, partie_id)
    form = open_form(request, VersionForm, initial={"version": decompte.version})

    def save() -> None:
        version = form.cleaned_data["version"]
        answer(decompte.pk, partie, Sens.ACCEPTE, version=version, agent=request.user, now=timezone.now())

    contexte = _describe(decompte, partie)
    dit = "Votre réponse est enregistrée\u00a0: le décompte est accepté."
    suite = submit(request, form, save, contexte["adresse"], verrou=decompte.convention, dit=dit)
    return suite or show_form(request, "subventions/decompte_accepter.html", form, contexte)


@agents
@require_http_methods(FORMULAIRE)
def decompte_contester(request: HttpRequest, convention_id: int, decompte_id: int, partie_id: int) -> HttpResponse:
    """Contest a statement for a partner, line by line."""
    decompte, partie = _find_partie(request, convention_id, decompte_id, partie_id)
    lignes = read_contestables(decompte, partie)
    form = open_form(request, ContestationForm, lignes=lignes, initial={"version": decompte.version})

    def save() -> None:
        version, remarques = form.cleaned_data["version"], form.list_remarques()
        now = timezone.now()
        answer(decompte.pk, partie, Sens.CONTESTE, version=version, remarques=remarques, agent=request.user, now=now)

    contexte = _describe(decompte, partie)
    dit = f"Vos remarques sont envoyées à {decompte.convention.employeuse.nom}."
    suite = submit(request, form, save, contexte["adresse"], verrou=decompte.convention, dit=dit)
    return suite or show_form(request, "subventions/decompte_contester.html", form, contexte)


@agents
@require_http_methods(FORMULAIRE)
def remarque_repondre(request: HttpRequest, convention_id: int, decompte_id: int, remarque_id: int) -> HttpResponse:
    """Answer a remark, for the employing body."""
    decompte = find_decompte(request, convention_id, decompte_id, Action.DEMANDER_DECOMPTE)
    remarques = Remarque.objects.select_related("partie__organisme", "decompte__convention__employeuse")
    remarque = get_object_or_404(remarques, pk=remarque_id, decompte=decompte)
    form = open_form(request, RemarqueForm, instance=remarque)
    contexte = describe_decompte(decompte, remarque=remarque)
    suite = submit(
        request,
        form,
        lambda: reply(form.save(commit=False), agent=request.user, now=timezone.now()),
        contexte["adresse"],
        verrou=decompte.convention,
        dit="Votre réponse est envoyée.",
    )
    return suite or show_form(request, "subventions/remarque_repondre.html", form, contexte)


def _find_partie(request: HttpRequest, convention_id: int, decompte_id: int, partie_id: int) -> tuple[Decompte, Partie]:
    """A statement that has left the draft, and a partner for which the agent answers; else 404."""
    decompte = find_decompte(request, convention_id, decompte_id, Action.REPONDRE_DECOMPTE)
    miennes = answerable_parties(request.user).select_related("organisme")
    partie = get_object_or_404(miennes, pk=partie_id, convention__pk=convention_id)
    if not decompte.version:
        raise Http404
    return decompte, partie


def _describe(decompte: Decompte, partie: Partie) -> dict[str, Any]:
    etat = read_reponses(decompte, timezone.localdate()).get(partie.pk)
    return describe_decompte(
        decompte,
        partie=partie,
        part=Part.objects.filter(decompte=decompte, partie=partie).first(),
        conteste=etat is EtatReponse.CONTESTE,
        ouvert=decompte.etat == EtatDecompte.TRANSMIS and etat is not EtatReponse.TACITE,
    )
