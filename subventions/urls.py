"""Addresses of an agreement's money, under `bureau/`."""

from django.urls import path

from subventions.views import decomptes, previsions

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
]
