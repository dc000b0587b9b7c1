"""What people type about the group that residents know."""

from __future__ import annotations

from django import forms
from django.utils.text import slugify

from communes.models import Groupe
from conseiller.formulaires.forms import FicheForm


class GroupeForm(FicheForm):
    """The name of the group, its public address and the words of its place."""

    slug = forms.CharField(
        label="Fin de l’adresse publique",
        max_length=50,
        help_text="Sans espace ni accent\u00a0: ludres. La changer casse les liens déjà donnés aux habitants.",
    )

    class Meta:
        model = Groupe
        fields = ["nom", "slug", "lieu"]
        labels = {"nom": "Nom du groupe", "lieu": "Le lieu d’accueil, avec son article"}
        help_texts = {
            "nom": "Celui que les habitants lisent en haut de chaque page.",
            "lieu": "La médiathèque, le centre social, l’espace Ravel\u00a0: les pages l’emploient dans leurs phrases.",
        }

    def clean_slug(self) -> str:
        """Forgive spaces, accents and capitals; raises ValidationError when nothing is left."""
        adresse = slugify(self.cleaned_data["slug"])
        if not adresse:
            raise forms.ValidationError("Écrivez au moins une lettre ou un chiffre.")
        return adresse
