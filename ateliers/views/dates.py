"""What the pages that show dates before they are saved have in common."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ateliers.forms.dates import RemarquesMixin
from conseiller.formulaires.envoi import show_form


def show_dates(request: HttpRequest, template: str, form: RemarquesMixin, contexte: dict[str, Any]) -> HttpResponse:
    """The page of a form with dates: a look at them is no refusal."""
    if form.is_bound and form.apercu and form.is_valid():
        return render(request, template, {**contexte, "form": form})
    return show_form(request, template, form, contexte)
