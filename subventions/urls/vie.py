"""The life of a statement before it is closed: transmitted, answered, taken back."""

from django.urls import path

from subventions.views import reponses, vie

DECOMPTE = "conventions/<int:convention_id>/decomptes/<int:decompte_id>"
PARTIE = f"{DECOMPTE}/parties/<int:partie_id>"

urlpatterns = [
    path(
        "conventions/<int:convention_id>/decomptes/courriels/<int:courriel_id>/renvoyer/",
        vie.decompte_courriel_renvoyer,
        name="decompte_courriel_renvoyer",
    ),
    path(f"{DECOMPTE}/transmettre/", vie.decompte_transmettre, name="decompte_transmettre"),
    path(f"{DECOMPTE}/reprendre/", vie.decompte_reprendre, name="decompte_reprendre"),
    path(f"{DECOMPTE}/supprimer/", vie.decompte_supprimer, name="decompte_supprimer"),
    path(f"{PARTIE}/accepter/", reponses.decompte_accepter, name="decompte_accepter"),
    path(f"{PARTIE}/contester/", reponses.decompte_contester, name="decompte_contester"),
    path(f"{DECOMPTE}/remarques/<int:remarque_id>/", reponses.remarque_repondre, name="remarque_repondre"),
]
