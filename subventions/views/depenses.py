"""The ledger on the screen: read, filter, take away; add, change and take out an expense."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from communes.models import Convention
from communes.permissions import Action
from communes.views import find_convention
from conseiller.acces import agents
from conseiller.formulaires.envoi import FORMULAIRE, open_form, show_form, submit
from conseiller.formulaires.forms import Formulaire
from conseiller.montants import format_euros
from conseiller.pieces.views import serve_piece
from conseiller.tableurs import Format
from conseiller.tableurs.reponse import answer_tableaux
from subventions.enums import EtatDecompte
from subventions.forms.depenses import DepenseAjoutForm, DepenseForm, FiltreForm
from subventions.models import Depense
from subventions.presentation import list_avertissements, present_depenses, present_paie
from subventions.presentation.mots import count_mots, name_periode
from subventions.selectors import (
    count_non_repartis,
    filter_depenses,
    list_decomptes_touches,
    list_depenses,
    list_exercices,
    list_periodes,
    may_read_pay,
    read_page,
    sum_depenses,
    sum_paie,
)
from subventions.services.depenses import add_depenses, delete_depense, save_depense

# The address of what follows is kept with the form: it must not grow with the label.
MOTS_DU_LIEN = 40


def _open_registre(request: HttpRequest, convention: Convention) -> tuple[FiltreForm, QuerySet[Depense], bool]:
    """The filters of the request, the rows that its sender may read one by one, and whether pay is among them."""
    detailed_pay = may_read_pay(convention, request.user)
    depenses = list_depenses(convention, detailed_pay=detailed_pay)
    filtre = FiltreForm(
        request.GET, exercices=list_exercices(depenses), parties=convention.parties.all(), detailed_pay=detailed_pay
    )
    # An error leaves its own criterion out, and says so beside it.
    filtre.is_valid()
    return filtre, depenses, detailed_pay


@agents
@require_safe
def depenses(request: HttpRequest, convention_id: int) -> HttpResponse:
    """The ledger, newest service first, with totals that follow the filters."""
    convention = find_convention(request, convention_id, Action.VOIR_FINANCES)
    filtre, toutes, detailed_pay = _open_registre(request, convention)
    filtrees = filter_depenses(toutes, filtre.criteres)
    contexte = {
        "convention": convention,
        "filtre": filtre,
        "requete": urlencode({nom: request.GET[nom] for nom in filtre.fields if request.GET.get(nom)}),
        "page": read_page(filtrees, apres=request.GET.get("apres", ""), avant=request.GET.get("avant", "")),
        "totaux": sum_depenses(filtrees),
        "detailed_pay": detailed_pay,
        "paie": [] if detailed_pay else sum_paie(convention),
        "non_repartis": count_non_repartis(toutes, list_periodes(convention)),
    }
    return render(request, "subventions/depenses.html", contexte)


@agents
@require_safe
def depenses_tableur(request: HttpRequest, convention_id: int, format: Format) -> HttpResponse:
    """The filtered ledger for a spreadsheet, every row of it."""
    convention = find_convention(request, convention_id, Action.VOIR_FINANCES)
    filtre, toutes, detailed_pay = _open_registre(request, convention)
    lignes = filter_depenses(toutes, filtre.criteres).select_related("affectation__organisme")
    tableaux = [present_depenses(lignes)]
    if not detailed_pay:
        tableaux.append(present_paie(sum_paie(convention)))
    return answer_tableaux("dépenses", format, tableaux)


@agents
@require_safe
def depense_piece(request: HttpRequest, convention_id: int, depense_id: int) -> FileResponse:
    """The proof of an expense; that of a pay row exists only for those who read pay."""
    convention = find_convention(request, convention_id, Action.VOIR_FINANCES)
    lisibles = list_depenses(convention, detailed_pay=may_read_pay(convention, request.user))
    depense = get_object_or_404(lisibles.filter(piece__isnull=False).select_related("piece"), pk=depense_id)
    assert depense.piece is not None
    return serve_piece(depense.piece, f"justificatif-{slugify(depense.libelle)[:60]}", inline=True)


@agents
@require_http_methods(FORMULAIRE)
def depense_ajouter(request: HttpRequest, convention_id: int) -> HttpResponse:
    """A new expense, once or every month."""
    convention = find_convention(request, convention_id, Action.MODIFIER_FINANCES)
    form = open_form(request, DepenseAjoutForm, instance=Depense(convention=convention))

    def save() -> list[Depense]:
        jusquau = form.cleaned_data["repeter"]
        saved = add_depenses(form.save(commit=False), jusquau=jusquau, agent=request.user, now=timezone.now())
        _announce(request, convention, saved)
        return saved

    suite = submit(request, form, save, _lead_to, verrou=convention)
    return suite or show_form(request, "subventions/depense_ajouter.html", form, {"convention": convention})


@agents
@require_http_methods(FORMULAIRE)
def depense_modifier(request: HttpRequest, convention_id: int, depense_id: int) -> HttpResponse:
    """Correct an expense."""
    convention = find_convention(request, convention_id, Action.MODIFIER_FINANCES)
    depense = get_object_or_404(Depense.objects.select_related("convention"), pk=depense_id, convention=convention)
    touches = list_decomptes_touches(depense)
    form = open_form(request, DepenseForm, instance=depense)

    def save() -> None:
        saved = save_depense(form.save(commit=False), agent=request.user, now=timezone.now())
        _announce(request, convention, [saved])

    suite = submit(request, form, save, reverse("depenses", args=[convention_id]), verrou=convention)
    contexte = {"convention": convention, "depense": depense, "touches": touches}
    return suite or show_form(request, "subventions/depense_modifier.html", form, contexte)


@agents
@require_http_methods(FORMULAIRE)
def depense_supprimer(request: HttpRequest, convention_id: int, depense_id: int) -> HttpResponse:
    """Take an expense out of the ledger, after a page that says which one."""
    convention = find_convention(request, convention_id, Action.MODIFIER_FINANCES)
    depense = get_object_or_404(Depense, pk=depense_id, convention=convention)
    form = open_form(request, Formulaire)

    def save() -> None:
        delete_depense(depense, agent=request.user, now=timezone.now())
        messages.success(request, "La dépense est supprimée.")

    suite = submit(request, form, save, reverse("depenses", args=[convention_id]), verrou=convention, cible=depense)
    contexte = {"convention": convention, "depense": depense, "touches": list_decomptes_touches(depense)}
    return suite or show_form(request, "subventions/depense_supprimer.html", form, contexte)


def _announce(request: HttpRequest, convention: Convention, saved: list[Depense]) -> None:
    """Say what was saved, then what is unusual in it."""
    if len(saved) > 1:
        total = format_euros(sum(depense.montant for depense in saved))
        nombre = count_mots(len(saved), "dépense")
        messages.success(request, f"{nombre} enregistrées, {total} en tout. Les voici.")
    else:
        messages.success(request, "La dépense est enregistrée.")
    debut, fin, exercice = saved[0].debut, saved[-1].fin, saved[0].exercice
    for phrase in list_avertissements(debut, fin, exercice, convention.debut, convention.fin):
        messages.warning(request, phrase)
    service = Depense(convention=convention, debut=debut, fin=fin, etat=saved[0].etat)
    for decompte in list_decomptes_touches(service):
        if decompte.etat == EtatDecompte.BROUILLON:
            nom = f"Le décompte {name_periode(decompte.du, decompte.au)}"
            messages.warning(request, f"{nom}, en brouillon, a été calculé avant\u00a0: demandez-le de nouveau.")


def _lead_to(saved: list[Depense]) -> str:
    """The ledger; after a repetition, narrowed to what it made, so that it can be undone."""
    adresse = reverse("depenses", args=[saved[0].convention_id])
    if len(saved) == 1:
        return adresse
    return f"{adresse}?{urlencode({'texte': saved[0].libelle[:MOTS_DU_LIEN]})}"
