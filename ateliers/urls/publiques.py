"""Addresses of residents: what is on, booking, finding a booking again."""

from django.urls import path

from ateliers.views import inscriptions

urlpatterns = [
    path("inscription/<str:jeton>/", inscriptions.inscription, name="inscription"),
]
