"""The site's addresses, and one that only says hello: what the stack costs by itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from conseiller.acces import public
from conseiller.urls import urlpatterns as site


@public
def bonjour(request: HttpRequest) -> HttpResponse:
    """The least that a view can do."""
    return HttpResponse("Bonjour")


urlpatterns = [path("bonjour/", bonjour), *site]
