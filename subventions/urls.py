"""Addresses of an agreement's money, under `bureau/`."""

from django.urls import path

from subventions import views

urlpatterns = [
    path("conventions/<int:convention_id>/decomptes/", views.decomptes, name="decomptes"),
    path("conventions/<int:convention_id>/decomptes/<int:decompte_id>/", views.decompte, name="decompte"),
    path(
        "conventions/<int:convention_id>/decomptes/<int:decompte_id>/avancement/",
        views.decompte_avancement,
        name="decompte_avancement",
    ),
    path(
        "conventions/<int:convention_id>/decomptes/<int:decompte_id>/relancer/",
        views.decompte_relancer,
        name="decompte_relancer",
    ),
    path(
        "conventions/<int:convention_id>/decomptes/<int:decompte_id>/documents/<str:code>.pdf",
        views.decompte_document,
        name="decompte_document",
    ),
    path(
        "conventions/<int:convention_id>/decomptes/<int:decompte_id>/calcul.<tableur:format>",
        views.decompte_tableur,
        name="decompte_tableur",
    ),
]
