"""The acts behind an agreement, and its legal basis."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communes.forms.actes import ActeForm, BaseLegaleForm
from communes.models import Acte
from communes.permissions import Action
from communes.presentation.fondements import A_CONFIRMER, COMPTES, COMPTES_MIROIRS, FONDEMENTS
from communes.presentation.tableurs import tabulate_actes
from communes.selectors import list_actes, list_partenaires, list_sans_deliberation
from communes.services.actes import ComptesInconnus, delete_acte, fill_comptes, save_acte, save_base_legale
from communes.views import find_convention
from conseiller.acces import agents
from conseiller.formulaires.envoi import FORMULAIRE, open_form, show_form, submit
from conseiller.formulaires.forms import Formulaire
from conseiller.pieces.views import serve_piece
from conseiller.tableurs import Format
from conseiller.tableurs.reponse import answer_tableaux


def _find_acte(request: HttpRequest, convention_id: int, acte_id: int) -> Acte:
    convention = find_convention(request, convention_id, Action.MODIFIER_CONVENTION)
    return get_object_or_404(convention.actes.select_related("convention", "organisme"), pk=acte_id)


@agents
@require_safe
def actes(request: HttpRequest, convention_id: int) -> HttpResponse:
    """The acts by date, what each lacks, and the councils whose decision is missing."""
    convention = find_convention(request, convention_id, Action.VOIR_CONVENTION)
    contexte = {
        "convention": convention,
        "actes": list_actes(convention, now=timezone.localdate()),
        "sans_deliberation": list_sans_deliberation(convention),
    }
    return render(request, "communes/actes.html", contexte)


@agents
@require_safe
def actes_tableur(request: HttpRequest, convention_id: int, format: Format) -> HttpResponse:
    """The acts for a spreadsheet."""
    convention = find_convention(request, convention_id, Action.VOIR_CONVENTION)
    return answer_tableaux("actes", format, [tabulate_actes(list_actes(convention, now=timezone.localdate()))])


@agents
@require_http_methods(FORMULAIRE)
def acte_ajouter(request: HttpRequest, convention_id: int) -> HttpResponse:
    """Add an act; the address may say which: `type`, `organisme`, `avenant`."""
    convention = find_convention(request, convention_id, Action.MODIFIER_CONVENTION)
    initial = {nom: request.GET.get(nom, "") for nom in ("type", "organisme", "avenant")}
    form = open_form(request, ActeForm, instance=Acte(convention=convention), initial=initial)
    suite = submit(
        request,
        form,
        lambda: save_acte(form.save(commit=False), agent=request.user, now=timezone.now()),
        reverse("actes", args=[convention_id]),
        verrou=convention,
        dit="L’acte est enregistré.",
    )
    return suite or show_form(request, "communes/acte_ajouter.html", form, {"convention": convention})


@agents
@require_http_methods(FORMULAIRE)
def acte_modifier(request: HttpRequest, convention_id: int, acte_id: int) -> HttpResponse:
    """Complete or correct an act."""
    acte = _find_acte(request, convention_id, acte_id)
    form = open_form(request, ActeForm, instance=acte)
    suite = submit(
        request,
        form,
        lambda: save_acte(form.save(commit=False), agent=request.user, now=timezone.now()),
        reverse("actes", args=[convention_id]),
        verrou=acte.convention,
        dit="L’acte est enregistré.",
    )
    return suite or show_form(request, "communes/acte_modifier.html", form, {"convention": acte.convention})


@agents
@require_http_methods(FORMULAIRE)
def acte_supprimer(request: HttpRequest, convention_id: int, acte_id: int) -> HttpResponse:
    """Delete an act added by mistake."""
    acte = _find_acte(request, convention_id, acte_id)
    form = open_form(request, Formulaire)
    suite = submit(
        request,
        form,
        lambda: delete_acte(acte, agent=request.user, now=timezone.now()),
        reverse("actes", args=[convention_id]),
        verrou=acte.convention,
        dit="L’acte est supprimé.",
        cible=acte,
    )
    return suite or show_form(request, "communes/acte_supprimer.html", form, {"acte": acte})


@agents
@require_safe
def acte_piece(request: HttpRequest, convention_id: int, acte_id: int) -> FileResponse:
    """The file of an act."""
    convention = find_convention(request, convention_id, Action.VOIR_CONVENTION)
    acte = get_object_or_404(convention.actes.select_related("piece", "organisme"), pk=acte_id)
    if acte.piece is None:
        raise Http404
    return serve_piece(acte.piece, slugify(f"{acte} {acte.organisme}"), inline=True)


@agents
@require_http_methods(FORMULAIRE)
def base_legale(request: HttpRequest, convention_id: int) -> HttpResponse:
    """The text applied and the quality of the share, beside what each possible basis implies."""
    action = Action.MODIFIER_CONVENTION if request.method == "POST" else Action.VOIR_CONVENTION
    convention = find_convention(request, convention_id, action)
    form = open_form(request, BaseLegaleForm, instance=convention)

    def save() -> None:
        save_base_legale(form.save(commit=False), agent=request.user, now=timezone.now())
        messages.success(request, "C’est enregistré. Les décomptes déjà arrêtés gardent leur propre texte.")

    suite = submit(request, form, save, reverse("base_legale", args=[convention_id]), verrou=convention)
    partenaires = list_partenaires(convention)
    contexte = {
        "convention": convention,
        "fondements": [(fondement, COMPTES[fondement.imputation]) for fondement in FONDEMENTS],
        "prudence": (COMPTES_MIROIRS, A_CONFIRMER),
        "partenaires": partenaires,
        "sans_compte": [partie for partie in partenaires if not partie.compte],
    }
    return suite or show_form(request, "communes/base_legale.html", form, contexte)


@agents
@require_POST
def comptes_proposer(request: HttpRequest, convention_id: int) -> HttpResponse:
    """Give the partners that have no account the one that matches the quality in which they pay."""
    convention = find_convention(request, convention_id, Action.MODIFIER_CONVENTION)
    try:
        remplies = fill_comptes(convention, agent=request.user, now=timezone.now())
    except ComptesInconnus as refus:
        messages.error(request, str(refus))
        return redirect("base_legale", convention_id)
    if remplies:
        noms = ", ".join(str(partie) for partie in remplies)
        messages.success(request, f"Compte proposé à\u00a0: {noms}. À confirmer par le comptable de chaque commune.")
    else:
        messages.info(request, "Chaque partenaire a déjà un compte\u00a0: rien n’a changé.")
    return redirect("base_legale", convention_id)
