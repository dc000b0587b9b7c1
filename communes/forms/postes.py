"""What people type about the adviser's post: never a name, never an amount."""

from __future__ import annotations

from typing import Any

from django import forms

from communes.enums import TypeContrat
from communes.models import Contrat, Poste
from communes.presentation.occupation import A_TERME
from conseiller.formulaires.forms import FicheForm


class ContratForm(FicheForm):
    """One adviser in the post: the contract's days and the training."""

    type = forms.ChoiceField(
        label="Type de contrat",
        choices=TypeContrat.choices(),
        widget=forms.RadioSelect,
        help_text="Il est écrit en tête du contrat. Un contrat à terme demande aussi son dernier jour.",
        error_messages={"required": "Choisissez le type de contrat."},
    )

    class Meta:
        model = Contrat
        fields = ["type", "debut", "fin", "motif_fin", "formation"]
        labels = {"formation": "Heures de formation"}
        help_texts = {
            "debut": "Le jour où la personne commence.",
            "fin": "Le dernier jour du contrat, ou celui du départ. Vide pour un contrat sans terme.",
            "motif_fin": "Par exemple\u00a0: fin du contrat, démission. Aucun nom, aucun motif de santé.",
            "formation": "La formation initiale que l’État demande, de 105 à 420 heures. Vide si vous ne savez pas.",
        }

    def clean(self) -> dict[str, Any]:
        """Ask for the last day of a contract that has one by nature."""
        donnees: dict[str, Any] = super().clean() or {}
        if donnees.get("type") in A_TERME and not donnees.get("fin") and "fin" not in self.errors:
            self.add_error("fin", "Un contrat de ce type a un terme\u00a0: indiquez son dernier jour.")
        return donnees


class PosteForm(FicheForm):
    """The day on which the post is given back to the State."""

    class Meta:
        model = Poste
        fields = ["rendu_le"]
        labels = {"rendu_le": "Rendu à l’État le"}
        help_texts = {"rendu_le": "Le premier jour où il n’est plus le vôtre. Vide s’il vous reste acquis."}
