"""Who is really asking, and pages that no shared computer may keep."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from communes.forms.comptes import ConnexionForm
from conseiller.formulaires.envoi import find_suite
from conseiller.formulaires.reprise import A_REFAIRE, drop_reprise, pack_reprise

Answer = Callable[[HttpRequest], HttpResponse]


class TrustedProxyMiddleware:
    """Behind a trusted proxy, make REMOTE_ADDR the last untrusted address of X-Forwarded-For."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self._is_trusted(request.META.get("REMOTE_ADDR", "")):
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        chemin = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        while chemin and self._is_trusted(request.META.get("REMOTE_ADDR", "")):
            adresse = chemin.pop().strip()
            if not _is_address(adresse):
                break
            request.META["REMOTE_ADDR"] = adresse
        return self.get_response(request)

    @staticmethod
    def _is_trusted(adresse: str) -> bool:
        try:
            return any(ipaddress.ip_address(adresse) in reseau for reseau in settings.PROXIES_DE_CONFIANCE)
        except ValueError:
            return False


def _is_address(texte: str) -> bool:
    try:
        ipaddress.ip_address(texte)
    except ValueError:
        return False
    return True


class SignInMiddleware(LoginRequiredMiddleware):
    """Nobody enters without signing in; a form sent after the end of a session is carried through the sign-in page."""

    def process_view(self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any) -> Any:
        """Lead whoever sends a form again where it led the first time, before a view misses what it has deleted."""
        refus = super().process_view(request, view_func, view_args, view_kwargs)
        if refus is None and request.method == "POST" and request.user.is_authenticated:
            return find_suite(request)
        return refus

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        """Answer 403 with the sign-in page that holds what was typed, or lead to it when there is nothing to hold."""
        if request.method != "POST":
            return super().handle_no_permission(request, view_func)
        paquet = pack_reprise(request)
        if not paquet:
            # A button's address may not open by itself: home does.
            messages.warning(request, A_REFAIRE)
            return redirect_to_login(reverse("bureau"))
        return show_connexion(request, paquet)


def show_connexion(request: HttpRequest, paquet: str) -> HttpResponse:
    """The sign-in page, holding packed answers."""
    form = ConnexionForm(initial={"reprise": paquet})
    return render(request, "account/login.html", {"form": form}, status=403)


class RepriseMiddleware:
    """What was typed before a session ended serves at its address, once; an address that does not open leads home."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        perdue = request.method == "GET" and request.user.is_authenticated and drop_reprise(request)
        if not perdue or response.status_code != 405:
            return response
        messages.warning(request, A_REFAIRE)
        return redirect("bureau")


class PrivatePagesMiddleware:
    """What a signed-in agent reads is never kept by a browser or a proxy."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
        return response
