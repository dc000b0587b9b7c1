"""Addresses under `bureau/`: places, workshops, desk, adviser."""

from django.urls import path

from ateliers.views import (
    activite,
    ateliers,
    attente,
    aujourdhui,
    comptes_rendus,
    guichet,
    lieux,
    planning,
    seances_bureau,
)

urlpatterns = [
    path("planning/", planning.planning, name="planning"),
    path("absences/", planning.absences, name="absences"),
    path("absences/nouvelle/", planning.absence_ajouter, name="absence_ajouter"),
    path("absences/<int:absence_id>/supprimer/", planning.absence_supprimer, name="absence_supprimer"),
    path("conventions/<int:convention_id>/ateliers/", ateliers.ateliers, name="ateliers"),
    path("conventions/<int:convention_id>/ateliers/nouveau/", ateliers.atelier_ajouter, name="atelier_ajouter"),
    path("conventions/<int:convention_id>/ateliers/<int:atelier_id>/", ateliers.atelier, name="atelier"),
    path(
        "conventions/<int:convention_id>/ateliers/<int:atelier_id>/modifier/",
        ateliers.atelier_modifier,
        name="atelier_modifier",
    ),
    path(
        "conventions/<int:convention_id>/ateliers/<int:atelier_id>/dates/",
        ateliers.seances_ajouter,
        name="seances_ajouter",
    ),
    path(
        "conventions/<int:convention_id>/ateliers/<int:atelier_id>/supprimer/",
        ateliers.atelier_supprimer,
        name="atelier_supprimer",
    ),
    path(
        "conventions/<int:convention_id>/seances/<int:seance_id>/",
        seances_bureau.seance_bureau,
        name="seance_bureau",
    ),
    path(
        "conventions/<int:convention_id>/seances/<int:seance_id>/modifier/",
        seances_bureau.seance_modifier,
        name="seance_modifier",
    ),
    path(
        "conventions/<int:convention_id>/seances/<int:seance_id>/annuler/",
        seances_bureau.seance_annuler,
        name="seance_annuler",
    ),
    path(
        "conventions/<int:convention_id>/seances/<int:seance_id>/maintenir/",
        seances_bureau.seance_maintenir,
        name="seance_maintenir",
    ),
    path(
        "conventions/<int:convention_id>/seances/<int:seance_id>/attente/",
        seances_bureau.attente_ordonner,
        name="attente_ordonner",
    ),
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
    path(
        "conventions/<int:convention_id>/messages/<int:courriel_id>/renvoyer/",
        attente.message_renvoyer,
        name="message_renvoyer",
    ),
]
