"""Part payments, agreed adjustments, exit balances, end of the year."""

from django.urls import path

from subventions.views import acomptes, ajustements, exercice

urlpatterns = [
    path("conventions/<int:convention_id>/acomptes/", acomptes.acomptes, name="acomptes"),
    path(
        "conventions/<int:convention_id>/acomptes/<int:annee>/appeler/",
        acomptes.acomptes_appeler,
        name="acomptes_appeler",
    ),
    path(
        "conventions/<int:convention_id>/acomptes/<int:annee>/annuler/",
        acomptes.acomptes_annuler,
        name="acomptes_annuler",
    ),
    path(
        "conventions/<int:convention_id>/acomptes/<int:annee>/relancer/",
        acomptes.acomptes_relancer,
        name="acomptes_relancer",
    ),
    path(
        "conventions/<int:convention_id>/acomptes/<int:acompte_id>.pdf",
        acomptes.acompte_document,
        name="acompte_document",
    ),
    path("conventions/<int:convention_id>/ajustements/", ajustements.ajustements, name="ajustements"),
    path(
        "conventions/<int:convention_id>/ajustements/nouveau/",
        ajustements.ajustement_ajouter,
        name="ajustement_ajouter",
    ),
    path(
        "conventions/<int:convention_id>/ajustements/<int:ajustement_id>/",
        ajustements.ajustement_modifier,
        name="ajustement_modifier",
    ),
    path(
        "conventions/<int:convention_id>/ajustements/<int:ajustement_id>/supprimer/",
        ajustements.ajustement_supprimer,
        name="ajustement_supprimer",
    ),
    path("conventions/<int:convention_id>/exercice/", exercice.exercices, name="exercices"),
    path("conventions/<int:convention_id>/exercice/<int:annee>/", exercice.exercice, name="exercice"),
    path(
        "conventions/<int:convention_id>/exercice/<int:annee>/rattachement.<tableur:format>",
        exercice.exercice_tableur,
        name="exercice_tableur",
    ),
    path(
        "conventions/<int:convention_id>/exercice/<int:annee>/rattachement.pdf",
        exercice.exercice_document,
        name="exercice_document",
    ),
    path(
        "conventions/<int:convention_id>/sorties/<int:partie_id>/solde/",
        exercice.solde_sortie,
        name="solde_sortie",
    ),
]
