"""What pages that show dates have in common: the day of an address, the dates that are not saved yet."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from ateliers.forms.dates import RemarquesMixin
from conseiller.champs import DERNIERE_ANNEE, PREMIERE_ANNEE
from conseiller.formulaires.envoi import show_form


def find_jour(request: HttpRequest) -> date:
    """The day of the address, `?jour=2026-12-01`; today when it is none."""
    try:
        jour = date.fromisoformat(request.GET.get("jour", ""))
    except ValueError:
        return timezone.localdate()
    return jour if PREMIERE_ANNEE <= jour.year <= DERNIERE_ANNEE else timezone.localdate()


def show_dates(request: HttpRequest, template: str, form: RemarquesMixin, contexte: dict[str, Any]) -> HttpResponse:
    """The page of a form with dates: a look at them is no refusal."""
    if form.is_bound and form.apercu and form.is_valid():
        return render(request, template, {**contexte, "form": form})
    return show_form(request, template, form, contexte)
