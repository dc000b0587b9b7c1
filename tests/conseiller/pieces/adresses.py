"""A form with a file at an address of its own, for the tests: an act, its object required, its file not."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template import engines
from django.urls import include, path

from communes.models import Acte
from conseiller.acces import public
from conseiller.pieces.forms import PieceField
from conseiller.pieces.views import serve_piece

PAGE = """{% extends "base.html" %}{% load crispy_forms_tags %}{% block titre %}Essai{% endblock %}
{% block entete %}<h1>Délibération fictive</h1>{% include "composants/erreurs.html" %}{% endblock %}
{% block contenu %}<form method="post" enctype="multipart/form-data" novalidate>{% csrf_token %}{{ form|crispy }}
<button class="btn btn-primary" type="submit">Enregistrer</button></form>{% endblock %}"""


class ActeForm(forms.ModelForm):
    objet = forms.CharField(label="Objet", error_messages={"required": "Écrivez l’objet."})
    piece = PieceField(label="Délibération signée", required=False)

    class Meta:
        model = Acte
        fields = ["objet", "piece"]


@public
def acte(request: HttpRequest, acte_id: int) -> HttpResponse:
    acte = get_object_or_404(Acte, pk=acte_id)
    form = ActeForm(request.POST or None, request.FILES or None, instance=acte)
    if form.is_valid():
        form.save()
        return HttpResponse(status=204)
    page = engines["django"].from_string(PAGE).render({"form": form}, request)
    return HttpResponse(page, status=422 if form.is_bound else 200)


@public
def piece(request: HttpRequest, acte_id: int) -> HttpResponse:
    acte = get_object_or_404(Acte, pk=acte_id)
    return serve_piece(acte.piece, "délibération 12", inline="lire" in request.GET)


urlpatterns = [
    path("acte/<int:acte_id>/", acte),
    path("piece/<int:acte_id>/", piece),
    path("", include("conseiller.urls")),
]
