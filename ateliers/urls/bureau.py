"""Addresses under `bureau/`: places, workshops, desk, adviser."""

from django.urls import path

from ateliers.views import attente, lieux

urlpatterns = [
    path("conventions/<int:convention_id>/groupe/", lieux.groupe, name="groupe"),
    path("conventions/<int:convention_id>/groupe/lieux/nouveau/", lieux.lieu_ajouter, name="lieu_ajouter"),
    path("conventions/<int:convention_id>/groupe/lieux/<int:lieu_id>/", lieux.lieu_modifier, name="lieu_modifier"),
    path(
        "conventions/<int:convention_id>/messages/<int:courriel_id>/renvoyer/",
        attente.message_renvoyer,
        name="message_renvoyer",
    ),
]
