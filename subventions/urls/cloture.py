"""Closing a statement, and what is kept of it."""

from django.urls import path

from subventions.views import cloture

DECOMPTE = "conventions/<int:convention_id>/decomptes/<int:decompte_id>"

urlpatterns = [
    path(f"{DECOMPTE}/arreter/", cloture.decompte_arreter, name="decompte_arreter"),
    path(f"{DECOMPTE}/remplacer/", cloture.decompte_remplacer, name="decompte_remplacer"),
    path(f"{DECOMPTE}/remettre-en-page/", cloture.decompte_remettre_en_page, name="decompte_remettre_en_page"),
    path(f"{DECOMPTE}/exemplaires/<str:code>/ajouter/", cloture.exemplaire_ajouter, name="exemplaire_ajouter"),
    path(f"{DECOMPTE}/exemplaires/<int:exemplaire_id>/", cloture.decompte_exemplaire, name="decompte_exemplaire"),
]
