"""The table that somebody sends, and their word that nothing is in it twice."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms

from communes.models import Convention
from conseiller.formulaires.forms import Formulaire
from conseiller.pieces.calculs import clean_nom
from conseiller.refus import Refus
from conseiller.tableurs.lecture import MEGAOCTETS
from subventions.services.lecture_depenses import read_depenses

ACCEPTE = ".csv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportForm(Formulaire):
    """A table of expenses."""

    fichier = forms.FileField(
        label="Tableau des dépenses",
        help_text=f"Excel (.xlsx) ou CSV, {MEGAOCTETS}\u00a0Mo et 5\u202f000 lignes au plus.",
        widget=forms.FileInput(attrs={"accept": ACCEPTE}),
        error_messages={
            "required": "Choisissez le fichier à importer.",
            "empty": "Ce fichier est vide. Vérifiez qu’il s’ouvre dans votre tableur, puis envoyez-le de nouveau.",
        },
    )

    def __init__(self, *args: Any, convention: Convention, **options: Any) -> None:
        super().__init__(*args, **options)
        self.convention = convention
        self.contenu = b""

    def clean_fichier(self) -> Any:
        """Read the table; raises ValidationError when it is none, or not one of expenses."""
        fichier = self.cleaned_data["fichier"]
        self.contenu = fichier.read(MEGAOCTETS * 1024 * 1024 + 1)
        try:
            read_depenses(self.contenu, clean_nom(fichier.name), self.convention)
        except Refus as refus:
            raise forms.ValidationError(str(refus)) from refus
        return fichier


class ConfirmationForm(Formulaire):
    """The import of one kept table: sent twice, even from two pages, it is done once."""

    verifie = forms.BooleanField(label="J’ai vérifié\u00a0: rien n’est en double", required=False)

    def __init__(self, *args: Any, depot: str, **options: Any) -> None:
        super().__init__(*args, **options)
        # Drawn from the kept file and not by chance: opening the preview again does not make another import.
        self.fields["jeton"].initial = uuid.uuid5(uuid.NAMESPACE_URL, depot)
