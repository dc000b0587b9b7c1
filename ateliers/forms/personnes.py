"""What an agent types to find one person, and says before that person is forgotten."""

from __future__ import annotations

from django import forms

from conseiller.formulaires.forms import Formulaire


class PersonneForm(Formulaire):
    """A name, a phone number or a code; sent in the body, so that no address or log holds it."""

    texte = forms.CharField(
        label="Nom, téléphone ou code",
        max_length=200,
        help_text="Le nom de qui vient, ou de qui est à prévenir. Quatre chiffres du téléphone suffisent.",
        error_messages={"required": "Écrivez un nom, un téléphone ou un code."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class EffacementForm(Formulaire):
    """The word of the agent: they know whom they erase."""

    verifie = forms.BooleanField(
        label="J’ai vérifié que ces réservations sont bien celles de cette personne",
        help_text="Demandez-lui un code, ou rappelez le numéro noté. Ne demandez pas de pièce d’identité.",
        error_messages={"required": "Vérifiez d’abord, puis cochez cette case."},
    )
