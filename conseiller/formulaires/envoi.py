"""Show a form, then save it: once, on what its sender had read, with everything typed kept when it is refused."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from conseiller import conservation
from conseiller.formulaires.forms import FicheForm, Formulaire
from conseiller.formulaires.models import Envoi
from conseiller.formulaires.reprise import take_reprise
from conseiller.pieces.forms import PieceField
from conseiller.refus import Refus

logger = logging.getLogger(__name__)
# The methods of a page that shows a form and receives it.
FORMULAIRE = ["GET", "HEAD", "POST"]
GARDEES = "Vos réponses sont gardées ci-dessous\u202f; enregistrez de nouveau pour les mettre à la place."
DISPARUE = "Cette fiche vient d’être supprimée par quelqu’un d’autre\u00a0: rien n’a été enregistré."
UnFormulaire = TypeVar("UnFormulaire", bound=Formulaire)


class Perime(Refus):
    """What the form showed has changed meanwhile, or is gone."""


def open_form(request: HttpRequest, classe: type[UnFormulaire], **options: Any) -> UnFormulaire:
    """The form of a view: empty, sent, or filled again with what its sender had typed when their session ended."""
    if request.method == "POST":
        form = classe(data=request.POST, files=request.FILES, **options)
    else:
        reprise = take_reprise(request)
        form = classe(data=reprise, **options) if reprise is not None else classe(**options)
    for champ in form.fields.values():
        if isinstance(champ, PieceField):
            champ.porteur = request.user.pk
    return form


def submit(
    request: HttpRequest,
    form: Formulaire,
    save: Callable[[], Any],
    suite: Callable[[Any], str] | str,
    *,
    verrou: Model | None = None,
    cible: Model | None = None,
    dit: str = "",
) -> HttpResponseRedirect | None:
    """Call `save` once for a valid form and lead its sender to `suite` (an address, or made from what `save` returns).

    `verrou`: the agreement, locked for the transaction before anything is read again. `cible`: the row that goes, read
    again under that lock, so that `save` judges it as it is; one that is gone already is refused. `dit`: told once
    saved. A form already received leads to the same place without doing anything. Returns None when the form must be
    shown (again), refusals in their place.
    """
    if request.method != "POST":
        return None
    # Any: the sign-in middleware let an agent through.
    agent: Any = request.user
    valide = form.is_valid()
    deja = _find_suite(form.cleaned_data.get("jeton"), agent)
    if deja is not None:
        return deja
    if not valide:
        return None
    try:
        with transaction.atomic():
            adresse = _save_once(agent, form, save, suite, verrou, cible)
        if dit:
            messages.success(request, dit)
        return HttpResponseRedirect(adresse)
    except Refus as refus:
        form.add_error(refus.champ if refus.champ in form.fields else None, str(refus))
    except IntegrityError as erreur:
        deja = _find_suite(form.cleaned_data["jeton"], agent)
        if deja is not None:
            # The twin of this request committed first.
            return deja
        # The database's own words quote the row, names and addresses included: only the constraint is told.
        contrainte = getattr(getattr(erreur.__cause__, "diag", None), "constraint_name", None) or "sans nom"
        logger.error("Le formulaire %s a buté sur la contrainte %s.", type(form).__name__, contrainte)
        form.add_error(None, "Quelqu’un vient d’enregistrer la même chose. Vérifiez la liste, puis recommencez.")
    return None


def show_form(
    request: HttpRequest, template: str, form: Formulaire, contexte: Mapping[str, Any] | None = None
) -> HttpResponse:
    """The page of a form: 422 when it comes back with its errors."""
    statut = 422 if request.method == "POST" else 200
    return render(request, template, {**(contexte or {}), "form": form}, status=statut)


def find_suite(request: HttpRequest) -> HttpResponseRedirect | None:
    """Where the form of this request already led its sender, even when what it deleted is gone; None for a new one."""
    try:
        return _find_suite(UUID(request.POST.get("jeton", "")), request.user)
    except ValueError:
        return None


def _find_suite(jeton: UUID | None, agent: Any) -> HttpResponseRedirect | None:
    envoi = Envoi.objects.filter(jeton=jeton, agent=agent).first() if jeton else None
    return HttpResponseRedirect(envoi.suite) if envoi is not None else None


def _save_once(
    agent: Any,
    form: Formulaire,
    save: Callable[[], Any],
    suite: Callable[[Any], str] | str,
    verrou: Model | None,
    cible: Model | None,
) -> str:
    if verrou is not None and type(verrou)._default_manager.select_for_update().filter(pk=verrou.pk).first() is None:
        raise Perime(DISPARUE)
    envoi = Envoi.objects.create(jeton=form.cleaned_data["jeton"], agent=agent, recu_le=timezone.now())
    if isinstance(form, FicheForm) and form.instance.pk is not None:
        _check_unchanged(form)
    if cible is not None:
        _read_again(cible)
    resultat = save()
    envoi.suite = suite if isinstance(suite, str) else suite(resultat)
    envoi.save(update_fields=["suite"])
    return envoi.suite


def _read_again(cible: Model) -> None:
    try:
        cible.refresh_from_db()
    except ObjectDoesNotExist:
        raise Perime(DISPARUE) from None


def _check_unchanged(form: FicheForm) -> None:
    actuelle = type(form.instance)._default_manager.filter(pk=form.instance.pk).first()
    if actuelle is None:
        raise Perime(DISPARUE)
    changements = form.find_changes(actuelle)
    if changements:
        raise Perime(f"Cette fiche a changé depuis que vous l’avez ouverte\u00a0: {', '.join(changements)}. {GARDEES}")


def purge_envois(*, now: Any) -> int:
    """Forget the forms received long ago; returns how many."""
    return Envoi.objects.filter(recu_le__lt=conservation.FORMULAIRE.compute_limite(now)).delete()[0]
