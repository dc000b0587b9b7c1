"""What people type to invite an agent."""

from __future__ import annotations

from typing import Any

from django import forms

from communes.enums import Fonction
from communes.forms.comptes import COURRIEL, INCOMPLET
from communes.models import Agent, Convention, Partie
from conseiller.formulaires.forms import OUBLI, Formulaire


def _limit(champ: str) -> int | None:
    # Any: the field's class is not known by its name.
    lu: Any = Agent._meta.get_field(champ)
    return lu.max_length


class InvitationForm(Formulaire):
    """Who is invited, for which party of the agreement, to do what."""

    prenom = forms.CharField(label="Prénom", max_length=_limit("prenom"), help_text="Celui de la personne invitée.")
    nom = forms.CharField(
        label="Nom",
        max_length=_limit("nom"),
        help_text="La liste des agents et le journal le montreront à la coordination.",
    )
    courriel = forms.EmailField(
        label=COURRIEL,
        max_length=_limit("courriel"),
        help_text="La personne y recevra le message, et s’en servira pour entrer.",
    )
    partie = forms.ModelChoiceField(
        Partie.objects.none(),
        label="Organisme",
        empty_label="Choisissez…",
        help_text="Celui pour lequel la personne travaille.",
    )
    fonction = forms.ChoiceField(
        label="Fonction",
        choices=Fonction.choices(),
        widget=forms.RadioSelect,
        help_text="Elle dit ce que la personne peut lire et changer.",
    )

    def __init__(self, *args: Any, convention: Convention, **options: Any) -> None:
        super().__init__(*args, **options)
        # Any: the field's class is not known by its name.
        partie: Any = self.fields["partie"]
        partie.queryset = Partie.objects.filter(convention=convention).select_related("organisme")
        for nom, champ in self.fields.items():
            champ.error_messages |= {"required": OUBLI, "invalid_choice": "Choisissez dans la liste."}
            if nom in ("prenom", "nom", "courriel"):
                # The browser knows the person who types, not the one invited.
                champ.widget.attrs["autocomplete"] = "off"
        self.fields["courriel"].error_messages["invalid"] = INCOMPLET
        self.fields["fonction"].error_messages["required"] = "Choisissez une fonction."
        partie.error_messages["required"] = "Choisissez un organisme."

    def clean_fonction(self) -> Fonction:
        """The word of the agreement rather than its text."""
        return Fonction(self.cleaned_data["fonction"])

    def describe_role(self) -> dict[str, Any]:
        """What `invite` asks for."""
        return {nom: valeur for nom, valeur in self.cleaned_data.items() if nom != "jeton"}
