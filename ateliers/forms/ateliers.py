"""What is typed about a workshop: its words, and its first dates in the same screen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from ateliers.calculs.thematiques import list_thematiques, write_thematique
from ateliers.enums import Niveau
from ateliers.models import Atelier
from conseiller.formulaires.forms import FicheForm

from .dates import DatesForm, Forme


class AtelierForm(FicheForm):
    """The words that residents read."""

    thematique = forms.ChoiceField(
        label="Thème", required=False, help_text="Sert à retrouver l’atelier, et au rapport d’activité."
    )
    niveau = forms.ChoiceField(
        label="Niveau",
        required=False,
        choices=[("", "Pour tous"), *Niveau.choices()],
        widget=forms.RadioSelect,
        help_text="Les habitants le lisent dans la liste. Dans le doute\u00a0: Pour tous.",
    )

    class Meta:
        model = Atelier
        fields = ["titre", "phrase", "thematique", "niveau", "apporter", "description"]
        labels = {"apporter": "À apporter", "phrase": "En une phrase", "description": "Description"}
        help_texts = {
            "titre": "Comme on le dirait à un voisin. Par exemple\u00a0: Créer de bons mots de passe.",
            "phrase": "Sous le titre, dans la liste. Par exemple\u00a0: Longs, faciles à retenir.",
            "apporter": "Vide s’il n’y a rien à apporter.",
            "description": "Ce qu’on fait, pour ceux qui veulent en savoir plus.",
        }
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}
        error_messages = {"titre": {"required": "Donnez un titre à l’atelier."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choix = [(theme.code, theme.nom) for theme in list_thematiques(timezone.localdate())]
        garde = self.instance.thematique
        if garde and garde not in dict(choix):
            # Withdrawn since: the workshop keeps it until somebody chooses another.
            choix.append((garde, write_thematique(garde)))
        # Any: the field's class is not known by its name.
        thematique: Any = self.fields["thematique"]
        thematique.choices = [("", "Choisissez…"), *choix]


class AtelierNouveauForm(DatesForm, AtelierForm):
    """A workshop and its first dates."""

    class Meta(AtelierForm.Meta):
        pass

    def save(self, commit: bool = True) -> Any:
        """The workshop, a cycle when its dates are followed together."""
        self.instance.cycle = self.cleaned_data["forme"] == Forme.CYCLE
        return super().save(commit)
