"""Where anybody checks a paper: nothing is listed, nothing is kept, and whatever is not known is told alike."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from ateliers.views.confidentiel import confidentiel
from conseiller.acces import public
from conseiller.formulaires.envoi import FORMULAIRE
from conseiller.limites import Limite
from subventions.forms.verification import FichierForm, MentionsForm
from subventions.presentation.verification import label_somme
from subventions.selectors.verification import Verification, find_by_fichier, find_by_mentions

PAGE = "subventions/verifier.html"
INCONNUS = Limite("verifications", 30, 600)
TROP = "Trop d’essais en peu de temps. Attendez dix minutes, puis recommencez."


@public
@confidentiel
@require_http_methods(FORMULAIRE)
def verifier(request: HttpRequest) -> HttpResponse:
    """Check what a paper says (GET, as its QR code asks), or a file, of which only the fingerprint is taken (POST)."""
    envoi = request.method == "POST"
    lue = not envoi and MentionsForm.base_fields.keys() & request.GET.keys()
    mentions = MentionsForm(request.GET if lue else None)
    fichier = FichierForm(request.POST, request.FILES) if envoi else FichierForm()
    form: MentionsForm | FichierForm = fichier if envoi else mentions
    contexte = {"form": form, "mentions": mentions, "fichier": fichier}
    if not form.is_bound:
        return render(request, PAGE, contexte)
    if INCONNUS.is_reached(request):
        form.add_error(None, TROP)
        response = render(request, PAGE, contexte, status=429)
        response["Retry-After"] = str(INCONNUS.secondes)
        return response
    if not form.is_valid():
        return render(request, PAGE, contexte, status=422)
    trouve = _find(form)
    if trouve is None:
        INCONNUS.count(request)
    return render(request, PAGE, contexte | {"cherche": True, "trouve": trouve, "somme": _label_somme(trouve)})


def _find(form: MentionsForm | FichierForm) -> Verification | None:
    if isinstance(form, MentionsForm):
        return find_by_mentions(**form.cleaned_data)
    somme = hashlib.sha256()
    for morceau in form.cleaned_data["fichier"].chunks():
        somme.update(morceau)
    return find_by_fichier(somme.hexdigest())


def _label_somme(trouve: Verification | None) -> str:
    if trouve is None or trouve.part is None:
        return "Somme des parts"
    return label_somme(trouve.somme, employeuse=trouve.part.employeuse)
