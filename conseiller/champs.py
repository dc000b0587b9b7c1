"""Money, hours and days: model fields that keep integers, and form fields that read what French people write."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from conseiller.montants import (
    CENT_POUR_CENT,
    CENTIEMES_PAR_QUART,
    FINE_INSECABLE,
    INSECABLE,
    MOINS,
    format_nombre,
    parse_montant,
)

FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y", "%d %m %Y"]
ESPACES = re.compile(rf"[\s{INSECABLE}{FINE_INSECABLE}]")
MINUTES_PAR_QUART = 15
# What a dossier may hold (subventions.calculs.lecture).
PREMIERE_ANNEE, DERNIERE_ANNEE = 1900, 2199


class MontantField(models.BigIntegerField):
    """An amount in integer cents."""

    description = "Montant en centimes"

    def formfield(self, **options: Any) -> Any:  # type: ignore[override]
        """Read euros, keep cents."""
        return models.Field.formfield(self, **{"form_class": MontantChamp, **options})


class QuartsField(models.PositiveIntegerField):
    """Hours in integer quarter hours."""

    description = "Heures en quarts d’heure"

    def formfield(self, **options: Any) -> Any:  # type: ignore[override]
        """Read hours, keep quarter hours."""
        return models.Field.formfield(self, **{"form_class": HeuresChamp, **options})


class NombreChamp(forms.Field):
    """A decimal number typed by hand, kept in integer hundredths: spaces, comma or point, and its own sign forgiven."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages = {
        "invalid": "Écrivez un nombre à deux décimales au plus, par exemple 1234,56.",
        "minimum": "Ce nombre ne peut pas être négatif.",
        "maximum": "Ce nombre est trop grand.",
    }
    signes: tuple[str, ...] = ()

    def __init__(self, *, minimum: int | None = None, maximum: int | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.minimum, self.maximum = minimum, maximum

    def to_python(self, value: Any) -> int | None:
        """Hundredths, or None when nothing is typed; raises ValidationError."""
        texte = ESPACES.sub("", str(value or "")).replace(MOINS, "-").replace(",", ".").lower()
        for signe in self.signes:
            texte = texte.removesuffix(signe)
        if not texte:
            return None
        try:
            centiemes = self.convert(texte)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], "invalid") from None
        if self.minimum is not None and centiemes < self.minimum:
            raise ValidationError(self.error_messages["minimum"], "minimum")
        if self.maximum is not None and centiemes > self.maximum:
            raise ValidationError(self.error_messages["maximum"], "maximum")
        return centiemes

    def convert(self, texte: str) -> int:
        """Hundredths of a cleaned text; raises ValueError."""
        return parse_montant(texte)

    def prepare_value(self, value: Any) -> Any:
        """Show a number as people write it, and what was typed as it was typed."""
        return format_nombre(self.show(value)) if isinstance(value, int) else value

    def show(self, valeur: int) -> int:
        """Hundredths of the kept value."""
        return valeur

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare what is kept, not how it is written."""
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True


class MontantChamp(NombreChamp):
    """An amount in euros, kept in integer cents."""

    default_error_messages = {
        "required": "Indiquez le montant, par exemple 1234,56.",
        "invalid": "Écrivez un montant en euros et centimes, par exemple 1234,56.",
        "minimum": "Ce montant ne peut pas être négatif.",
    }
    signes = ("€", "euros", "euro", "eur")


class PourcentChamp(NombreChamp):
    """A percentage, kept in hundredths of a percent."""

    default_error_messages = {
        "invalid": "Écrivez un pourcentage, par exemple 30 ou 33,33.",
        "maximum": "Un pourcentage ne dépasse pas 100.",
    }
    signes = ("%",)

    def __init__(self, **options: Any) -> None:
        super().__init__(minimum=0, maximum=CENT_POUR_CENT, **options)


class HeuresChamp(NombreChamp):
    """Hours, kept in integer quarter hours: « 400 », « 130,25 » or « 7 h 30 »."""

    default_error_messages = {
        "required": "Indiquez un nombre d’heures, par exemple 400.",
        "invalid": "Écrivez des heures et des quarts d’heure, par exemple 400, 130,25 ou 7 h 30.",
        "minimum": "Des heures ne peuvent pas être négatives.",
    }
    signes = ("heures", "heure", "h")

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"minimum": 0, "maximum": 100_000 * 4, **options})

    def convert(self, texte: str) -> int:
        """Quarter hours; raises ValueError on what is finer than a quarter."""
        heures, marque, minutes = texte.partition("h")
        quarts, reste = divmod(parse_montant(heures), CENTIEMES_PAR_QUART)
        if reste or (marque and not re.fullmatch(r"[0-9]+h(00|15|30|45)", texte)):
            raise ValueError(texte)
        return quarts + int(minutes or "0") // MINUTES_PAR_QUART

    def show(self, valeur: int) -> int:
        """Hundredths of hours of quarter hours."""
        return valeur * CENTIEMES_PAR_QUART


class JourInput(forms.DateInput):
    """The browser's own calendar; what it cannot show, a date that does not exist, stays in a plain field as typed."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Give the calendar a date in its own format, the plain field what was typed."""
        jour = value
        if isinstance(value, str):
            try:
                jour = JourField().to_python(value)
            except ValidationError:
                jour = None
        contexte = super().get_context(name, jour or value, attrs)
        if value and jour is None:
            contexte["widget"]["type"] = "text"
        return contexte


class JourField(forms.DateField):
    """A date from a calendar or typed, 01/07/2021, in a year that a dossier may hold."""

    widget = JourInput
    default_error_messages = {
        "invalid": "Écrivez une date qui existe, par exemple 31/12/2021.",
        "annee": f"Vérifiez l’année\u00a0: elle va de {PREMIERE_ANNEE} à {DERNIERE_ANNEE}.",
        "required": "Indiquez une date, par exemple 31/12/2021.",
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"input_formats": FORMATS, **options})

    def to_python(self, value: Any) -> date | None:
        """Forgive spaces around and in the date; raises ValidationError."""
        jour = super().to_python(" ".join(value.split()) if isinstance(value, str) else value)
        if jour is not None and not PREMIERE_ANNEE <= jour.year <= DERNIERE_ANNEE:
            raise ValidationError(self.error_messages["annee"], "annee")
        return jour
