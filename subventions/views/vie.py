"""The life of a statement before it is closed: transmitted, taken back, given up; and what its page says of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from communes.permissions import Action
from communes.views import find_convention
from conseiller.acces import agents
from conseiller.courriels.services import resend_courriel
from conseiller.formulaires.envoi import FORMULAIRE, find_suite, open_form, show_form, submit
from conseiller.refus import Refus
from subventions.enums import EtatDecompte, EtatReponse
from subventions.forms.vie import RepriseForm, VersionForm
from subventions.models import Decompte
from subventions.presentation import word_delai, write_titre
from subventions.presentation.vie import word_chevauchement, word_reponses
from subventions.selectors import ARRETES
from subventions.selectors.vie import (
    answerable_parties,
    list_chevauchements,
    list_courriels_en_peine,
    list_destinataires,
    read_partenaires,
    read_remarques,
)
from subventions.services.vie import check_transmettable, delete_brouillon, take_back, transmit_decompte


def describe_vie(decompte: Decompte, agent: Any, *, now: datetime) -> dict[str, Any]:
    """What the page says of the answers, and what the agent may do now; empty before the first calculation."""
    if not decompte.version:
        return {}
    actuelles, anciennes = read_remarques(decompte)
    vie: dict[str, Any] = {"remarques": actuelles, "anciennes": anciennes}
    if decompte.etat == EtatDecompte.BROUILLON:
        autres = list_chevauchements(decompte)
        return vie | {"chevauchements": [word_chevauchement(autre.du, autre.au, autre.etat) for autre in autres]}
    siennes = set(answerable_parties(agent).filter(convention=decompte.convention_id).values_list("pk", flat=True))
    partenaires = read_partenaires(decompte, siennes, timezone.localdate(now))
    arrete = decompte.etat in ARRETES
    vie |= {
        "partenaires": partenaires,
        "siennes": [] if arrete else [partenaire for partenaire in partenaires if partenaire.sienne],
        "phrase": word_reponses([partenaire.etat for partenaire in partenaires], arrete=arrete),
        "ouvert": not arrete,
        # Somebody is expected to speak: closing is not yet the next step.
        "attend": any(partenaire.etat is EtatReponse.A_REPONDRE for partenaire in partenaires)
        or any(not remarque.reponse for remarque in actuelles),
    }
    if decompte.reponses_jusquau is not None and not arrete:
        jour = timezone.localdate(now)
        vie |= {"delai": word_delai(decompte.reponses_jusquau, jour), "passe": jour > decompte.reponses_jusquau}
    return vie


def find_decompte(request: HttpRequest, convention_id: int, decompte_id: int, action: Action) -> Decompte:
    """The statement on whose agreement the agent may do `action`; else 404, as if there were none."""
    permis = Decompte.objects.permitted(request.user, action).select_related("convention__employeuse")
    return get_object_or_404(permis, pk=decompte_id, convention__pk=convention_id)


def describe_decompte(decompte: Decompte, **reste: Any) -> dict[str, Any]:
    """What every page about a gesture on a statement shows."""
    return {
        "convention": decompte.convention,
        "decompte": decompte,
        "titre": write_titre(decompte.du, decompte.au),
        "adresse": reverse("decompte", args=[decompte.convention_id, decompte.pk]),
        **reste,
    }


@agents
@require_http_methods(FORMULAIRE)
def decompte_transmettre(request: HttpRequest, convention_id: int, decompte_id: int) -> HttpResponse:
    """Send a draft to the partners: who is written to, until when they answer."""
    decompte = find_decompte(request, convention_id, decompte_id, Action.DEMANDER_DECOMPTE)
    form = open_form(request, VersionForm, initial={"version": decompte.version})

    def save() -> None:
        version = form.cleaned_data["version"]
        transmit_decompte(decompte.pk, version=version, agent=request.user, now=timezone.now())

    contexte = describe_decompte(decompte)
    dit = "Le décompte est transmis aux communes."
    suite = submit(request, form, save, contexte["adresse"], verrou=decompte.convention, dit=dit)
    if suite is not None:
        return suite
    contexte |= {"destinataires": list_destinataires(decompte.convention), "obstacle": _find_obstacle(decompte)}
    return show_form(request, "subventions/decompte_transmettre.html", form, contexte)


def _find_obstacle(decompte: Decompte) -> str:
    """Why the statement cannot be transmitted as it is now; empty when it can."""
    if decompte.etat != EtatDecompte.BROUILLON or not decompte.version:
        return "Seul un brouillon calculé se transmet."
    try:
        check_transmettable(decompte)
    except Refus as refus:
        return str(refus)
    return ""


@agents
@require_http_methods(FORMULAIRE)
def decompte_reprendre(request: HttpRequest, convention_id: int, decompte_id: int) -> HttpResponse:
    """Bring a transmitted statement back to draft, saying why."""
    decompte = find_decompte(request, convention_id, decompte_id, Action.DEMANDER_DECOMPTE)
    form = open_form(request, RepriseForm, initial={"version": decompte.version})

    def save() -> None:
        lues = form.cleaned_data
        take_back(decompte.pk, version=lues["version"], motif=lues["motif"], agent=request.user, now=timezone.now())

    contexte = describe_decompte(decompte)
    dit = "Le décompte est de nouveau un brouillon. Refaites le calcul, puis transmettez-le."
    suite = submit(request, form, save, contexte["adresse"], verrou=decompte.convention, dit=dit)
    return suite or show_form(request, "subventions/decompte_reprendre.html", form, contexte)


@agents
@require_http_methods(FORMULAIRE)
def decompte_supprimer(request: HttpRequest, convention_id: int, decompte_id: int) -> HttpResponse:
    """Give up a draft; the second click finds it gone, and is led where the first one was."""
    deja = find_suite(request)
    if deja is not None:
        return deja
    decompte = find_decompte(request, convention_id, decompte_id, Action.DEMANDER_DECOMPTE)
    form = open_form(request, VersionForm, initial={"version": decompte.version})

    def save() -> None:
        version = form.cleaned_data["version"]
        delete_brouillon(decompte.pk, version=version, agent=request.user, now=timezone.now())

    liste = reverse("decomptes", args=[convention_id])
    suite = submit(request, form, save, liste, verrou=decompte.convention, dit="Le brouillon est supprimé.")
    return suite or show_form(request, "subventions/decompte_supprimer.html", form, describe_decompte(decompte))


@agents
@require_POST
def decompte_courriel_renvoyer(request: HttpRequest, convention_id: int, courriel_id: int) -> HttpResponse:
    """Send again an e-mail about a statement, that failed or may not have arrived."""
    convention = find_convention(request, convention_id, Action.DEMANDER_DECOMPTE)
    courriel = get_object_or_404(list_courriels_en_peine(convention), pk=courriel_id)
    try:
        resend_courriel(courriel, agent=request.user, now=timezone.now())
        messages.success(request, "Le courriel part dans un instant.")
    except Refus as refus:
        messages.error(request, str(refus))
    return redirect("decomptes", convention_id)
