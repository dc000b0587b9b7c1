"""Check a paper by what it says, or a file by its bytes."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from conseiller.pieces.calculs import TAILLE_MAX

TIRETS = str.maketrans("\u2010\u2011\u2012\u2013\u2212", "-----")
NUMERO = re.compile(r"(?:N[\u00b0\u00ba]?)?([0-9]{4}-[0-9]{3,10})")
DEBITEUR = re.compile(r"[0-9][0-9AB][0-9]{3}|[0-9]{9}|[0-9]{14}")
LONGUEUR = 64


class MentionsForm(forms.Form):
    """What the foot of the first page says, as people copy it: spaces and capitals do not count."""

    numero = forms.CharField(
        label="Numéro du décompte",
        help_text="Sous le titre. Par exemple\u00a0: 2026-001",
        max_length=40,
        error_messages={"required": "Écrivez le numéro du décompte."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    debiteur = forms.CharField(
        label="Débiteur",
        help_text="Son SIRET, son SIREN ou son code INSEE. Laissez vide pour une synthèse.",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    empreinte = forms.CharField(
        label="Empreinte",
        help_text="Les 64 signes du bas de la première page, avec ou sans espaces.",
        max_length=200,
        error_messages={"required": "Écrivez l’empreinte\u00a0: 64 signes, en bas de la première page."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
    )

    def clean_numero(self) -> str:
        """The number alone."""
        trouve = NUMERO.fullmatch(_pack(self.cleaned_data["numero"]).translate(TIRETS).upper())
        if trouve is None:
            raise ValidationError("Un numéro est une année, un tiret, puis trois chiffres\u00a0: 2026-001.")
        return trouve[1]

    def clean_debiteur(self) -> str:
        """The code alone."""
        code = _pack(self.cleaned_data["debiteur"]).upper()
        if code and not DEBITEUR.fullmatch(code):
            raise ValidationError("Écrivez un SIRET (14 chiffres), un SIREN (9 chiffres) ou un code INSEE (5 signes).")
        return code

    def clean_empreinte(self) -> str:
        """Sixty-four small hexadecimal signs."""
        empreinte = _pack(self.cleaned_data["empreinte"]).lower()
        if len(empreinte) != LONGUEUR:
            raise ValidationError(f"L’empreinte compte 64 signes, vous en avez écrit {len(empreinte)}.")
        if not re.fullmatch(r"[0-9a-f]+", empreinte):
            raise ValidationError("L’empreinte n’a que des chiffres et les lettres de a à f.")
        return empreinte


class FichierForm(forms.Form):
    """A file, read once to take its fingerprint: neither opened nor kept."""

    fichier = forms.FileField(
        label="Fichier PDF ou JSON",
        help_text="Le PDF tel que vous l’avez reçu, ou le fichier des données du calcul. 10\u00a0Mo au plus.",
        error_messages={
            "required": "Choisissez le fichier à vérifier.",
            "empty": "Ce fichier est vide\u00a0: choisissez-en un autre.",
            "invalid": "Ce fichier n’est pas arrivé\u00a0: choisissez-le à nouveau.",
            "missing": "Ce fichier n’est pas arrivé\u00a0: choisissez-le à nouveau.",
        },
        widget=forms.FileInput(attrs={"accept": "application/pdf,application/json,.json"}),
    )

    def clean_fichier(self) -> UploadedFile:
        """A file that is not too heavy."""
        fichier: UploadedFile = self.cleaned_data["fichier"]
        if (fichier.size or 0) > TAILLE_MAX:
            raise ValidationError("Ce fichier dépasse 10\u00a0Mo\u00a0: ce n’est pas un document de ce site.")
        return fichier


def _pack(texte: str) -> str:
    return re.sub(r"\s+", "", texte)
