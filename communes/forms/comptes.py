"""The forms of accounts in our words: a label says what to type, nothing is typed in the field beforehand."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)
from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from conseiller.formulaires.forms import OUBLI
from conseiller.formulaires.reprise import keep_reprise

COURRIEL = "Adresse électronique"
MOT_DE_PASSE = "Mot de passe"
NOUVEAU = "Nouveau mot de passe"
ENCORE = "Le même, encore une fois"
CONSIGNE = "12 caractères au moins, et pas seulement des chiffres. Quelques mots qui se suivent conviennent."
INCOMPLET = "Écrivez une adresse complète, par exemple camille.martin@exemple.fr."


def _word(form: forms.Form, **mots: tuple[str, str]) -> None:
    """Give each field its label and its help, and take away what allauth writes inside the field."""
    for nom, (libelle, aide) in mots.items():
        champ = form.fields[nom]
        champ.label, champ.help_text = libelle, aide
        champ.error_messages |= {"required": OUBLI, "invalid": INCOMPLET}
        champ.widget.attrs.pop("placeholder", None)


class ConnexionForm(LoginForm):
    """Sign in; `reprise` carries what was being typed when the session ended."""

    reprise = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, login=(COURRIEL, ""), password=(MOT_DE_PASSE, ""))
        # On a shared computer agents follow one another: the next one types at once.
        self.fields["login"].widget.attrs["autofocus"] = True

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Sign in, then go back to the form that waits."""
        reponse = super().login(request, redirect_url)
        adresse = keep_reprise(request, self.cleaned_data["reprise"]) if request.user.is_authenticated else None
        return HttpResponseRedirect(adresse) if adresse else reponse


class OubliForm(ResetPasswordForm):
    """Ask for a link to choose a new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, email=(COURRIEL, "Celle de votre compte."))


class NouveauMotDePasseForm(ResetPasswordKeyForm):
    """Choose a new password by the link of the e-mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, password1=(NOUVEAU, CONSIGNE), password2=(ENCORE, ""))


class ChangementForm(ChangePasswordForm):
    """Choose a new password while signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(
            self,
            oldpassword=("Mot de passe actuel", ""),
            password1=(NOUVEAU, CONSIGNE),
            password2=(ENCORE, ""),
        )


class ChoixForm(SetPasswordForm):
    """Choose a first password while signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, password1=(MOT_DE_PASSE, CONSIGNE), password2=(ENCORE, ""))


class VerificationForm(ReauthenticateForm):
    """Give the password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, password=(MOT_DE_PASSE, ""))
