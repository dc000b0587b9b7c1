"""What people type of titres and payments, and how they find the sums that wait."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from conseiller.champs import MontantChamp
from conseiller.formulaires.forms import FicheForm
from subventions.enums import EtatRecouvrement
from subventions.models import Paiement, Titre

RETARD = "retard"
ETATS = [
    ("", "Tous"),
    (EtatRecouvrement.A_EMETTRE.value, "Titre à émettre"),
    (EtatRecouvrement.EMIS.value, "Titre émis, rien de payé"),
    (EtatRecouvrement.PARTIEL.value, "Partiellement payé"),
    (RETARD, "Impayé depuis plus de 30 jours"),
    (EtatRecouvrement.PAYE.value, "Payé"),
]


class TitreForm(FicheForm):
    """The number and the day of a titre, or of the mandat that gives a sum back."""

    class Meta:
        model = Titre
        fields = ["numero", "emis_le"]
        help_texts = {
            "numero": "Celui que votre logiciel comptable lui a donné.",
            "emis_le": "Le jour écrit sur le titre. Le délai de paiement de 30 jours court à partir de lui.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.montant < 0:
            self.fields["numero"].label = "Numéro du mandat"
            self.fields["emis_le"].label = "Mandat du"
            self.fields["emis_le"].help_text = "Le jour écrit sur le mandat, ou sur le titre de réduction."


class PaiementForm(FicheForm):
    """What was paid on one day: always typed as a positive amount."""

    montant = MontantChamp(
        label="Montant payé",
        minimum=1,
        help_text="Un paiement partiel s’inscrit à son montant\u202f; le reste attendra le suivant.",
        error_messages={"minimum": "Écrivez un montant positif."},
    )

    class Meta:
        model = Paiement
        fields = ["paye_le", "montant"]
        help_texts = {"paye_le": "Le jour où le comptable l’a encaissé, ou versé."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial["montant"] = abs(self.instance.montant)

    def clean_montant(self) -> int:
        """The amount with the sign of the sum: what is given back is negative."""
        montant = int(self.cleaned_data["montant"])
        return -montant if self.instance.titre.montant < 0 else montant


class RecouvrementFiltre(forms.Form):
    """Which sums to look at; its answers show in the address."""

    etat = forms.ChoiceField(label="Où elles en sont", choices=ETATS, required=False)
    exercice = forms.TypedChoiceField(label="Exercice", coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, exercices: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Any: the class of this field is not known by its name.
        exercice: Any = self.fields["exercice"]
        exercice.choices = [("", "Tous"), *((annee, str(annee)) for annee in exercices)]

    @property
    def criteres(self) -> dict[str, Any]:
        """What `filter_sommes` keeps; answers that cannot be read keep all."""
        self.is_valid()
        lues = self.cleaned_data
        return {"etat": lues.get("etat", ""), "exercice": lues.get("exercice")}
