"""A view that does not say who may enter stops the start."""

import sys
from types import ModuleType

from django.http import HttpResponse
from django.urls import path

from conseiller.acces import public
from conseiller.checks import check_every_view_declares_access


def test_every_view_of_the_site_declares_its_access():
    assert check_every_view_declares_access() == []


def test_a_view_without_a_sign_is_named(settings, monkeypatch):
    adresses = ModuleType("adresses_fictives")
    adresses.urlpatterns = [
        path("ouverte/", public(lambda request: HttpResponse())),
        path("oubliee/", lambda request: HttpResponse()),
    ]
    monkeypatch.setitem(sys.modules, adresses.__name__, adresses)
    settings.ROOT_URLCONF = adresses.__name__
    (erreur,) = check_every_view_declares_access()
    assert (erreur.id, erreur.msg) == (
        "conseiller.E001",
        "La vue de l’adresse «\u00a0oubliee/\u00a0» ne dit pas qui peut entrer.",
    )
