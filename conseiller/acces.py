"""Every view says who may enter: `@public` for everybody, `@agents` for whoever has signed in.

What an agent may see or do there is decided by getting the object through `visible_to` or `permitted`; a system check
(`conseiller.checks`) fails on a view that says nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required

View = Callable[..., Any]


def public(view: View) -> View:
    """Open a view to everybody: the only way past LoginRequiredMiddleware."""
    view = login_not_required(view)
    view.acces = "public"  # type: ignore[attr-defined]
    return view


def agents(view: View) -> View:
    """Open a view to signed-in agents; its objects come through `visible_to` or `permitted`."""
    view.acces = "agents"  # type: ignore[attr-defined]
    return view
