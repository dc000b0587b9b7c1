"""Addresses under `bureau/`: places, workshops, desk, adviser."""

from django.urls import path

from ateliers.views import activite, aujourdhui, comptes_rendus, guichet, lieux

urlpatterns = [
    path("accueil/presences/<int:inscription_id>/", guichet.presence, name="presence"),
    path("aujourdhui/", aujourdhui.aujourdhui, name="aujourdhui"),
    path("aujourdhui/coop/", aujourdhui.coop, name="coop"),
    path("aujourdhui/<int:seance_id>/retard/", aujourdhui.seance_retard, name="seance_retard"),
    path(
        "conventions/<int:convention_id>/seances/<int:seance_id>/compte-rendu/",
        comptes_rendus.seance_compte_rendu,
        name="seance_compte_rendu",
    ),
    path("conventions/<int:convention_id>/activite/", activite.activite, name="activite"),
    path(
        "conventions/<int:convention_id>/activite/export-<int:annee>.<tableur:format>",
        activite.activite_tableur,
        name="activite_tableur",
    ),
    path("conventions/<int:convention_id>/groupe/", lieux.groupe, name="groupe"),
    path("conventions/<int:convention_id>/groupe/lieux/nouveau/", lieux.lieu_ajouter, name="lieu_ajouter"),
    path("conventions/<int:convention_id>/groupe/lieux/<int:lieu_id>/", lieux.lieu_modifier, name="lieu_modifier"),
]
