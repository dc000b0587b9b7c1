"""Workshops of an agreement: the list, a new one with its dates, its words, more dates."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from ateliers.calculs.thematiques import write_thematique
from ateliers.forms.ateliers import AtelierForm, AtelierNouveauForm
from ateliers.forms.dates import DatesForm
from ateliers.models import Atelier, Lieu
from ateliers.selectors.ateliers import has_inscriptions, list_ateliers, list_dates, propose_atelier, propose_dates
from ateliers.services.ateliers import add_seances, create_atelier, delete_atelier, save_atelier
from ateliers.views.dates import show_dates
from communes.models import Convention
from communes.permissions import Action
from communes.views import find_convention
from conseiller.acces import agents
from conseiller.formulaires.envoi import FORMULAIRE, open_form, show_form, submit
from conseiller.formulaires.forms import Formulaire


def _find_atelier(request: HttpRequest, convention_id: int, atelier_id: int, action: Action) -> Atelier:
    convention = find_convention(request, convention_id, action)
    return get_object_or_404(convention.ateliers.select_related("convention"), pk=atelier_id)


def _find_modele(request: HttpRequest, convention: Convention) -> Atelier | None:
    """The workshop to begin again, when the address names one of the agreement."""
    cle = request.GET.get("modele", "")
    return convention.ateliers.filter(pk=int(cle)).first() if cle.isdecimal() and len(cle) < 10 else None


@agents
@require_safe
def ateliers(request: HttpRequest, convention_id: int) -> HttpResponse:
    """Workshops of the agreement, those to come first."""
    convention = find_convention(request, convention_id, Action.ACCUEILLIR)
    contexte = {"convention": convention, "ateliers": list_ateliers(convention, now=timezone.now())}
    return render(request, "ateliers/ateliers.html", contexte)


@agents
@require_http_methods(FORMULAIRE)
def atelier_ajouter(request: HttpRequest, convention_id: int) -> HttpResponse:
    """A workshop and its first dates in one screen; `?modele=` begins one again."""
    convention = find_convention(request, convention_id, Action.PLANIFIER)
    now, modele = timezone.now(), _find_modele(request, convention)
    propose = propose_atelier(modele) if modele else propose_dates(convention)
    form = open_form(
        request,
        AtelierNouveauForm,
        instance=Atelier(convention=convention),
        convention=convention,
        now=now,
        initial=propose,
    )
    suite = None
    if not form.apercu:
        suite = submit(
            request,
            form,
            lambda: create_atelier(form.save(commit=False), form.seances, agent=request.user, now=now),
            lambda atelier: reverse("atelier", args=[convention_id, atelier.pk]),
            verrou=convention,
            dit="L’atelier est publié\u00a0: les habitants peuvent réserver.",
        )
    lieux = Lieu.objects.filter(groupe=convention.groupe_id).exists()
    contexte = {"convention": convention, "modele": modele, "lieux": lieux}
    return suite or show_dates(request, "ateliers/atelier_ajouter.html", form, contexte)


@agents
@require_safe
def atelier(request: HttpRequest, convention_id: int, atelier_id: int) -> HttpResponse:
    """Its words and all its dates."""
    atelier = _find_atelier(request, convention_id, atelier_id, Action.ACCUEILLIR)
    contexte = {
        "convention": atelier.convention,
        "atelier": atelier,
        "theme": write_thematique(atelier.thematique),
        "seances": list_dates(atelier),
        "now": timezone.now(),
        "inscrit": has_inscriptions(atelier),
    }
    return render(request, "ateliers/atelier.html", contexte)


@agents
@require_http_methods(FORMULAIRE)
def atelier_modifier(request: HttpRequest, convention_id: int, atelier_id: int) -> HttpResponse:
    """The words that residents read; the same for all the dates."""
    atelier = _find_atelier(request, convention_id, atelier_id, Action.PLANIFIER)
    form = open_form(request, AtelierForm, instance=atelier)
    suite = submit(
        request,
        form,
        lambda: save_atelier(form.save(commit=False), agent=request.user, now=timezone.now()),
        reverse("atelier", args=[convention_id, atelier_id]),
        verrou=atelier.convention,
        dit="L’atelier est enregistré.",
    )
    contexte = {"convention": atelier.convention, "atelier": atelier}
    return suite or show_form(request, "ateliers/atelier_modifier.html", form, contexte)


@agents
@require_http_methods(FORMULAIRE)
def seances_ajouter(request: HttpRequest, convention_id: int, atelier_id: int) -> HttpResponse:
    """More dates of a workshop; those of a cycle join it."""
    atelier = _find_atelier(request, convention_id, atelier_id, Action.PLANIFIER)
    convention, now = atelier.convention, timezone.now()
    propose = propose_atelier(atelier)
    form = open_form(request, DatesForm, convention=convention, now=now, atelier=atelier, initial=propose)
    suite = None
    if not form.apercu:
        suite = submit(
            request,
            form,
            lambda: add_seances(atelier, form.seances, agent=request.user, now=now),
            reverse("atelier", args=[convention_id, atelier_id]),
            verrou=convention,
            dit="Les dates sont ajoutées.",
        )
    contexte = {"convention": convention, "atelier": atelier}
    return suite or show_dates(request, "ateliers/seances_ajouter.html", form, contexte)


@agents
@require_http_methods(FORMULAIRE)
def atelier_supprimer(request: HttpRequest, convention_id: int, atelier_id: int) -> HttpResponse:
    """Delete a workshop that nobody ever registered for."""
    atelier = _find_atelier(request, convention_id, atelier_id, Action.PLANIFIER)
    form = open_form(request, Formulaire)
    suite = submit(
        request,
        form,
        lambda: delete_atelier(atelier, agent=request.user, now=timezone.now()),
        reverse("ateliers", args=[convention_id]),
        verrou=atelier.convention,
        cible=atelier,
        dit="L’atelier est supprimé.",
    )
    contexte = {"convention": atelier.convention, "atelier": atelier}
    return suite or show_form(request, "ateliers/atelier_supprimer.html", form, contexte)
