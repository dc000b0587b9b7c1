"""A list written on paper, typed in one go: eight lines, those left empty are no lines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from ateliers.enums import Canal
from ateliers.services.demande import Demande, Personne
from communes.models import Organisme
from conseiller.champs import JourField
from conseiller.formulaires.forms import Formulaire

from .guichet import CommuneChamp
from .lieux import TelephoneChamp

LIGNES = range(1, 9)
FUTUR = "Cette demande n’a pas encore été reçue\u00a0: vérifiez le jour et l’heure."


class PapierForm(Formulaire):
    """The day of the list, and for each line the time of receipt, the person, the phone and the commune."""

    jour = JourField(
        label="Jour où les demandes ont été reçues", help_text="Une liste de deux jours se saisit en deux fois."
    )

    def __init__(self, *args: Any, communes: Iterable[Organisme], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["jour"].initial = timezone.localdate(now)
        communes = list(communes)
        for rang in LIGNES:
            sans_aide = {"autocomplete": "off"}
            self.fields[f"heure_{rang}"] = forms.TimeField(
                label="Heure",
                required=False,
                widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
                error_messages={"invalid": "Écrivez l’heure ainsi\u00a0: 14:30."},
            )
            for nom, label in (("prenom", "Prénom"), ("nom", "Nom")):
                self.fields[f"{nom}_{rang}"] = forms.CharField(
                    label=label, max_length=100, required=False, widget=forms.TextInput(attrs=sans_aide)
                )
            self.fields[f"telephone_{rang}"] = TelephoneChamp(label="Téléphone", required=False)
            commune = CommuneChamp()
            commune.propose(communes)
            self.fields[f"commune_{rang}"] = commune

    @property
    def lignes(self) -> list[tuple[int, list[Any]]]:
        """The fields of each line, with its number."""
        noms = ("heure", "prenom", "nom", "telephone", "commune")
        return [(rang, [self[f"{nom}_{rang}"] for nom in noms]) for rang in LIGNES]

    def _list_remplies(self) -> list[int]:
        champs = ("heure", "prenom", "nom", "telephone")
        return [rang for rang in LIGNES if any(self.data.get(f"{champ}_{rang}", "").strip() for champ in champs)]

    def clean(self) -> dict[str, Any]:
        """Each line that is begun has a name, and was received already."""
        donnees: dict[str, Any] = super().clean() or {}
        remplies = self._list_remplies()
        if not remplies:
            self.add_error("prenom_1", "Remplissez au moins une ligne.")
        for rang in remplies:
            for champ, oubli in (("prenom", "Écrivez le prénom."), ("nom", "Écrivez le nom.")):
                if not donnees.get(f"{champ}_{rang}") and f"{champ}_{rang}" not in self.errors:
                    self.add_error(f"{champ}_{rang}", f"{oubli} (ligne {rang})")
            recu = self._read_recu(donnees, rang)
            if recu is not None and recu > self.now:
                self.add_error(f"heure_{rang}" if donnees.get(f"heure_{rang}") else "jour", FUTUR)
        return donnees

    def _read_recu(self, donnees: dict[str, Any], rang: int) -> datetime | None:
        """When a line was received; without its time, that of the line before, else the first hour of the day."""
        jour: date | None = donnees.get("jour")
        if jour is None:
            return None
        heures = [donnees.get(f"heure_{precedent}") for precedent in range(rang, 0, -1)]
        heure = next((une for une in heures if une), time())
        return timezone.make_aware(datetime.combine(jour, heure))

    def make_demandes(self) -> list[Demande]:
        """The lines that are filled in, in the order of the paper, once the form is valid."""
        donnees = self.cleaned_data
        return [
            Demande(
                (
                    Personne(
                        " ".join(donnees[f"prenom_{rang}"].split()),
                        " ".join(donnees[f"nom_{rang}"].split()),
                        donnees[f"commune_{rang}"],
                    ),
                ),
                telephone=donnees[f"telephone_{rang}"],
                canal=Canal.PAPIER,
                recu_le=self._read_recu(donnees, rang),
            )
            for rang in self._list_remplies()
        ]
