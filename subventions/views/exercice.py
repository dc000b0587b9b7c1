"""The end of a financial year on the screen, its provisional sheet, the balance of a party that leaves."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from communes.models import Convention
from communes.permissions import Action
from communes.views import find_convention
from conseiller.acces import agents
from conseiller.tableurs import Format
from conseiller.tableurs.reponse import answer_tableaux
from subventions.enums import EtatDecompte
from subventions.presentation.changements import word_changement
from subventions.presentation.exercice import (
    Ligne,
    list_lignes,
    present_feuille,
    word_ecarts,
    word_limite,
    word_suite,
)
from subventions.presentation.mots import A_COMPLETER, label_periode
from subventions.selectors.archive import has_archive
from subventions.selectors.depenses import may_read_pay
from subventions.selectors.exercice import DecompteVu, ExerciceVu, choose_exercice, list_annees, read_exercice
from subventions.selectors.sorties import read_sortie


@agents
@require_safe
def exercices(request: HttpRequest, convention_id: int) -> HttpResponse:
    """Go to the year that is being closed."""
    convention = find_convention(request, convention_id, Action.VOIR_FINANCES)
    annee = choose_exercice(list_annees(convention), timezone.localdate())
    return redirect("exercice", convention_id, annee)


@agents
@require_safe
def exercice(request: HttpRequest, convention_id: int, annee: int) -> HttpResponse:
    """What is closed, what is not, what changed since, and what is due without being called."""
    convention = find_convention(request, convention_id, Action.VOIR_FINANCES)
    vu = _read(convention, annee)
    lignes = _list_lignes(vu)
    contexte = {
        "convention": convention,
        "annee": annee,
        "annees": list_annees(convention),
        "limite": word_limite(annee, vu.jour),
        "decomptes": _present_decomptes(vu, detailed_pay=may_read_pay(convention, request.user)),
        "decouverts": [label_periode(*periode) for periode in vu.decouverts],
        "departs": vu.departs,
        "lignes": lignes,
        "total": sum(ligne.total for ligne in lignes),
        "sans_titre": sum(ligne.sans_titre for ligne in lignes),
        "compte_employeur": vu.contexte.employeuse.compte or A_COMPLETER,
        "sortantes": list(convention.parties.exclude(sortie_le=None).select_related("organisme")),
        "ouvert": vu.ouvert,
        "archive": has_archive(convention, annee),
        "refus": vu.refus,
    }
    return render(request, "subventions/exercice.html", contexte)


@agents
@require_safe
def exercice_tableur(request: HttpRequest, convention_id: int, annee: int, format: Format) -> HttpResponse:
    """The provisional sheet for a spreadsheet."""
    convention = find_convention(request, convention_id, Action.VOIR_FINANCES)
    vu = _read(convention, annee)
    if vu.refus:
        raise Http404
    feuille = present_feuille(annee, vu.contexte.employeuse, _list_lignes(vu))
    return answer_tableaux(f"rattachement {annee}", format, [feuille])


@agents
@require_safe
def solde_sortie(request: HttpRequest, convention_id: int, partie_id: int) -> HttpResponse:
    """What a party that leaves still owes, and what no rule gives."""
    convention = find_convention(request, convention_id, Action.VOIR_FINANCES)
    sortantes = convention.parties.exclude(sortie_le=None).select_related("organisme", "convention")
    partie = get_object_or_404(sortantes, pk=partie_id)
    sortie = read_sortie(partie, jour=timezone.localdate())
    contexte = {
        "convention": convention,
        "partie": partie,
        "sortie": sortie,
        "decouverts": [label_periode(*periode) for periode in sortie.decouverts],
        "part_excedent": -sortie.proposition.get(partie.organisme.code, 0),
    }
    return render(request, "subventions/solde_sortie.html", contexte)


def _read(convention: Convention, annee: int) -> ExerciceVu:
    vu = read_exercice(convention, annee, jour=timezone.localdate()) if 1 <= annee < 9999 else None
    if vu is None:
        raise Http404
    return vu


def _list_lignes(vu: ExerciceVu) -> tuple[Ligne, ...]:
    comptes = {partie.code: partie.compte for partie in vu.contexte.parties}
    return list_lignes(vu.rattachement, vu.communes, comptes, vu.sans_titre)


def _present_decomptes(vu: ExerciceVu, *, detailed_pay: bool) -> list[dict[str, Any]]:
    """Each statement of the year with its sentences."""
    arretes = [decompte for decompte in vu.decomptes if decompte.decompte.etat == EtatDecompte.ARRETE]
    return [
        {
            "decompte": vue.decompte,
            "nom": label_periode(vue.decompte.du, vue.decompte.au),
            "numero": vue.numero,
            "titres": vue.titres,
            "changements": [word_changement(un, detailed_pay=detailed_pay) for un in vue.changements],
            "ecarts": word_ecarts(vue.ecarts, vu.communes),
            "refus": vue.refus,
            "suite": _word_suite(vue, dernier=bool(arretes) and vue is arretes[-1]),
        }
        for vue in vu.decomptes
    ]


def _word_suite(vue: DecompteVu, *, dernier: bool) -> str:
    return word_suite(vue.decompte.etat, a_jour=vue.a_jour, titres=vue.titres, dernier=dernier)
