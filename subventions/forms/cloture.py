"""What people type when they close a statement, and when they keep its signed copy."""

from __future__ import annotations

from typing import Any

from django import forms

from conseiller.champs import JourField
from conseiller.formulaires.forms import Formulaire
from conseiller.pieces.forms import PieceField

MOTIF = "Écrivez pourquoi vous arrêtez ce décompte sans attendre, ou malgré le désaccord."


class ClotureForm(Formulaire):
    """Closing: the version that was read, and a reason when a party contests or may still answer (`motive`)."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    motif = forms.CharField(
        label="Pourquoi l’arrêter maintenant\u202f?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Ce motif reste avec le décompte\u00a0: chaque commune le lit.",
        error_messages={"required": MOTIF},
    )

    def __init__(self, *args: Any, motive: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not motive:
            del self.fields["motif"]


class ExemplaireForm(Formulaire):
    """The scan of the copy that was signed."""

    piece = PieceField(label="Exemplaire signé, numérisé")
    signe_le = JourField(
        label="Signé le", required=False, help_text="Le jour écrit près de la signature. Vide si vous ne le savez pas."
    )
