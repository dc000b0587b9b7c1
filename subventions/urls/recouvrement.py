"""Titres, payments and the sheets handed to the treasury."""

from django.urls import path

from subventions.views import recouvrement, tresor

CONVENTION = "conventions/<int:convention_id>"

urlpatterns = [
    path("recouvrement/", recouvrement.recouvrements, name="recouvrements"),
    path(
        "recouvrement/recouvrement.<tableur:format>", recouvrement.recouvrements_tableur, name="recouvrements_tableur"
    ),
    path(f"{CONVENTION}/recouvrement/", recouvrement.recouvrement, name="recouvrement"),
    path(
        f"{CONVENTION}/recouvrement/recouvrement.<tableur:format>",
        recouvrement.recouvrement_tableur,
        name="recouvrement_tableur",
    ),
    path(
        f"{CONVENTION}/recouvrement/<str:genre>/<int:somme_id>/titre/",
        recouvrement.titre_ajouter,
        name="titre_ajouter",
    ),
    path(f"{CONVENTION}/recouvrement/titres/<int:titre_id>/", recouvrement.titre_modifier, name="titre_modifier"),
    path(
        f"{CONVENTION}/recouvrement/titres/<int:titre_id>/supprimer/",
        recouvrement.titre_supprimer,
        name="titre_supprimer",
    ),
    path(
        f"{CONVENTION}/recouvrement/titres/<int:titre_id>/paiement/",
        recouvrement.paiement_ajouter,
        name="paiement_ajouter",
    ),
    path(
        f"{CONVENTION}/recouvrement/paiements/<int:paiement_id>/",
        recouvrement.paiement_modifier,
        name="paiement_modifier",
    ),
    path(
        f"{CONVENTION}/recouvrement/paiements/<int:paiement_id>/supprimer/",
        recouvrement.paiement_supprimer,
        name="paiement_supprimer",
    ),
    path(
        f"{CONVENTION}/decomptes/<int:decompte_id>/fiche-finances.<tableur:format>",
        tresor.fiche_finances,
        name="fiche_finances",
    ),
    path(
        f"{CONVENTION}/acomptes/<int:annee>/fiche-finances.<tableur:format>",
        tresor.fiche_acomptes,
        name="fiche_acomptes",
    ),
    path(f"{CONVENTION}/decomptes/<int:decompte_id>/factures/<str:code>.pdf", tresor.facture, name="facture"),
    path(f"{CONVENTION}/exercice/<int:annee>/archive.zip", tresor.exercice_archive, name="exercice_archive"),
]
