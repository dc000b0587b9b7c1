"""The forecast of a year on the screen: read it, compare it with draft amendments, take it away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from communes.models import Convention
from communes.permissions import Action
from communes.views import find_convention
from conseiller.acces import agents
from conseiller.pieces.views import serve_piece
from conseiller.tableurs import Format
from conseiller.tableurs.reponse import answer_tableaux
from subventions.calculs.prevision import Prevision
from subventions.presentation.avertissements import lacks_forecast
from subventions.presentation.prevision import PagePrevision, present_prevision, word_projets
from subventions.presentation.prevision_tableur import present_tableaux
from subventions.selectors.ecarts import list_decomptes
from subventions.selectors.previsions import (
    EtatPdf,
    Lecture,
    choose_annee,
    find_pdf,
    find_siennes,
    list_projets,
    read_exercices,
    read_prevision,
)
from subventions.services.previsions import PrevisionRefusee, request_prevision


@agents
@require_safe
def prevision(request: HttpRequest, convention_id: int) -> HttpResponse:
    """Go to the year that a budget is being prepared for; without hours there is none."""
    convention = find_convention(request, convention_id, Action.VOIR_FINANCES)
    exercices = read_exercices(convention)
    if exercices:
        return redirect("prevision_annee", convention_id, choose_annee(exercices, timezone.localdate()))
    return render(request, "subventions/prevision.html", {"convention": convention})


@agents
@require_safe
def prevision_annee(request: HttpRequest, convention_id: int, annee: int) -> HttpResponse:
    """What each commune puts in its budget for the year, and how it is found."""
    convention = find_convention(request, convention_id, Action.VOIR_FINANCES)
    numeros = list_projets(convention)
    lecture = _read(convention, annee, numeros if _wants_projets(request) else ())
    contexte = _describe_document(convention, lecture) | {
        "exercices": [(exercice, _locate(lecture, convention, exercice)) for exercice in lecture.exercices],
        "bascule": word_projets(numeros),
        "siennes": find_siennes(convention, request.user),
        "decomptes": list_decomptes(convention, annee),
        "refus": lecture.refus,
    }
    if lecture.prevision is not None:
        contexte["page"] = _present(convention, lecture, lecture.prevision)
        contexte["sans_prevision"] = lacks_forecast(lecture.previsionnel, lecture.prevision)
    return render(request, "subventions/prevision_annee.html", contexte)


@agents
@require_safe
def prevision_avancement(request: HttpRequest, convention_id: int, annee: int) -> HttpResponse:
    """The panel of the document once it differs from `vu`; else nothing (204)."""
    convention = find_convention(request, convention_id, Action.VOIR_FINANCES)
    lecture = _read(convention, annee, list_projets(convention) if _wants_projets(request) else ())
    contexte = _describe_document(convention, lecture)
    if request.GET.get("vu") == contexte["marque"]:
        return HttpResponse(status=204)
    return render(request, "subventions/prevision/suite.html", contexte)


@agents
@require_POST
def prevision_pdf(request: HttpRequest, convention_id: int, annee: int) -> HttpResponse:
    """Ask for the document; the workers make it."""
    convention = find_convention(request, convention_id, Action.VOIR_FINANCES)
    projets = "projets" in request.POST
    try:
        request_prevision(convention, annee, projets=projets, agent=request.user, now=timezone.now())
    except PrevisionRefusee as refus:
        messages.error(request, str(refus))
        return redirect("prevision", convention_id)
    adresse = reverse("prevision_annee", args=[convention_id, annee])
    return redirect(f"{adresse}{'?projets=1' if projets else ''}#document")


@agents
@require_safe
def prevision_document(request: HttpRequest, convention_id: int, annee: int) -> FileResponse | HttpResponse:
    """The PDF of the figures of today; when they have changed since it was made, the page that tells so."""
    convention = find_convention(request, convention_id, Action.VOIR_FINANCES)
    lecture = _read(convention, annee, list_projets(convention) if _wants_projets(request) else ())
    pdf = find_pdf(convention, lecture) if lecture.prevision is not None else None
    if pdf is None or pdf.gardee is None or pdf.gardee.piece is None:
        return redirect(_locate(lecture, convention, annee))
    return serve_piece(pdf.gardee.piece, f"prevision-{annee}{'-projets' if pdf.gardee.projets else ''}", inline=True)


@agents
@require_safe
def prevision_tableur(request: HttpRequest, convention_id: int, annee: int, format: Format) -> HttpResponse:
    """The forecast for a spreadsheet."""
    convention = find_convention(request, convention_id, Action.VOIR_FINANCES)
    lecture = _read(convention, annee, list_projets(convention) if _wants_projets(request) else ())
    if lecture.prevision is None:
        raise Http404
    page = _present(convention, lecture, lecture.prevision)
    tableaux = present_tableaux(lecture.previsionnel, lecture.prevision.resultat, page)
    return answer_tableaux(f"prévision {annee} {page.projets}", format, tableaux)


def _wants_projets(request: HttpRequest) -> bool:
    return "projets" in request.GET


def _read(convention: Convention, annee: int, projets: tuple[int, ...]) -> Lecture:
    """The year, which must be one of those that can be foreseen."""
    lecture = read_prevision(convention, annee, jour=timezone.localdate(), projets=projets)
    if annee not in lecture.exercices:
        raise Http404
    return lecture


def _locate(lecture: Lecture, convention: Convention, annee: int) -> str:
    """The page of a year, seen in the same way."""
    adresse = reverse("prevision_annee", args=[convention.pk, annee])
    return f"{adresse}?projets=1" if lecture.previsionnel.projets else adresse


def _present(convention: Convention, lecture: Lecture, prevue: Prevision) -> PagePrevision:
    """Words of the forecast; with draft amendments, what they change."""
    source = lecture.previsionnel
    if not source.projets:
        return present_prevision(source, prevue)
    sans_projets = read_prevision(convention, source.annee, jour=source.jour).prevision
    return present_prevision(source, prevue, sans_projets)


def _describe_document(convention: Convention, lecture: Lecture) -> dict[str, Any]:
    """What the panel of the document shows; without figures there is none."""
    annee, projets = lecture.previsionnel.annee, bool(lecture.previsionnel.projets)
    contexte = {"convention": convention, "annee": annee, "projets": projets}
    if lecture.prevision is None:
        return contexte | {"marque": ""}
    pdf = find_pdf(convention, lecture)
    perime = pdf.etat is EtatPdf.ABSENT and convention.previsions.filter(annee=annee, projets=projets).exists()
    return contexte | {"pdf": pdf, "perime": perime, "marque": f"{pdf.etat}-{bool(pdf.erreur):d}"}
