"""Import a table of expenses: take the model, send the table, check it, confirm it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from communes.permissions import Action
from communes.views import find_convention
from conseiller.acces import agents
from conseiller.formulaires.envoi import FORMULAIRE, open_form, show_form, submit
from conseiller.montants import format_euros
from conseiller.tableurs import Format
from conseiller.tableurs.reponse import answer_tableaux
from subventions.forms.imports import ConfirmationForm, ImportForm
from subventions.models import Depense
from subventions.presentation import COLONNES_DEPENSES, present_modele
from subventions.presentation.mots import count_mots
from subventions.services.import_depenses import find_fichier, import_depenses, preview_import, stage_fichier

LIGNES_MONTREES = 10


@agents
@require_safe
def depenses_modele(request: HttpRequest, convention_id: int, format: Format) -> HttpResponse:
    """The table to fill in."""
    find_convention(request, convention_id, Action.MODIFIER_FINANCES)
    return answer_tableaux("modèle dépenses", format, [present_modele()])


@agents
@require_http_methods(FORMULAIRE)
def depenses_importer(request: HttpRequest, convention_id: int) -> HttpResponse:
    """Send a table; it is read and shown before anything is saved."""
    convention = find_convention(request, convention_id, Action.MODIFIER_FINANCES)
    form = open_form(request, ImportForm, convention=convention)
    suite = submit(
        request,
        form,
        lambda: stage_fichier(form.contenu, convention, request.user),
        lambda depot: reverse("depenses_verifier", args=[convention_id, depot]),
    )
    contexte = {"convention": convention, "colonnes": COLONNES_DEPENSES}
    return suite or show_form(request, "subventions/depenses_importer.html", form, contexte)


@agents
@require_http_methods(FORMULAIRE)
def depenses_verifier(request: HttpRequest, convention_id: int, depot: str) -> HttpResponse:
    """What a table would add, line by line when something is wrong; the import itself, whole, once confirmed."""
    convention = find_convention(request, convention_id, Action.MODIFIER_FINANCES)
    piece = find_fichier(depot, convention, request.user)
    if piece is None:
        messages.warning(request, "Ce fichier n’est plus gardé\u00a0: envoyez-le de nouveau.")
        return redirect("depenses_importer", convention_id)
    form = open_form(request, ConfirmationForm, depot=depot)

    def save() -> list[Depense]:
        verifie, now = form.cleaned_data["verifie"], timezone.now()
        saved = import_depenses(piece, convention, verifie=verifie, agent=request.user, now=now)
        total = format_euros(sum(depense.montant for depense in saved))
        messages.success(request, f"{count_mots(len(saved), 'dépense importée', 'dépenses importées')}, {total}.")
        return saved

    suite = submit(request, form, save, reverse("depenses", args=[convention_id]), verrou=convention)
    if suite:
        return suite
    apercu = preview_import(piece, convention)
    contexte = {"convention": convention, "apercu": apercu, "montrees": apercu.lecture.depenses[:LIGNES_MONTREES]}
    return show_form(request, "subventions/depenses_verifier.html", form, contexte)
