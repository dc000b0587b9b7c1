"""Addresses under `bureau/`: places, workshops, desk, adviser."""

from django.urls import path

from ateliers.views import guichet, lieux

urlpatterns = [
    path("accueil/presences/<int:inscription_id>/", guichet.presence, name="presence"),
    path("conventions/<int:convention_id>/groupe/", lieux.groupe, name="groupe"),
    path("conventions/<int:convention_id>/groupe/lieux/nouveau/", lieux.lieu_ajouter, name="lieu_ajouter"),
    path("conventions/<int:convention_id>/groupe/lieux/<int:lieu_id>/", lieux.lieu_modifier, name="lieu_modifier"),
]
