"""Part payments on the screen: what is called, call a year, take the documents, cancel."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communes.permissions import Action
from communes.views import find_convention
from conseiller.acces import agents
from conseiller.formulaires.envoi import FORMULAIRE, open_form, show_form, submit
from conseiller.formulaires.forms import Formulaire, show_anew
from conseiller.pieces.views import serve_piece
from subventions.calculs.prevision import PartPrevisionnelle
from subventions.forms.acomptes import AppelForm
from subventions.models import Acompte, AppelAcompte
from subventions.selectors.acomptes import find_parties_ouvertes, list_appels
from subventions.selectors.previsions import Lecture, read_exercices, read_prevision
from subventions.services.acomptes import call_acomptes, cancel_acomptes, retry_acomptes


def _find_appel(request: HttpRequest, convention_id: int, annee: int) -> AppelAcompte:
    convention = find_convention(request, convention_id, Action.MODIFIER_FINANCES)
    return get_object_or_404(convention.appels_acompte.defer("instantane"), exercice=annee)


@agents
@require_safe
def acomptes(request: HttpRequest, convention_id: int) -> HttpResponse:
    """What is called before the statements, year by year, and the years that may still be."""
    convention = find_convention(request, convention_id, Action.VOIR_FINANCES)
    appels = list_appels(convention, request.user)
    appeles = {vu.appel.exercice for vu in appels}
    contexte = {
        "convention": convention,
        "appels": appels,
        "annees": [annee for annee in read_exercices(convention) if annee not in appeles],
        "en_cours": any(vu.en_cours for vu in appels),
    }
    return render(request, "subventions/acomptes.html", contexte)


@agents
@require_http_methods(FORMULAIRE)
def acomptes_appeler(request: HttpRequest, convention_id: int, annee: int) -> HttpResponse:
    """Read what each commune would be called for, then call it."""
    convention = find_convention(request, convention_id, Action.MODIFIER_FINANCES)
    lecture = read_prevision(convention, annee, jour=timezone.localdate())
    if annee not in lecture.exercices:
        raise Http404
    lu = lecture.empreinte if lecture.prevision else ""
    form = open_form(request, AppelForm, initial={"lu": lu})
    suite = submit(
        request,
        form,
        lambda: call_acomptes(convention, annee, lu=form.cleaned_data["lu"], agent=request.user, now=timezone.now()),
        reverse("acomptes", args=[convention_id]),
        verrou=convention,
        dit=f"Les acomptes {annee} sont appelés. Leurs documents se préparent.",
    )
    if suite is not None:
        return suite
    if request.method == "POST":
        show_anew(form, "lu", lu)
    contexte = {"convention": convention, "annee": annee, "lecture": lecture, "parts": _name_parts(lecture)}
    return show_form(request, "subventions/acomptes_appeler.html", form, contexte)


@agents
@require_http_methods(FORMULAIRE)
def acomptes_annuler(request: HttpRequest, convention_id: int, annee: int) -> HttpResponse:
    """Cancel the call of a year."""
    appel = _find_appel(request, convention_id, annee)
    form = open_form(request, Formulaire)
    suite = submit(
        request,
        form,
        lambda: cancel_acomptes(appel, agent=request.user, now=timezone.now()),
        reverse("acomptes", args=[convention_id]),
        verrou=appel.convention,
        cible=appel,
        dit=f"Les acomptes {annee} sont annulés.",
    )
    return suite or show_form(request, "subventions/acomptes_annuler.html", form, {"appel": appel})


@agents
@require_POST
def acomptes_relancer(request: HttpRequest, convention_id: int, annee: int) -> HttpResponse:
    """Ask again for the documents that could not be made."""
    retry_acomptes(_find_appel(request, convention_id, annee), agent=request.user, now=timezone.now())
    return redirect("acomptes", convention_id)


@agents
@require_safe
def acompte_document(request: HttpRequest, convention_id: int, acompte_id: int) -> FileResponse:
    """The PDF of one party; another commune's does not exist."""
    convention = find_convention(request, convention_id, Action.VOIR_FINANCES)
    ouvertes = find_parties_ouvertes(convention, request.user)
    acomptes = Acompte.objects.filter(appel__convention=convention, piece__isnull=False)
    if ouvertes is not None:
        acomptes = acomptes.filter(partie__in=ouvertes)
    acompte = get_object_or_404(acomptes.select_related("appel", "piece", "partie__organisme"), pk=acompte_id)
    assert acompte.piece is not None
    nom = f"acompte-{acompte.appel.exercice}-{slugify(acompte.partie.organisme.nom)}"
    return serve_piece(acompte.piece, nom, inline=True)


def _name_parts(lecture: Lecture) -> list[tuple[str, PartPrevisionnelle]]:
    """The forecast share of each partner beside its name."""
    parts = lecture.prevision.parts if lecture.prevision else ()
    communes = lecture.previsionnel.dossier.communes
    return [(commune.nom, part) for commune, part in zip(communes, parts, strict=False) if not commune.employeuse]
