"""What every form of the agents carries: a token drawn when it is shown, and a mark of what its sender had read."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from conseiller.champs import JourField

OUBLI = "Remplissez ce champ."
LETTRES = 8


def mark(valeurs: Iterable[object]) -> str:
    """A few letters for each value that a form shows, so that the one that changes can be named."""
    return "".join(sha256(repr(valeur).encode()).hexdigest()[:LETTRES] for valeur in valeurs)


def compare_marks(lu: str, a_jour: str) -> list[int]:
    """Ranks, from 0, of the values that changed between two marks."""
    debuts = range(0, len(a_jour), LETTRES)
    return [debut // LETTRES for debut in debuts if lu[debut : debut + LETTRES] != a_jour[debut : debut + LETTRES]]


def show_anew(form: forms.BaseForm, nom: str, a_jour: str) -> None:
    """Count the form as shown with this mark: whoever has been told what changed may send it again."""
    # Any: what was sent cannot be written to, a copy can.
    donnees: Any = form.data.copy()  # type: ignore[attr-defined]
    donnees[nom] = a_jour
    form.data = donnees


class Formulaire(forms.Form):
    """A form that is saved once (`jeton`), whatever the number of clicks."""

    jeton = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": OUBLI})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["jeton"].initial = uuid.uuid4
        for champ in self.fields.values():
            # Django's own words are too short to help; a field that has better ones keeps them.
            if champ.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                champ.error_messages["required"] = OUBLI


class FicheMeta(forms.models.ModelFormMetaclass):
    """Reads every day of a model as French people write it."""

    def __new__(mcs, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> Any:
        """Give the model form our field of dates."""
        meta = attrs.get("Meta")
        if meta is not None:
            meta.formfield_callback = staticmethod(_make_field)
        return super().__new__(mcs, name, bases, attrs)


def _make_field(champ: Any, **options: Any) -> Any:
    if isinstance(champ, models.DateField) and not isinstance(champ, models.DateTimeField):
        options.pop("widget", None)
        return champ.formfield(form_class=JourField, **options)
    return champ.formfield(**options)


class FicheForm(Formulaire, forms.ModelForm, metaclass=FicheMeta):
    """The form of one row; `lu` marks the values that it showed, so that two tabs do not overwrite each other."""

    lu = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.fields["lu"].initial = self._mark(self.instance)

    def validate_unique(self) -> None:
        """Check every constraint of the row: Django leaves out those that mention a field outside the form."""
        super().validate_unique()
        if self.non_field_errors():
            # Django told one of them already.
            return
        try:
            self.instance.validate_constraints(exclude={nom for nom in self._list_champs() if nom in self.errors})
        except ValidationError as erreur:
            self._update_errors(erreur)  # type: ignore[attr-defined]

    def _mark(self, ligne: models.Model) -> str:
        valeurs = self._read(ligne)
        return mark(valeurs.get(nom) for nom in self._list_champs())

    def _read(self, ligne: models.Model) -> dict[str, Any]:
        """The values that the form shows, by name."""
        return forms.models.model_to_dict(ligne, fields=self._list_champs())

    def _list_champs(self) -> list[str]:
        return list(self._meta.fields or ())

    def find_changes(self, actuelle: models.Model) -> list[str]:
        """Labels of the fields that somebody changed in `actuelle` since this form was shown.

        Afterwards the form counts as shown anew: whoever has been told may send it again.
        """
        lu, a_jour = self.data.get(self.add_prefix("lu"), ""), self._mark(actuelle)
        show_anew(self, self.add_prefix("lu"), a_jour)
        changes = [self._list_champs()[rang] for rang in compare_marks(lu, a_jour)]
        return [str(self.fields[nom].label if nom in self.fields else nom) for nom in changes]
