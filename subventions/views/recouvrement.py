"""Titres and payments: where each called sum stands, on a statement, in an agreement and in all of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from communes.models import Convention
from communes.permissions import Action
from communes.views import find_convention
from conseiller.acces import agents
from conseiller.formulaires.envoi import FORMULAIRE, open_form, show_form, submit
from conseiller.formulaires.forms import Formulaire
from conseiller.tableurs import Format
from conseiller.tableurs.reponse import answer_tableaux
from subventions.enums import EtatDecompte, GenreSomme
from subventions.forms.recouvrement import PaiementForm, RecouvrementFiltre, TitreForm
from subventions.models import Acompte, Decompte, Paiement, PartArretee, Titre
from subventions.presentation.recouvrement import SommeVue, sum_sommes, tabulate_sommes, word_retard
from subventions.selectors.factures import list_facturees
from subventions.selectors.recouvrement import (
    filter_sommes,
    find_somme,
    list_sommes,
    list_suivies,
    list_titres,
    read_recouvrement,
    see_titre,
)
from subventions.services.recouvrement import delete_paiement, delete_titre, save_paiement, save_titre


def describe_recouvrement(decompte: Decompte, agent: Any, *, now: datetime) -> dict[str, Any]:
    """Where each called sum stands; nothing before the statement is closed, or once it is replaced."""
    if decompte.etat != EtatDecompte.ARRETE:
        return {}
    jour, factures = timezone.localdate(now), list_facturees(decompte)
    sommes = read_recouvrement(decompte, agent)
    return {
        "sommes": [(somme, word_retard(somme, jour), factures.get(somme.partie, "")) for somme in sommes],
        "a_emettre": any(somme.attend_un_titre for somme in sommes),
        "may_follow": Decompte.objects.permitted(agent, Action.SUIVRE_RECOUVREMENT).filter(pk=decompte.pk).exists(),
    }


@agents
@require_safe
def recouvrement(request: HttpRequest, convention_id: int) -> HttpResponse:
    """The sums called in one agreement."""
    convention = find_convention(request, convention_id, Action.VOIR_SES_DOCUMENTS)
    contexte = _describe_liste(request, [convention.pk])
    suivies = Convention.objects.permitted(request.user, Action.SUIVRE_RECOUVREMENT).filter(pk=convention_id)
    contexte |= {"convention": convention, "may_follow": suivies.exists()}
    return render(request, "subventions/recouvrement.html", contexte)


@agents
@require_safe
def recouvrement_tableur(request: HttpRequest, convention_id: int, format: Format) -> HttpResponse:
    """The sums called in one agreement, for a spreadsheet."""
    convention = find_convention(request, convention_id, Action.VOIR_SES_DOCUMENTS)
    return _answer(request, [convention.pk], format)


@agents
@require_safe
def recouvrements(request: HttpRequest) -> HttpResponse:
    """The sums called in every agreement that the agent follows."""
    return render(request, "subventions/recouvrements.html", _describe_liste(request, _list_cles(request)))


@agents
@require_safe
def recouvrements_tableur(request: HttpRequest, format: Format) -> HttpResponse:
    """The sums called in every agreement, for a spreadsheet."""
    return _answer(request, _list_cles(request), format)


def _list_cles(request: HttpRequest) -> list[int]:
    """The agreements whose sums the agent follows; without any the page does not exist."""
    cles = [convention.pk for convention in list_suivies(request.user)]
    if not cles:
        raise Http404
    return cles


def _filter(request: HttpRequest, conventions: Iterable[int], jour: date) -> tuple[list[SommeVue], RecouvrementFiltre]:
    sommes = list_sommes(request.user, conventions)
    exercices = sorted({somme.exercice for somme in sommes}, reverse=True)
    filtre = RecouvrementFiltre(request.GET, exercices=exercices)
    return filter_sommes(sommes, jour=jour, **filtre.criteres), filtre


def _describe_liste(request: HttpRequest, conventions: Iterable[int]) -> dict[str, Any]:
    jour = timezone.localdate()
    sommes, filtre = _filter(request, conventions, jour)
    return {
        "sommes": [(somme, word_retard(somme, jour), "") for somme in sommes],
        "bilan": sum_sommes(sommes, jour),
        "filtre": filtre,
        "requete": request.GET.urlencode() if any(filtre.criteres.values()) else "",
    }


def _answer(request: HttpRequest, conventions: Iterable[int], format: Format) -> HttpResponse:
    sommes, _ = _filter(request, conventions, timezone.localdate())
    return answer_tableaux("recouvrement", format, [tabulate_sommes(sommes)])


@agents
@require_http_methods(FORMULAIRE)
def titre_ajouter(request: HttpRequest, convention_id: int, genre: str, somme_id: int) -> HttpResponse:
    """Write down the titre of a sum, `genre` telling which kind."""
    convention = find_convention(request, convention_id, Action.SUIVRE_RECOUVREMENT)
    if genre not in list(GenreSomme):
        raise Http404
    somme = find_somme(GenreSomme(genre), somme_id, convention_id)
    if somme is None:
        raise Http404
    return _submit_titre(request, convention, _begin_titre(somme), "subventions/titre_ajouter.html")


def _begin_titre(somme: PartArretee | Acompte) -> Titre:
    return Titre(part=somme) if isinstance(somme, PartArretee) else Titre(acompte=somme)


@agents
@require_http_methods(FORMULAIRE)
def titre_modifier(request: HttpRequest, convention_id: int, titre_id: int) -> HttpResponse:
    """Correct a titre."""
    convention, titre = _find_titre(request, convention_id, titre_id)
    return _submit_titre(request, convention, titre, "subventions/titre_modifier.html")


def _submit_titre(request: HttpRequest, convention: Convention, titre: Titre, gabarit: str) -> HttpResponse:
    form = open_form(request, TitreForm, instance=titre)
    somme = see_titre(titre)
    suite = submit(
        request,
        form,
        lambda: save_titre(form.save(commit=False), agent=request.user, now=timezone.now()),
        _return_to(somme),
        verrou=convention,
        dit="Le mandat est inscrit." if somme.est_mandat else "Le titre est inscrit.",
    )
    contexte = {"convention": convention, "titre": titre, "somme": somme, "retour": _return_to(somme)}
    return suite or show_form(request, gabarit, form, contexte)


@agents
@require_http_methods(FORMULAIRE)
def titre_supprimer(request: HttpRequest, convention_id: int, titre_id: int) -> HttpResponse:
    """Take back a titre written down by mistake."""
    convention, titre = _find_titre(request, convention_id, titre_id)
    somme = see_titre(titre)
    form = open_form(request, Formulaire)
    suite = submit(
        request,
        form,
        lambda: delete_titre(titre, agent=request.user, now=timezone.now()),
        _return_to(somme),
        verrou=convention,
        cible=titre,
        dit="C’est supprimé.",
    )
    contexte = {"convention": convention, "titre": titre, "somme": somme}
    return suite or show_form(request, "subventions/titre_supprimer.html", form, contexte)


@agents
@require_http_methods(FORMULAIRE)
def paiement_ajouter(request: HttpRequest, convention_id: int, titre_id: int) -> HttpResponse:
    """Write down what was paid of a titre; what is left is proposed."""
    convention, titre = _find_titre(request, convention_id, titre_id)
    paiement = Paiement(titre=titre)
    initial = {"montant": abs(see_titre(titre).reste)}
    return _submit_paiement(request, convention, paiement, "subventions/paiement_ajouter.html", initial)


@agents
@require_http_methods(FORMULAIRE)
def paiement_modifier(request: HttpRequest, convention_id: int, paiement_id: int) -> HttpResponse:
    """Correct a payment."""
    convention, paiement = _find_paiement(request, convention_id, paiement_id)
    return _submit_paiement(request, convention, paiement, "subventions/paiement_modifier.html", {})


def _submit_paiement(
    request: HttpRequest, convention: Convention, paiement: Paiement, gabarit: str, initial: dict[str, int]
) -> HttpResponse:
    form = open_form(request, PaiementForm, instance=paiement, initial=initial)
    somme = see_titre(paiement.titre)
    suite = submit(
        request,
        form,
        lambda: save_paiement(form.save(commit=False), agent=request.user, now=timezone.now()),
        _return_to(somme),
        verrou=convention,
        dit="Le paiement est inscrit.",
    )
    contexte = {"convention": convention, "paiement": paiement, "somme": somme, "retour": _return_to(somme)}
    return suite or show_form(request, gabarit, form, contexte)


@agents
@require_http_methods(FORMULAIRE)
def paiement_supprimer(request: HttpRequest, convention_id: int, paiement_id: int) -> HttpResponse:
    """Take back a payment written down by mistake."""
    convention, paiement = _find_paiement(request, convention_id, paiement_id)
    somme = see_titre(paiement.titre)
    form = open_form(request, Formulaire)
    suite = submit(
        request,
        form,
        lambda: delete_paiement(paiement, agent=request.user, now=timezone.now()),
        _return_to(somme),
        verrou=convention,
        cible=paiement,
        dit="C’est supprimé.",
    )
    contexte = {"convention": convention, "paiement": paiement, "somme": somme}
    return suite or show_form(request, "subventions/paiement_supprimer.html", form, contexte)


def _find_titre(request: HttpRequest, convention_id: int, titre_id: int) -> tuple[Convention, Titre]:
    convention = find_convention(request, convention_id, Action.SUIVRE_RECOUVREMENT)
    return convention, get_object_or_404(list_titres(convention_id), pk=titre_id)


def _find_paiement(request: HttpRequest, convention_id: int, paiement_id: int) -> tuple[Convention, Paiement]:
    convention = find_convention(request, convention_id, Action.SUIVRE_RECOUVREMENT)
    paiement = get_object_or_404(Paiement, pk=paiement_id, titre__in=list_titres(convention_id))
    paiement.titre = list_titres(convention_id).get(pk=paiement.titre_id)
    return convention, paiement


def _return_to(somme: SommeVue) -> str:
    """The statement of a share, the list for a part payment."""
    if somme.decompte is None:
        return reverse("recouvrement", args=[somme.convention])
    return f"{reverse('decompte', args=[somme.convention, somme.decompte])}#recouvrement"
