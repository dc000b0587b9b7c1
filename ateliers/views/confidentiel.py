"""Pages that hold somebody's booking: kept by nobody, found by no search engine, told to no other site."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

View = Callable[..., HttpResponse]


def confidentiel(view: View) -> View:
    """Answer with the headers of such a page."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex, nofollow"
        # Not « no-referrer »: browsers would then send forms without the origin that proves where they come from.
        response["Referrer-Policy"] = "same-origin"
        return response

    return answer
