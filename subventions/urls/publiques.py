"""Where anybody checks a paper."""

from django.urls import path

from subventions.views import verifier

urlpatterns = [path("verifier/", verifier.verifier, name="verifier")]
