"""What people type about a statement that goes to the partners and comes back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from django import forms

from conseiller.formulaires.forms import FicheForm, Formulaire
from subventions.models import Remarque
from subventions.presentation import LigneContestable

LONGUEUR = 2000
PREFIXE = "ligne-"
SANS_REMARQUE = "Dites ce que vous contestez\u00a0: écrivez une remarque sous la ligne en cause."
TROP_LONG = "Cette remarque est trop longue\u00a0: 2\u202f000 caractères au plus."


class VersionForm(Formulaire):
    """A gesture on a statement as it was read: `version` tells which calculation that was."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class RepriseForm(VersionForm):
    """Why a transmitted statement comes back to draft."""

    motif = forms.CharField(
        label="Pourquoi le reprenez-vous\u202f?",
        max_length=LONGUEUR,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Les communes le liront dans le courriel qui leur annonce la reprise.",
        error_messages={"required": "Écrivez pourquoi\u00a0: les communes le liront."},
    )


class ContestationForm(VersionForm):
    """A remark for each line that a partner contests, one at least."""

    def __init__(self, *args: Any, lignes: Sequence[LigneContestable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lignes = lignes
        for ligne in lignes:
            self.fields[f"{PREFIXE}{ligne.code}"] = forms.CharField(
                label=f"Votre remarque sur «\u00a0{ligne.libelle}\u00a0»",
                required=False,
                max_length=LONGUEUR,
                widget=forms.Textarea(attrs={"rows": 3}),
                error_messages={"max_length": TROP_LONG},
            )

    def clean(self) -> dict[str, Any]:
        """Ask for one remark at least."""
        lues: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(texte for _, texte in self.list_remarques()):
            self.add_error(None, SANS_REMARQUE)
        return lues

    def list_remarques(self) -> list[tuple[str, str]]:
        """The code of each line that has a remark, with it."""
        lues = [(ligne.code, self.cleaned_data.get(f"{PREFIXE}{ligne.code}", "")) for ligne in self._lignes]
        return [(code, texte) for code, texte in lues if texte]

    @property
    def groupes(self) -> Iterator[tuple[str, list[tuple[LigneContestable, forms.BoundField]]]]:
        """The lines by step of the calculation, each with its field."""
        for etape, lignes in groupby(self._lignes, key=lambda ligne: ligne.etape):
            yield etape, [(ligne, self[f"{PREFIXE}{ligne.code}"]) for ligne in lignes]


class RemarqueForm(FicheForm):
    """What the employing body answers to a remark."""

    class Meta:
        model = Remarque
        fields = ["reponse"]
        labels = {"reponse": "Votre réponse"}
        help_texts = {"reponse": "Elle part par courriel, et reste lisible de toutes les communes sur le décompte."}
        widgets = {"reponse": forms.Textarea(attrs={"rows": 5, "maxlength": LONGUEUR})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reponse"].required = True
        self.fields["reponse"].error_messages["required"] = "Écrivez votre réponse."
