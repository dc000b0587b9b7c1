"""Model fields of the ground: money and hours, kept as integers, typed as French people type them."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models

BLANCS = re.compile(r"[\s\u00a0\u202f]")


def parse_saisie(texte: str, attendu: str) -> int:
    """Read « 1 234,5 » or « 1234.50 » as an integer of hundredths; raises ValidationError with `attendu`."""
    nu = BLANCS.sub("", texte).removesuffix("€").removesuffix("h").replace("\u2212", "-").replace(",", ".")
    if not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,2})?", nu):
        raise ValidationError(attendu, code="invalid")
    entier, _, reste = nu.lstrip("-").partition(".")
    centiemes = int(entier) * 100 + int(reste.ljust(2, "0"))
    return -centiemes if nu.startswith("-") else centiemes


class CentiemesFormField(forms.CharField):
    """A decimal number typed the French way; cleans to an integer of hundredths, or None when empty."""

    attendu = "Écrivez un nombre, par exemple 1 234,56."

    def clean(self, value: Any) -> int | None:
        """Return hundredths; raises ValidationError beside the field."""
        texte = super().clean(value)
        return parse_saisie(texte, self.attendu) if texte else None

    def prepare_value(self, value: Any) -> Any:
        """Show stored hundredths as they would be typed."""
        if not isinstance(value, int):
            return value
        signe, centiemes = ("-", -value) if value < 0 else ("", value)
        return f"{signe}{centiemes // 100},{centiemes % 100:02d}"


class MontantFormField(CentiemesFormField):
    """An amount in euros, typed the French way."""

    attendu = "Écrivez un montant en euros, par exemple 1 234,56."


class MontantField(models.BigIntegerField):
    """An amount in integer cents."""

    description = "Montant en centimes"

    def formfield(self, **kwargs: Any) -> Any:
        """Edit in euros."""
        return super().formfield(**{"form_class": MontantFormField, "min_value": None, "max_value": None, **kwargs})


class QuartsField(models.PositiveIntegerField):
    """Hours in integer quarter hours."""

    description = "Heures en quarts d’heure"
    default_validators = [MinValueValidator(0)]
