"""What residents type to book, without an account, and to find their booking again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from unicodedata import category

from django import forms

from ateliers.calculs.codes import LONGUEUR, normalize_code, normalize_nom
from ateliers.models import Inscription, Lieu, Seance
from ateliers.services.demande import Demande, Personne
from communes.models import Organisme

from .lieux import TelephoneChamp

MOI, PROCHE = "moi", "proche"
AILLEURS = "autre"
ETRANGER = re.compile(r"(?:\+|00)(?!33)[1-9][0-9]{6,13}")
# Names go into e-mails to an address that anybody may type: they carry no link, and no sign that hides or turns text.
LIEN = re.compile(r"[@<>{}\\]|//|www\.|\w{2,}\.\w{2,}", re.IGNORECASE)
LIEN_REFUSE = "Un nom ne contient ni adresse de site, ni adresse électronique, ni les signes < > { }."
INVISIBLES = ("Cc", "Cf", "Zl", "Zp", "Co", "Cn")
SEPARATEURS = re.compile(r"[\s().\u00a0\u202f/-]")
COURRIEL = "Une adresse électronique s’écrit comme nom@exemple.fr\u00a0: vérifiez-la."
PIEGE = "site"


class NomChamp(forms.CharField):
    """A first name or a surname: at least a letter, whatever the script."""

    def __init__(self, *, oubli: str, **options: Any) -> None:
        options.setdefault("max_length", 100)
        super().__init__(error_messages={"required": oubli, "max_length": "Cent lettres au plus."}, **options)
        self.oubli = oubli

    def clean(self, value: Any) -> str:
        """The name, spaces made single; raises ValidationError."""
        tape = "".join(signe if category(signe) not in INVISIBLES else " " for signe in super().clean(value))
        nom = " ".join(tape.split())
        if LIEN.search(nom):
            raise forms.ValidationError(LIEN_REFUSE, "lien")
        if nom and not normalize_nom(nom):
            raise forms.ValidationError(self.oubli, "required")
        return nom


class ContactTelephoneChamp(TelephoneChamp):
    """A number of France, or of a neighbour country with its prefix: people work across the border."""

    def to_python(self, value: Any) -> str:
        """The number as it is kept; raises ValidationError."""
        chiffres = SEPARATEURS.sub("", forms.CharField.to_python(self, value) or "")
        return chiffres if ETRANGER.fullmatch(chiffres) else super().to_python(value)


class CommuneChamp(forms.CharField):
    """A commune of the agreement, by its code or its name; any other answer is elsewhere."""

    widget = forms.Select
    organismes: Sequence[Organisme] = ()

    def propose(self, organismes: Sequence[Organisme], vide: str) -> None:
        """Offer those bodies, and « another one »."""
        self.organismes = organismes
        choix = [(organisme.code, organisme.nom) for organisme in organismes]
        # Any: the field's widget is not known by its name.
        widget: Any = self.widget
        widget.choices = [("", vide), *choix, (AILLEURS, "Une autre commune")]

    def clean(self, value: Any) -> int | None:
        """The id of the body, None for elsewhere; raises ValidationError when nothing is answered."""
        cherche = normalize_nom(super().clean(value))
        trouves = (o.pk for o in self.organismes if cherche in (normalize_nom(o.code), normalize_nom(o.nom)))
        return next(trouves, None)


class ReservationForm(forms.Form):
    """One or two people, and whom to tell; `ordinateur` only when computers are fewer than seats."""

    pour = forms.ChoiceField(
        label="Vous réservez",
        choices=[(MOI, "pour moi"), (PROCHE, "pour un proche")],
        widget=forms.RadioSelect,
        initial=MOI,
        help_text="Pour un proche\u00a0: son nom d’abord, le vôtre ensuite.",
        required=False,
        error_messages={"invalid_choice": "Choisissez l’une des deux réponses."},
    )
    prenom = NomChamp(label="Prénom", oubli="Écrivez le prénom.")
    nom = NomChamp(label="Nom", oubli="Écrivez le nom.")
    commune = CommuneChamp(
        label="Commune où habite cette personne",
        help_text="On peut venir d’une autre commune\u00a0: c’est le dernier choix.",
        max_length=200,
        error_messages={"required": "Choisissez une commune, ou «\u00a0Une autre commune\u00a0»."},
    )
    ordinateur = forms.BooleanField(label="Il me faut un ordinateur", required=False)
    prenom2 = NomChamp(label="Prénom de la deuxième personne", oubli="Écrivez son prénom.", required=False)
    nom2 = NomChamp(label="Nom de la deuxième personne", oubli="Écrivez son nom.", required=False)
    commune2 = CommuneChamp(label="Sa commune", max_length=200, required=False)
    ordinateur2 = forms.BooleanField(label="Il lui faut aussi un ordinateur", required=False)
    contact = NomChamp(
        label="Votre nom",
        oubli="Écrivez votre nom\u00a0: il permettra aussi de retrouver la réservation.",
        help_text="Il permettra aussi de retrouver la réservation.",
        required=False,
        max_length=200,
    )
    telephone = ContactTelephoneChamp(label="Téléphone", required=False, max_length=40)
    courriel = forms.EmailField(
        label="Adresse électronique", required=False, error_messages={"invalid": COURRIEL}, max_length=254
    )
    liste_attente = forms.BooleanField(label="M’inscrire sur la liste d’attente si c’est complet", required=False)
    # A field that nobody sees: only programs that fill everything answer it.
    site = forms.CharField(label="Laissez cette case vide", required=False, max_length=500)

    def __init__(
        self, *args: Any, seance: Seance, organismes: Sequence[Organisme], accueil: Lieu | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.accueil = accueil
        # Any: the fields' classes are not known by their names.
        champs: Any = self.fields
        champs["commune"].propose(organismes, "Choisissez…")
        champs["commune2"].propose(organismes, "La même")
        if seance.ordinateurs is None or seance.ordinateurs >= seance.places:
            del champs["ordinateur"], champs["ordinateur2"]
        for nom, remplissage in (("prenom", "given-name"), ("nom", "family-name"), ("contact", "name")):
            champs[nom].widget.attrs["autocomplete"] = remplissage
        champs["telephone"].widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
        champs["courriel"].widget.attrs["autocomplete"] = "email"

    def clean_telephone(self) -> str:
        """A number that fits its column."""
        telephone: str = self.cleaned_data["telephone"]
        return telephone[:20]

    def clean_site(self) -> str:
        """Refused when a program filled it; emptied, so that a browser that did it alone may send again."""
        if self.cleaned_data["site"]:
            # Any: what was sent cannot be written to, a copy can.
            donnees: Any = self.data.copy()  # type: ignore[attr-defined]
            donnees.pop(PIEGE, None)
            self.data = donnees
            self.add_error(
                None,
                "Une case cachée a été remplie, sans doute par votre navigateur. Elle est vidée\u00a0: recommencez.",
            )
        return ""

    def clean(self) -> dict[str, Any]:
        """A way to reach somebody, a name for it, and a second person in full or not at all."""
        donnees: dict[str, Any] = super().clean() or {}
        if not {"telephone", "courriel"} & set(self.errors) and not donnees["telephone"] and not donnees["courriel"]:
            self.add_error("telephone", self._write_sans_contact())
        if donnees.get("pour") == PROCHE and not donnees.get("contact") and "contact" not in self.errors:
            self.add_error("contact", self.fields["contact"].error_messages["required"])
        if bool(donnees.get("prenom2")) != bool(donnees.get("nom2")) and not {"prenom2", "nom2"} & set(self.errors):
            manque = "nom2" if donnees.get("prenom2") else "prenom2"
            self.add_error(manque, self.fields[manque].error_messages["required"])
        return donnees

    def _write_sans_contact(self) -> str:
        numero = self.accueil.telephone if self.accueil else ""
        secours = f"passez au guichet ou appelez le {numero}" if numero else "passez au guichet"
        return f"Indiquez un téléphone ou une adresse électronique. Si vous n’avez ni l’un ni l’autre, {secours}."

    @property
    def a_deux(self) -> bool:
        """Whether something was typed about a second person."""
        return self.is_bound and any(self.data.get(nom) for nom in ("prenom2", "nom2"))

    def make_demande(self, navigateur: str) -> Demande:
        """What is asked for, once the form is valid."""
        donnees = self.cleaned_data
        commune, ordinateur = donnees["commune"], donnees.get("ordinateur", False)
        personnes = [Personne(donnees["prenom"], donnees["nom"], commune, ordinateur)]
        if donnees["nom2"]:
            commune2 = donnees["commune2"] if self.data.get("commune2") else commune
            ordinateur2 = donnees.get("ordinateur2", False)
            personnes.append(Personne(donnees["prenom2"], donnees["nom2"], commune2, ordinateur2))
        return Demande(
            tuple(personnes),
            contact=donnees["contact"] if donnees["pour"] == PROCHE else "",
            telephone=donnees["telephone"],
            courriel=donnees["courriel"],
            liste_attente=donnees["liste_attente"],
            navigateur=navigateur,
        )

    def list_tape(self) -> list[tuple[str, str]]:
        """What was typed, to be carried by a page that does not show the form."""
        cachees = {"liste_attente", PIEGE}
        return [(nom, self.data[nom]) for nom in self.fields if nom not in cachees and self.data.get(nom)]


class RechercheForm(forms.Form):
    """A code and the beginning of a name."""

    code = forms.CharField(
        label="Code de réservation",
        help_text="Six caractères, écrits sur votre papier ou dans votre courriel. Par exemple\u00a0: K7M\u00a04PX",
        max_length=40,
        error_messages={"required": "Écrivez le code à six caractères."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    nom = forms.CharField(
        label="Trois premières lettres du nom",
        help_text="Celui de la personne inscrite, ou de celle qui a réservé.",
        max_length=100,
        error_messages={"required": "Écrivez les premières lettres du nom."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        """The code as codes are kept: what is no code is looked for like the others, and not found."""
        return normalize_code(self.cleaned_data["code"])[: LONGUEUR + 1]


class AnnulationForm(forms.Form):
    """What is cancelled, by id of registration: the only one there is, or those that are ticked."""

    inscriptions = forms.MultipleChoiceField(
        label="Que voulez-vous annuler\u202f?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Cochez au moins une ligne.",
            "invalid_choice": "Cette ligne est déjà annulée\u00a0: relisez la liste.",
        },
    )

    def __init__(self, *args: Any, choix: Sequence[Inscription], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Any: the field's class is not known by its name.
        champ: Any = self.fields["inscriptions"]
        champ.choices = [(str(inscription.pk), str(inscription)) for inscription in choix]
