"""What is sent to call part payments."""

from __future__ import annotations

from django import forms

from conseiller.formulaires.forms import Formulaire


class AppelForm(Formulaire):
    """Confirm a call; `lu` is the fingerprint of the forecast that the page showed."""

    lu = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
