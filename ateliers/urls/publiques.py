"""Addresses of residents: what is on, booking, finding a booking again."""

from django.urls import path

from ateliers.views import attente, inscriptions, seances

urlpatterns = [
    path("mediatheque/<slug:groupe>/seances/<int:seance_id>/", seances.seance, name="seance"),
    path("inscription/", inscriptions.inscription_chercher, name="inscription_chercher"),
    path("inscription/<str:jeton>/", inscriptions.inscription, name="inscription"),
    path("inscription/<str:jeton>/annuler/", inscriptions.inscription_annuler, name="inscription_annuler"),
    path(
        "inscription/<str:jeton>/changer-le-lien/",
        inscriptions.inscription_changer_lien,
        name="inscription_changer_lien",
    ),
    path("inscription/<str:jeton>/fiche.pdf", inscriptions.inscription_fiche, name="inscription_fiche"),
    path("inscription/<str:jeton>/atelier.ics", inscriptions.inscription_agenda, name="inscription_agenda"),
    path("inscription/<str:jeton>/repondre/", attente.inscription_repondre, name="inscription_repondre"),
]
