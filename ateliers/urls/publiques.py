"""Addresses of residents: what is on, booking, finding a booking again."""

from django.urls import path

from ateliers.views import inscriptions, mediatheque
from ateliers.views import attente, inscriptions

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
]
