"""Addresses of pages that a room may not have yet."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from communes.models import Convention


def locate(nom: str, convention: Convention) -> str:
    """The page of the agreement under that name, or the agreement's own while there is none."""
    try:
        return reverse(nom, args=[convention.pk])
    except NoReverseMatch:
        return reverse("convention", args=[convention.pk])
