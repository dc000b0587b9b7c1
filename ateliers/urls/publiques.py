"""Addresses of residents: what is on, booking, finding a booking again."""

from django.urls import path

from ateliers.views import attente, inscriptions, mediatheque, rendez_vous, seances

urlpatterns = [
    path("mediatheque/", mediatheque.mediatheque_choix, name="mediatheque_choix"),
    path("mediatheque/<slug:groupe>/", mediatheque.mediatheque, name="mediatheque"),
    path("mediatheque/<slug:groupe>/programme.pdf", mediatheque.programme, name="programme"),
    path("mediatheque/<slug:groupe>/agenda.ics", mediatheque.agenda, name="agenda"),
    path(
        "mediatheque/<slug:groupe>/seances/<int:seance_id>/seance.ics",
        mediatheque.seance_agenda,
        name="seance_agenda",
    ),
    path("inscription/<str:jeton>/", inscriptions.inscription, name="inscription"),
    path("inscription/<str:jeton>/repondre/", attente.inscription_repondre, name="inscription_repondre"),
    path("mediatheque/<slug:groupe>/seances/<int:seance_id>/", seances.seance, name="seance"),
    path("inscription/", inscriptions.inscription_chercher, name="inscription_chercher"),
    path("inscription/<str:jeton>/annuler/", inscriptions.inscription_annuler, name="inscription_annuler"),
    path(
        "inscription/<str:jeton>/changer-le-lien/",
        inscriptions.inscription_changer_lien,
        name="inscription_changer_lien",
    ),
    path("inscription/<str:jeton>/fiche.pdf", inscriptions.inscription_fiche, name="inscription_fiche"),
    path("inscription/<str:jeton>/atelier.ics", inscriptions.inscription_agenda, name="inscription_agenda"),
    path("mediatheque/<slug:groupe>/rendez-vous/", rendez_vous.rendez_vous, name="rendez_vous"),
    path(
        "mediatheque/<slug:groupe>/rendez-vous/<int:plage_id>/<str:heure>/",
        rendez_vous.rendez_vous_reserver,
        name="rendez_vous_reserver",
    ),
]
