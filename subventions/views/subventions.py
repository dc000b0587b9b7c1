"""The grants of an agreement on screen: what is expected, what came, what it leaves to advance."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communes.calculs import UN_JOUR
from communes.models import Convention
from communes.permissions import Action
from communes.views import find_convention
from conseiller.acces import agents
from conseiller.courriels.services import resend_courriel
from conseiller.formulaires.envoi import FORMULAIRE, open_form, show_form, submit
from conseiller.formulaires.forms import Formulaire
from conseiller.refus import Refus
from conseiller.tableurs import Format
from conseiller.tableurs.reponse import answer_tableaux
from subventions.calculs.baremes import BAREMES
from subventions.enums import EtatDecompte
from subventions.forms.subventions import PlanForm, SubventionAjoutForm, SubventionForm, propose_subvention
from subventions.models import Decompte, Subvention
from subventions.presentation.tableur_subvention import tabulate_tresorerie, tabulate_versements
from subventions.selectors import FinancesVues, list_rappels, may_read_pay, read_finances
from subventions.services.subventions import delete_subvention, save_subvention

RAPPELS_MAX = 20


@agents
@require_safe
def subvention(request: HttpRequest, convention_id: int) -> HttpResponse:
    """Every grant with its instalments, co-financing, the cash advanced, and what pay allows to keep."""
    convention = find_convention(request, convention_id, Action.VOIR_FINANCES)
    modifiables = Convention.objects.permitted(request.user, Action.MODIFIER_FINANCES)
    may_edit = modifiables.filter(pk=convention_id).exists()
    contexte = {
        "convention": convention,
        "finances": _read_finances(request, convention),
        "may_edit": may_edit,
        **(_describe_suites(convention) if may_edit else {}),
    }
    return render(request, "subventions/subvention.html", contexte)


def _read_finances(request: HttpRequest, convention: Convention) -> FinancesVues:
    detailed_pay = may_read_pay(convention, request.user)
    return read_finances(convention, now=timezone.localdate(), detailed_pay=detailed_pay)


def _describe_suites(convention: Convention) -> dict[str, Any]:
    """What only whoever edits the grant needs: reminders written, statements that a change concerns."""
    etats = Counter(Decompte.objects.filter(convention=convention).order_by().values_list("etat", flat=True))
    return {
        "rappels": list_rappels(convention)[:RAPPELS_MAX],
        "a_refaire": etats[EtatDecompte.BROUILLON] + etats[EtatDecompte.TRANSMIS],
        "arretes": etats[EtatDecompte.ARRETE],
    }


@agents
@require_http_methods(FORMULAIRE)
def subvention_ajouter(request: HttpRequest, convention_id: int) -> HttpResponse:
    """Choose a dated model or none, then fill in the grant and its instalments."""
    convention = find_convention(request, convention_id, Action.MODIFIER_FINANCES)
    code = request.GET.get("bareme")
    contexte: dict[str, Any] = {"convention": convention, "bareme": BAREMES.get(code or "")}
    if code is None and request.method != "POST":
        return render(request, "subventions/subvention_choisir.html", contexte | {"baremes": BAREMES.values()})
    derniere = convention.subventions.order_by("-fin").first()
    debut = derniere.fin + UN_JOUR if derniere else convention.debut
    initial = propose_subvention(contexte["bareme"], debut)
    form = open_form(request, SubventionAjoutForm, instance=Subvention(convention=convention), initial=initial)
    return _submit(request, convention, form) or show_form(
        request, "subventions/subvention_ajouter.html", form, contexte
    )


@agents
@require_http_methods(FORMULAIRE)
def subvention_modifier(request: HttpRequest, convention_id: int, subvention_id: int) -> HttpResponse:
    """A grant and what is expected of it."""
    convention = find_convention(request, convention_id, Action.MODIFIER_FINANCES)
    subvention = get_object_or_404(convention.subventions, pk=subvention_id)
    form = open_form(request, SubventionForm, instance=subvention)
    contexte = {"convention": convention, "subvention": subvention}
    return _submit(request, convention, form) or show_form(
        request, "subventions/subvention_modifier.html", form, contexte
    )


def _submit(request: HttpRequest, convention: Convention, form: PlanForm) -> HttpResponse | None:
    def save() -> None:
        avertissement = save_subvention(form.save(commit=False), form.plan, agent=request.user, now=timezone.now())
        messages.success(request, "La subvention est enregistrée.")
        if avertissement:
            messages.warning(request, avertissement)

    return submit(request, form, save, reverse("subvention", args=[convention.pk]), verrou=convention)


@agents
@require_http_methods(FORMULAIRE)
def subvention_supprimer(request: HttpRequest, convention_id: int, subvention_id: int) -> HttpResponse:
    """Delete a grant of which nothing came."""
    convention = find_convention(request, convention_id, Action.MODIFIER_FINANCES)
    subvention = get_object_or_404(convention.subventions, pk=subvention_id)
    form = open_form(request, Formulaire)
    suite = submit(
        request,
        form,
        lambda: delete_subvention(subvention, agent=request.user, now=timezone.now()),
        reverse("subvention", args=[convention_id]),
        verrou=convention,
        dit="La subvention est supprimée.",
        cible=subvention,
    )
    contexte = {"convention": convention, "subvention": subvention}
    return suite or show_form(request, "subventions/subvention_supprimer.html", form, contexte)


@agents
@require_POST
def rappel_renvoyer(request: HttpRequest, convention_id: int, courriel_id: int) -> HttpResponse:
    """Send again a reminder that failed or may not have arrived."""
    convention = find_convention(request, convention_id, Action.MODIFIER_FINANCES)
    courriel = get_object_or_404(list_rappels(convention), pk=courriel_id)
    try:
        resend_courriel(courriel, agent=request.user, now=timezone.now())
        messages.success(request, "Le courriel part dans un instant.")
    except Refus as refus:
        messages.error(request, str(refus))
    return redirect("subvention", convention_id)


@agents
@require_safe
def versements_tableur(request: HttpRequest, convention_id: int, format: Format) -> HttpResponse:
    """The instalments for a spreadsheet."""
    convention = find_convention(request, convention_id, Action.VOIR_FINANCES)
    finances = _read_finances(request, convention)
    lignes = [(vue.subvention.libelle, vue.versements) for vue in finances.subventions]
    return answer_tableaux("subvention versements", format, [tabulate_versements(lignes)])


@agents
@require_safe
def tresorerie_tableur(request: HttpRequest, convention_id: int, format: Format) -> HttpResponse:
    """The cash of each month for a spreadsheet."""
    convention = find_convention(request, convention_id, Action.VOIR_FINANCES)
    tresorerie = _read_finances(request, convention).tresorerie
    return answer_tableaux(
        "subvention tresorerie", format, [tabulate_tresorerie(tresorerie.mois if tresorerie else ())]
    )
