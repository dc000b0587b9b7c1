"""Addresses of an agreement's money, under `bureau/`."""

from django.urls import path

from subventions.views import decomptes, depenses, donnees, imports, previsions, subventions, versements

urlpatterns = [
    path("conventions/<int:convention_id>/decomptes/", decomptes.decomptes, name="decomptes"),
    path("conventions/<int:convention_id>/decomptes/<int:decompte_id>/", decomptes.decompte, name="decompte"),
    path(
        "conventions/<int:convention_id>/decomptes/<int:decompte_id>/avancement/",
        decomptes.decompte_avancement,
        name="decompte_avancement",
    ),
    path(
        "conventions/<int:convention_id>/decomptes/<int:decompte_id>/relancer/",
        decomptes.decompte_relancer,
        name="decompte_relancer",
    ),
    path(
        "conventions/<int:convention_id>/decomptes/<int:decompte_id>/documents/<str:code>.pdf",
        decomptes.decompte_document,
        name="decompte_document",
    ),
    path(
        "conventions/<int:convention_id>/decomptes/<int:decompte_id>/calcul.<tableur:format>",
        decomptes.decompte_tableur,
        name="decompte_tableur",
    ),
    path(
        "conventions/<int:convention_id>/decomptes/<int:decompte_id>/donnees.json",
        donnees.decompte_donnees,
        name="decompte_donnees",
    ),
    path("conventions/<int:convention_id>/subvention/", subventions.subvention, name="subvention"),
    path(
        "conventions/<int:convention_id>/subvention/nouvelle/",
        subventions.subvention_ajouter,
        name="subvention_ajouter",
    ),
    path(
        "conventions/<int:convention_id>/subvention/<int:subvention_id>/",
        subventions.subvention_modifier,
        name="subvention_modifier",
    ),
    path(
        "conventions/<int:convention_id>/subvention/<int:subvention_id>/supprimer/",
        subventions.subvention_supprimer,
        name="subvention_supprimer",
    ),
    path(
        "conventions/<int:convention_id>/subvention/<int:subvention_id>/versements/nouveau/",
        versements.versement_ajouter,
        name="versement_ajouter",
    ),
    path(
        "conventions/<int:convention_id>/subvention/versements/<int:versement_id>/",
        versements.versement_modifier,
        name="versement_modifier",
    ),
    path(
        "conventions/<int:convention_id>/subvention/versements/<int:versement_id>/supprimer/",
        versements.versement_supprimer,
        name="versement_supprimer",
    ),
    path(
        "conventions/<int:convention_id>/subvention/cofinancements/nouveau/",
        versements.cofinancement_ajouter,
        name="cofinancement_ajouter",
    ),
    path(
        "conventions/<int:convention_id>/subvention/cofinancements/<int:cofinancement_id>/",
        versements.cofinancement_modifier,
        name="cofinancement_modifier",
    ),
    path(
        "conventions/<int:convention_id>/subvention/cofinancements/<int:cofinancement_id>/supprimer/",
        versements.cofinancement_supprimer,
        name="cofinancement_supprimer",
    ),
    path(
        "conventions/<int:convention_id>/subvention/rappels/<int:courriel_id>/renvoyer/",
        subventions.rappel_renvoyer,
        name="rappel_renvoyer",
    ),
    path(
        "conventions/<int:convention_id>/subvention/versements.<tableur:format>",
        subventions.versements_tableur,
        name="versements_tableur",
    ),
    path(
        "conventions/<int:convention_id>/subvention/tresorerie.<tableur:format>",
        subventions.tresorerie_tableur,
        name="tresorerie_tableur",
    ),
    path("conventions/<int:convention_id>/previsions/", previsions.prevision, name="prevision"),
    path("conventions/<int:convention_id>/previsions/<int:annee>/", previsions.prevision_annee, name="prevision_annee"),
    path(
        "conventions/<int:convention_id>/previsions/<int:annee>/avancement/",
        previsions.prevision_avancement,
        name="prevision_avancement",
    ),
    path("conventions/<int:convention_id>/previsions/<int:annee>/pdf/", previsions.prevision_pdf, name="prevision_pdf"),
    path(
        "conventions/<int:convention_id>/previsions/<int:annee>/prevision.pdf",
        previsions.prevision_document,
        name="prevision_document",
    ),
    path(
        "conventions/<int:convention_id>/previsions/<int:annee>/prevision.<tableur:format>",
        previsions.prevision_tableur,
        name="prevision_tableur",
    ),
    path("conventions/<int:convention_id>/depenses/", depenses.depenses, name="depenses"),
    path(
        "conventions/<int:convention_id>/depenses/export.<tableur:format>",
        depenses.depenses_tableur,
        name="depenses_tableur",
    ),
    path("conventions/<int:convention_id>/depenses/nouvelle/", depenses.depense_ajouter, name="depense_ajouter"),
    path(
        "conventions/<int:convention_id>/depenses/<int:depense_id>/", depenses.depense_modifier, name="depense_modifier"
    ),
    path(
        "conventions/<int:convention_id>/depenses/<int:depense_id>/supprimer/",
        depenses.depense_supprimer,
        name="depense_supprimer",
    ),
    path(
        "conventions/<int:convention_id>/depenses/<int:depense_id>/justificatif/",
        depenses.depense_piece,
        name="depense_piece",
    ),
    path(
        "conventions/<int:convention_id>/depenses/modele.<tableur:format>",
        imports.depenses_modele,
        name="depenses_modele",
    ),
    path("conventions/<int:convention_id>/depenses/importer/", imports.depenses_importer, name="depenses_importer"),
    path(
        "conventions/<int:convention_id>/depenses/importer/<str:depot>/",
        imports.depenses_verifier,
        name="depenses_verifier",
    ),
]
