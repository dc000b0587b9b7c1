"""Times of day as people pick or type them."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms

QUART = 15


class HeureChamp(forms.TimeField):
    """A time of day at a quarter of an hour, picked or typed « 14:30 », « 14 h 30 » or « 14 h »."""

    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time", "step": str(QUART * 60)})
    default_error_messages = {
        "invalid": "Écrivez une heure, par exemple 14:30.",
        "quart": "Choisissez un quart d’heure rond\u00a0: 14:00, 14:15, 14:30 ou 14:45.",
        "required": "Indiquez une heure, par exemple 14:30.",
    }

    def to_python(self, value: Any) -> time | None:
        """The time; raises ValidationError."""
        if isinstance(value, str):
            heures, _, minutes = "".join(value.split()).lower().replace("h", ":").partition(":")
            value = f"{heures}:{minutes or '00'}" if heures else ""
        heure = super().to_python(value)
        if heure is not None and (heure.minute % QUART or heure.second):
            raise forms.ValidationError(self.error_messages["quart"], "quart")
        return heure
