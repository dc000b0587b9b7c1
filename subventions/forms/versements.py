"""What people type about one instalment, and about money from elsewhere."""

from __future__ import annotations

from typing import Any

from django import forms

from conseiller.champs import MontantChamp
from conseiller.formulaires.forms import FicheForm
from subventions.enums import Suspension
from subventions.forms.subventions import PLAN, check_plan, make_champs
from subventions.models import Cofinancement, Versement


class VersementFiche(FicheForm):
    """Looks at the constraints of a row only when its fields are right: its own sentences come first."""

    def validate_unique(self) -> None:
        """Leave a row that is not complete."""
        if not self.errors:
            super().validate_unique()


class VersementAjoutForm(VersementFiche):
    """One more instalment: how much and when."""

    class Meta:
        model = Versement
        fields = [*PLAN]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nom, champ in make_champs().items():
            self.fields[nom] = champ

    def clean(self) -> dict[str, Any]:
        """Ask for both answers, once each."""
        lues: dict[str, Any] = super().clean() or {}
        check_plan(self, {nom: nom for nom in PLAN})
        return lues


class VersementForm(VersementAjoutForm):
    """What came of an instalment, or why it does not come; what was expected may be corrected."""

    montant_recu = MontantChamp(
        label="Montant reçu",
        required=False,
        minimum=0,
        help_text="Celui du relevé, même s’il diffère de ce qui était attendu.",
    )

    class Meta:
        model = Versement
        fields = ["recu_le", "montant_recu", "reference", "suspension", "motif", *PLAN]
        labels = {
            "recu_le": "Reçu le",
            "reference": "Référence de la recette",
            "suspension": "Le financeur l’a-t-il suspendu ou annulé\u202f?",
            "motif": "Raison",
        }
        help_texts = {
            "recu_le": "Le jour où l’argent est arrivé.",
            "reference": "Le numéro du titre, pour le retrouver. Facultatif.",
            "suspension": "Suspendu ou annulé, il n’est plus attendu\u00a0: ni relance, ni retard, ni prévision.",
            "motif": "Ce que le financeur a écrit, en une phrase.",
        }
        widgets = {"suspension": forms.RadioSelect}

    def clean(self) -> dict[str, Any]:
        """Ask for the day and the amount together, and for the reason of a suspension."""
        lues = super().clean()
        recu = [lues.get(nom) is not None for nom in ("recu_le", "montant_recu")]
        if recu == [True, False] and "montant_recu" not in self.errors:
            self.add_error("montant_recu", "Indiquez aussi le montant reçu.")
        if recu == [False, True] and "recu_le" not in self.errors:
            self.add_error("recu_le", "Indiquez aussi le jour où l’argent est arrivé.")
        suspendu = lues.get("suspension", "") != Suspension.NON
        if suspendu and any(recu):
            self.add_error("suspension", "Ce versement est reçu\u00a0: il n’est plus suspendu ni annulé.")
        elif suspendu and not lues.get("motif"):
            self.add_error("motif", "Écrivez pourquoi, pour ceux qui liront cette page plus tard.")
        return lues


class ReversementForm(VersementFiche):
    """Money given back to whoever granted it: typed as a positive amount, kept as a negative receipt (R5)."""

    montant_recu = MontantChamp(
        label="Montant reversé",
        minimum=1,
        help_text="Un montant positif. Il sera retiré de ce qui est reçu.",
        error_messages={"minimum": "Écrivez un montant positif\u00a0: il sera retiré de ce qui est reçu."},
    )

    class Meta:
        model = Versement
        fields = ["recu_le", "montant_recu", "reference", "motif"]
        labels = {"recu_le": "Reversé le", "reference": "Référence du mandat", "motif": "Raison"}
        help_texts = {
            "recu_le": "Le jour où la somme est partie.",
            "reference": "Pour la retrouver dans vos comptes. Facultatif.",
            "motif": "Par exemple\u00a0: «\u00a0paie inférieure à la subvention\u00a0». Facultatif.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recu_le"].required = True
        if self.instance.montant_recu is not None:
            self.initial["montant_recu"] = -self.instance.montant_recu

    def clean_montant_recu(self) -> int:
        """The negative receipt."""
        return -int(self.cleaned_data["montant_recu"])

    def clean(self) -> dict[str, Any]:
        """Nothing was expected of it but its own day."""
        lues: dict[str, Any] = super().clean() or {}
        self.instance.montant_prevu, self.instance.prevu_le = 0, lues.get("recu_le")
        return lues


class CofinancementForm(FicheForm):
    """Money from elsewhere, deducted before sharing (R6)."""

    montant = MontantChamp(
        label="Montant",
        minimum=0,
        help_text="Le total accordé\u00a0: il est déduit avant le partage entre les communes.",
    )

    class Meta:
        model = Cofinancement
        fields = ["libelle", "montant", "debut", "fin"]
        help_texts = {
            "libelle": "Qui le donne et pourquoi, par exemple «\u00a0Département, aide à l’équipement\u00a0».",
            "debut": "Le premier jour qu’il aide à payer.",
            "fin": "Le dernier. Le montant est compté au prorata des jours.",
        }
