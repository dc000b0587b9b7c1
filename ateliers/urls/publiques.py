"""Addresses of residents: what is on, booking, finding a booking again."""

from django.urls import path

from ateliers.views import attente, inscriptions

urlpatterns = [
    path("inscription/<str:jeton>/", inscriptions.inscription, name="inscription"),
    path("inscription/<str:jeton>/repondre/", attente.inscription_repondre, name="inscription_repondre"),
]
