"""What people type about an agreed adjustment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone

from communes.models import Partie
from conseiller.champs import MontantChamp
from conseiller.formulaires.forms import FicheForm
from conseiller.montants import format_euros
from subventions.models import Ajustement
from subventions.services.ajustements import EQUILIBRE

AIDE = "50 si elle paie en plus, −50 si elle paie en moins. Vide si rien ne change."


def name_montant(partie: Partie) -> str:
    """Name of the field of a party's amount."""
    return f"montant_{partie.pk}"


class AjustementForm(FicheForm):
    """An adjustment: its reason, the act behind it, and one amount per party."""

    class Meta:
        model = Ajustement
        fields = ["motif", "acte", "convenu_le"]
        labels = {"motif": "Ce qui est convenu", "acte": "Acte qui le porte", "convenu_le": "Convenu le"}
        help_texts = {
            "motif": "En une phrase, telle que chaque commune la lira sur son décompte.",
            "acte": "La délibération ou l’avenant. Le comptable le demande pour payer. Ajoutez-le d’abord s’il manque.",
            "convenu_le": "Le jour de l’acte, ou de l’accord.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        convention = self.instance.convention
        # Any: the class of this field is not known by its name.
        acte: Any = self.fields["acte"]
        acte.queryset, acte.empty_label = convention.actes.select_related("organisme"), "Aucun pour le moment"
        self.parties = list(convention.parties.select_related("organisme"))
        connus = self._read_montants(self.instance)
        for partie in self.parties:
            nom = name_montant(partie)
            self.fields[nom] = MontantChamp(label=str(partie), required=False, help_text=AIDE)
            if nom in connus:
                self.initial[nom] = connus[nom]

    def _read_montants(self, ajustement: Any) -> dict[str, int]:
        if ajustement.pk is None:
            return {}
        return {f"montant_{ligne.partie_id}": ligne.montant for ligne in ajustement.lignes.all()}

    def _list_champs(self) -> list[str]:
        return [*super()._list_champs(), "montants"]

    def _read(self, ligne: Any) -> dict[str, Any]:
        return {**super()._read(ligne), "montants": self._read_montants(ligne)}

    def clean_convenu_le(self) -> Any:
        """Refuse a day that has not come."""
        jour = self.cleaned_data["convenu_le"]
        if jour > timezone.localdate():
            raise forms.ValidationError("Ce jour n’est pas encore venu. Écrivez l’ajustement quand il est convenu.")
        return jour

    def clean(self) -> dict[str, Any]:
        """Check that what one pays more, the others pay less (R16)."""
        donnees: dict[str, Any] = super().clean() or {}
        noms = [name_montant(partie) for partie in self.parties]
        if self.errors.keys() & set(noms):
            return donnees
        somme = sum(donnees.get(nom) or 0 for nom in noms)
        if somme:
            self.add_error(
                noms[-1],
                f"La somme des montants fait {format_euros(somme)}\u00a0: {EQUILIBRE}",
            )
        elif not any(donnees.get(nom) for nom in noms):
            self.add_error(
                noms[0], "Tous les montants sont à zéro\u00a0: écrivez ce qui passe d’une commune à l’autre."
            )
        return donnees

    @property
    def montants(self) -> dict[Partie, int]:
        """The amounts of a valid form, in cents."""
        return {partie: self.cleaned_data.get(name_montant(partie)) or 0 for partie in self.parties}

    @property
    def champs_montants(self) -> Iterator[BoundField]:
        """One field per party, in the order of the act."""
        for partie in self.parties:
            yield self[name_montant(partie)]
