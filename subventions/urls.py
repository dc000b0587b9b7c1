"""Addresses of an agreement's money, under `bureau/`."""

from django.urls import path

from subventions.views import decomptes

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
]
