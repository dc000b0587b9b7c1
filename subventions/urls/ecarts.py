"""Why this amount."""

from django.urls import path

from subventions.views import ecarts

urlpatterns = [path("regles/", ecarts.regles, name="regles")]
