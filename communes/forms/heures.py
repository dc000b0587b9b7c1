"""What people type about hours: one field per party, in the act's order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from communes.models import Partie
from communes.presentation.heures import describe_total
from conseiller.champs import HeuresChamp
from conseiller.formulaires.envoi import GARDEES, Perime
from conseiller.formulaires.forms import Formulaire, compare_marks, mark, show_anew

Heures = Sequence[tuple[Partie, int]]
SANS_HEURES = "Donnez des heures à une commune au moins\u00a0: sans elles, rien ne se partage."
OUBLI = "Indiquez un nombre d’heures, ou 0 si cette commune n’en a pas."


class HeuresChamps(forms.Form):
    """Hours per year of each party; `heures` are those shown, `heures_lues` marks them against a second tab."""

    heures_lues = forms.CharField(widget=forms.HiddenInput, required=False)
    heures_requises = True

    def __init__(self, *args: Any, heures: Heures, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = [partie for partie, _ in heures]
        self.montrees = dict(heures)
        self.fields["heures_lues"].initial = _mark(heures)
        for partie, quarts in heures:
            self.fields[f"heures_{partie.pk}"] = HeuresChamp(
                label=partie.organisme.nom,
                initial=quarts,
                required=self.heures_requises,
                error_messages={"required": OUBLI},
            )

    def clean(self) -> dict[str, Any]:
        """Refuse a slice without any hours, and hours for a party that has left before it."""
        donnees: dict[str, Any] = super().clean() or {}
        saisies = [donnees.get(f"heures_{partie.pk}") for partie in self.parties]
        if saisies and all(quarts == 0 for quarts in saisies):
            self.add_error(None, SANS_HEURES)
        return donnees

    @property
    def champs_heures(self) -> list[forms.BoundField]:
        """The fields of hours, in the act's order."""
        return [self[f"heures_{partie.pk}"] for partie in self.parties]

    @property
    def quarts(self) -> dict[int, int]:
        """Quarter hours of each party, by its key; what is not typed well counts as nothing."""
        if not self.is_bound:
            return {partie.pk: quarts for partie, quarts in self.montrees.items()}
        return {partie.pk: self.cleaned_data.get(f"heures_{partie.pk}") or 0 for partie in self.parties}

    @property
    def total(self) -> str:
        """The sum of what is in the fields, in words."""
        poste = self.parties[0].convention.heures_poste if self.parties else None
        return describe_total(sum(self.quarts.values()), poste)

    def check_heures(self, actuelles: Heures) -> None:
        """Raise Perime when somebody changed the hours since they were shown; whoever has been told may send again."""
        lues, a_jour = self.data.get("heures_lues", ""), _mark(actuelles)
        if lues == a_jour:
            return
        show_anew(self, "heures_lues", a_jour)
        changees = ", ".join(actuelles[rang][0].organisme.nom for rang in compare_marks(lues, a_jour))
        raise Perime(f"Les heures ont changé depuis que vous avez ouvert cette page\u00a0: {changees}. {GARDEES}")


class HeuresForm(HeuresChamps, Formulaire):
    """The hours of the agreement itself."""


def _mark(heures: Heures) -> str:
    return mark((partie.pk, quarts) for partie, quarts in heures)
