"""An agreement from its creation on: what it says, its parties and their bodies."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communes.forms.conventions import ConventionAjoutForm, ConventionForm, OrganismeForm, PartieAjoutForm, PartieForm
from communes.models import Convention, Organisme, Partie
from communes.models.agent import may_create_convention
from communes.permissions import Action
from communes.presentation.tableurs import tabulate_parties
from communes.selectors import editable_organismes, editable_parties, search_communes
from communes.services.conventions import (
    add_partie,
    create_convention,
    move_partie,
    remove_partie,
    resolve_organisme,
    save_convention,
    save_organisme,
    save_partie,
    warn_siret,
)
from communes.views import find_convention
from conseiller.acces import agents
from conseiller.formulaires.envoi import FORMULAIRE, open_form, show_form, submit
from conseiller.formulaires.forms import Formulaire
from conseiller.tableurs import Format
from conseiller.tableurs.reponse import answer_tableaux


def _search(request: HttpRequest) -> dict[str, Any]:
    """Communes whose name looks like `nom_cherche`, for those who do not know their number."""
    cherche = request.GET.get("nom_cherche", "").strip()
    return {"nom_cherche": cherche, "trouvees": search_communes(cherche) if cherche else []}


def _tell_siret(request: HttpRequest, organisme: Organisme) -> None:
    avertissement = warn_siret(organisme.siret)
    if avertissement:
        messages.warning(request, avertissement)


@agents
@require_http_methods(FORMULAIRE)
def convention_ajouter(request: HttpRequest) -> HttpResponse:
    """A new agreement, for whoever coordinates or administers a body."""
    if not may_create_convention(request.user):
        raise Http404
    form = open_form(request, ConventionAjoutForm, initial={"identifiant": request.GET.get("identifiant", "")})

    def save() -> Convention:
        auteur: dict[str, Any] = {"agent": request.user, "now": timezone.now()}
        employeuse = resolve_organisme(**form.describe_organisme() | auteur)
        convention = create_convention(form.save(commit=False), employeuse, **auteur)
        _tell_siret(request, employeuse)
        return convention

    suite = submit(
        request,
        form,
        save,
        lambda convention: reverse("mise_en_route", args=[convention.pk]),
        dit="La convention est créée. Voici ce qui reste à faire.",
    )
    return suite or show_form(request, "communes/convention_ajouter.html", form, _search(request))


@agents
@require_http_methods(FORMULAIRE)
def convention_modifier(request: HttpRequest, convention_id: int) -> HttpResponse:
    """What the agreement says of itself."""
    convention = find_convention(request, convention_id, Action.MODIFIER_CONVENTION)
    form = open_form(request, ConventionForm, instance=convention)
    suite = submit(
        request,
        form,
        lambda: save_convention(form.save(commit=False), agent=request.user, now=timezone.now()),
        reverse("convention", args=[convention_id]),
        verrou=convention,
        dit="La convention est enregistrée.",
    )
    return suite or show_form(request, "communes/convention_modifier.html", form, {"convention": convention})


@agents
@require_safe
def parties(request: HttpRequest, convention_id: int) -> HttpResponse:
    """The parties in the act's order, with what the treasury asks of each."""
    convention = find_convention(request, convention_id, Action.VOIR_CONVENTION)
    miennes = set(editable_parties(request.user).filter(convention=convention).values_list("pk", flat=True))
    miens = set(editable_organismes(request.user).filter(parties__convention=convention).values_list("pk", flat=True))
    lignes = [
        (partie, partie.pk in miennes, partie.organisme_id in miens)
        for partie in convention.parties.select_related("organisme")
    ]
    return render(request, "communes/parties.html", {"convention": convention, "lignes": lignes})


@agents
@require_safe
def parties_tableur(request: HttpRequest, convention_id: int, format: Format) -> HttpResponse:
    """The parties for a spreadsheet."""
    convention = find_convention(request, convention_id, Action.VOIR_CONVENTION)
    parties = convention.parties.select_related("organisme")
    return answer_tableaux("parties", format, [tabulate_parties(parties, convention.employeuse_id)])


@agents
@require_http_methods(FORMULAIRE)
def partie_ajouter(request: HttpRequest, convention_id: int) -> HttpResponse:
    """Add a body to the parties, by its SIRET or its INSEE code."""
    convention = find_convention(request, convention_id, Action.MODIFIER_CONVENTION)
    form = open_form(request, PartieAjoutForm, initial={"identifiant": request.GET.get("identifiant", "")})

    def save() -> Partie:
        auteur: dict[str, Any] = {"agent": request.user, "now": timezone.now()}
        organisme = resolve_organisme(**form.describe_organisme() | auteur)
        partie = add_partie(convention, organisme, **auteur)
        messages.success(request, f"{organisme} est maintenant partie à la convention.")
        _tell_siret(request, organisme)
        return partie

    suite = submit(request, form, save, reverse("parties", args=[convention_id]), verrou=convention)
    return suite or show_form(
        request, "communes/partie_ajouter.html", form, {"convention": convention} | _search(request)
    )


@agents
@require_http_methods(FORMULAIRE)
def partie_modifier(request: HttpRequest, convention_id: int, partie_id: int) -> HttpResponse:
    """Service code, commitment number and account: the party's own officer, or the employing body, types them."""
    partie = get_object_or_404(
        editable_parties(request.user).select_related("organisme", "convention"),
        pk=partie_id,
        convention__pk=convention_id,
    )
    form = open_form(request, PartieForm, instance=partie)
    suite = submit(
        request,
        form,
        lambda: save_partie(form.save(commit=False), agent=request.user, now=timezone.now()),
        reverse("parties", args=[convention_id]),
        verrou=partie.convention,
        dit=f"Code service, engagement et compte de {partie}\u00a0: c’est enregistré.",
    )
    return suite or show_form(request, "communes/partie_modifier.html", form, {"partie": partie})


@agents
@require_POST
def partie_monter(request: HttpRequest, convention_id: int, partie_id: int) -> HttpResponse:
    """Move a party up in the act's order, from the rank that its sender read: a double click moves it once."""
    convention = find_convention(request, convention_id, Action.MODIFIER_CONVENTION)
    partie = get_object_or_404(convention.parties, pk=partie_id)
    lu = request.POST.get("rang", "")
    if lu == str(partie.ordre):
        move_partie(partie, rang=partie.ordre, agent=request.user, now=timezone.now())
    return redirect("parties", convention_id)


@agents
@require_http_methods(FORMULAIRE)
def partie_retirer(request: HttpRequest, convention_id: int, partie_id: int) -> HttpResponse:
    """Take out a party added by mistake."""
    convention = find_convention(request, convention_id, Action.MODIFIER_CONVENTION)
    partie = get_object_or_404(convention.parties.select_related("organisme", "convention"), pk=partie_id)
    form = open_form(request, Formulaire)
    suite = submit(
        request,
        form,
        lambda: remove_partie(partie, agent=request.user, now=timezone.now()),
        reverse("parties", args=[convention_id]),
        verrou=convention,
        dit=f"{partie.organisme} n’est plus partie à la convention.",
        cible=partie,
    )
    return suite or show_form(request, "communes/partie_retirer.html", form, {"partie": partie})


@agents
@require_http_methods(FORMULAIRE)
def organisme_modifier(request: HttpRequest, convention_id: int, organisme_id: int) -> HttpResponse:
    """Name, SIRET and address of a body."""
    convention = find_convention(request, convention_id, Action.VOIR_CONVENTION)
    organisme = get_object_or_404(
        editable_organismes(request.user).filter(parties__convention=convention), pk=organisme_id
    )
    form = open_form(request, OrganismeForm, instance=organisme)

    def save() -> None:
        save_organisme(form.save(commit=False), agent=request.user, now=timezone.now())
        _tell_siret(request, organisme)

    suite = submit(
        request,
        form,
        save,
        reverse("parties", args=[convention_id]),
        verrou=organisme,
        dit=f"La fiche de {organisme} est enregistrée.",
    )
    return suite or show_form(
        request, "communes/organisme_modifier.html", form, {"organisme": organisme, "convention_id": convention_id}
    )
