"""Amendments: listed, read, prepared as drafts, signed; a longer term and a party's exit are prepared the same way."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_safe

from communes.calculs import UN_JOUR, add_months
from communes.forms.avenants import AvenantForm, ProlongationForm, SignatureForm, SortieForm
from communes.models import Avenant, Convention
from communes.permissions import Action
from communes.selectors import list_heures_avenant, list_parties, next_numero
from communes.services.avenants import remove_avenant, save_avenant, sign_avenant
from communes.views import find_convention
from conseiller.acces import agents
from conseiller.bureau.avenants import AvenantVu, list_lignes, read_avenant, tell_signature
from conseiller.bureau.heures import read_heures
from conseiller.formulaires.envoi import FORMULAIRE, open_form, show_form, submit
from conseiller.formulaires.forms import Formulaire
from conseiller.montants import INSECABLE


def _find_avenant(convention: Convention, avenant_id: int) -> Avenant:
    avenants = convention.avenants.select_related("convention", "partie_sortante__organisme")
    return get_object_or_404(avenants, pk=avenant_id)


def _read(request: HttpRequest, avenant: Avenant) -> AvenantVu:
    now = timezone.localdate()
    return read_avenant(avenant, read_heures(avenant.convention, now=now), request.user, now=now)


def _to_avenant(avenant: Avenant) -> str:
    return reverse("avenant", args=[avenant.convention_id, avenant.pk])


@agents
@require_safe
def avenants(request: HttpRequest, convention_id: int) -> HttpResponse:
    """The amendments in order, and what each changes."""
    convention = find_convention(request, convention_id, Action.VOIR_CONVENTION)
    vues = read_heures(convention, now=timezone.localdate())
    return render(
        request, "conseiller/avenants.html", {"convention": convention, "lignes": list_lignes(vues), "heures": vues}
    )


@agents
@require_safe
def avenant(request: HttpRequest, convention_id: int, avenant_id: int) -> HttpResponse:
    """One amendment: dates, what changes, who has decided, what to beware of."""
    convention = find_convention(request, convention_id, Action.VOIR_CONVENTION)
    vu = _read(request, _find_avenant(convention, avenant_id))
    return render(request, "conseiller/avenant.html", {"convention": convention, "vu": vu, "avenant": vu.avenant})


@agents
@require_http_methods(FORMULAIRE)
def avenant_ajouter(request: HttpRequest, convention_id: int) -> HttpResponse:
    """A draft: a number, a date, and each party's hours from that date on."""
    convention = find_convention(request, convention_id, Action.MODIFIER_CONVENTION)
    effet = _choose_effet(request, convention)
    nouveau = Avenant(convention=convention, numero=next_numero(convention), effet_le=effet)
    form = open_form(request, AvenantForm, instance=nouveau, heures=list_heures_avenant(nouveau))
    return _prepare(request, form, "conseiller/avenant_ajouter.html", {"effet": effet})


def _choose_effet(request: HttpRequest, convention: Convention) -> date:
    """The day asked for in the address, else the first day of next month, inside the agreement."""
    try:
        demande = parse_date(request.GET.get("effet_le", ""))
    except ValueError:
        demande = None
    jour = demande or add_months(timezone.localdate().replace(day=1), 1)
    return min(max(jour, convention.debut), convention.fin)


@agents
@require_http_methods(FORMULAIRE)
def prolongation(request: HttpRequest, convention_id: int) -> HttpResponse:
    """A draft that moves the term, and the hours after the present one if they change."""
    convention = find_convention(request, convention_id, Action.MODIFIER_CONVENTION)
    effet = convention.fin + UN_JOUR
    nouveau = Avenant(convention=convention, numero=next_numero(convention), effet_le=effet)
    form = open_form(request, ProlongationForm, instance=nouveau, heures=list_parties(convention, now=effet))
    return _prepare(request, form, "conseiller/prolongation.html", {"effet": effet})


def _prepare(request: HttpRequest, form: AvenantForm, template: str, contexte: dict[str, Any]) -> HttpResponse:
    """Show or save a new draft."""
    convention = form.instance.convention

    def save() -> Avenant:
        prepare = save_avenant(form.save(commit=False), form.quarts, agent=request.user, now=timezone.now())
        messages.success(
            request, f"Avenant n°{INSECABLE}{prepare.numero} préparé. Il ne compte pas avant sa signature."
        )
        return prepare

    suite = submit(request, form, save, _to_avenant, verrou=convention)
    tranches = convention.tranches.select_related("avenant")
    return suite or show_form(request, template, form, {"convention": convention, "tranches": tranches, **contexte})


@agents
@require_http_methods(FORMULAIRE)
def sortie(request: HttpRequest, convention_id: int) -> HttpResponse:
    """A draft by which a party leaves."""
    convention = find_convention(request, convention_id, Action.MODIFIER_CONVENTION)
    nouveau = Avenant(convention=convention, numero=next_numero(convention))
    form = open_form(request, SortieForm, instance=nouveau, heures=list_parties(convention, now=timezone.localdate()))

    def save() -> Avenant:
        messages.success(request, "Sortie préparée. Elle ne compte pas avant la signature de l’avenant.")
        return save_avenant(form.save(commit=False), form.attribuees, agent=request.user, now=timezone.now())

    suite = submit(request, form, save, _to_avenant, verrou=convention)
    return suite or show_form(request, "conseiller/sortie.html", form, {"convention": convention})


@agents
@require_http_methods(FORMULAIRE)
def avenant_modifier(request: HttpRequest, convention_id: int, avenant_id: int) -> HttpResponse:
    """Change a draft."""
    convention = find_convention(request, convention_id, Action.MODIFIER_CONVENTION)
    projet = _find_avenant(convention, avenant_id)
    if request.method != "POST" and not projet.brouillon:
        return redirect(_to_avenant(projet))
    form = open_form(request, AvenantForm, instance=projet, heures=list_heures_avenant(projet))

    def save() -> Avenant:
        form.check_heures(list_heures_avenant(_find_avenant(convention, avenant_id)))
        return save_avenant(form.save(commit=False), form.quarts, agent=request.user, now=timezone.now())

    dit = "Projet enregistré. Il ne compte pas avant sa signature."
    suite = submit(request, form, save, _to_avenant, verrou=convention, dit=dit)
    tranches = convention.tranches.exclude(avenant=projet).select_related("avenant")
    contexte = {"convention": convention, "avenant": projet, "tranches": tranches}
    return suite or show_form(request, "conseiller/avenant_modifier.html", form, contexte)


@agents
@require_http_methods(FORMULAIRE)
def avenant_supprimer(request: HttpRequest, convention_id: int, avenant_id: int) -> HttpResponse:
    """Delete a draft."""
    convention = find_convention(request, convention_id, Action.MODIFIER_CONVENTION)
    projet = _find_avenant(convention, avenant_id)
    if request.method != "POST" and not projet.brouillon:
        return redirect(_to_avenant(projet))
    form = open_form(request, Formulaire)
    suite = submit(
        request,
        form,
        lambda: remove_avenant(projet, agent=request.user, now=timezone.now()),
        reverse("avenants", args=[convention_id]),
        verrou=convention,
        dit="Le projet est supprimé.",
    )
    contexte = {"convention": convention, "avenant": projet}
    return suite or show_form(request, "conseiller/avenant_supprimer.html", form, contexte)


@agents
@require_http_methods(FORMULAIRE)
def avenant_signer(request: HttpRequest, convention_id: int, avenant_id: int) -> HttpResponse:
    """Sign a draft: its date, each council's decision, and the statements that must be asked again."""
    projet = _find_avenant(find_convention(request, convention_id, Action.MODIFIER_CONVENTION), avenant_id)
    if request.method != "POST" and not projet.brouillon:
        return redirect(_to_avenant(projet))
    vu = _read(request, projet)
    form = open_form(
        request,
        SignatureForm,
        avenant=projet,
        lu=vu.marque,
        retroactif=vu.retroactif,
        aujourdhui=timezone.localdate(),
    )

    def save() -> None:
        form.check_lu(_read(request, _find_avenant(projet.convention, avenant_id)).marque)
        signe_le = form.cleaned_data["signe_le"]
        sign_avenant(projet, signe_le, form.deliberations(), agent=request.user, now=timezone.now())
        messages.success(request, tell_signature(vu))

    suite = submit(request, form, save, _to_avenant(projet), verrou=projet.convention)
    contexte = {"convention": projet.convention, "vu": vu, "avenant": projet}
    return suite or show_form(request, "conseiller/avenant_signer.html", form, contexte)
