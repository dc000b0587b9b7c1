"""What agents type at the desk: the fewest fields, and a choice only when there is one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ateliers.calculs.recherche import split_nom
from ateliers.enums import Canal
from ateliers.models import Reservation
from ateliers.services.demande import Demande, Personne
from communes.models import Organisme
from conseiller.formulaires.forms import Formulaire
from conseiller.refus import Refus

from .lieux import TelephoneChamp

AILLEURS = "ailleurs"
CHAISE, ATTENTE, HOMONYME = "chaise", "attente", "homonyme"
DEUX_MOTS = "Écrivez le prénom, puis le nom."


class CommuneChamp(forms.ChoiceField):
    """A body of the agreement, by id, or elsewhere; kept as an id, None for elsewhere."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"label": "Commune", "required": False, **options})

    def propose(self, communes: Iterable[Organisme]) -> None:
        """Offer those bodies."""
        self.choices = [*((str(c.pk), c.nom) for c in communes), (AILLEURS, "Une autre commune")]

    def clean(self, value: Any) -> int | None:
        """The id of the body; raises ValidationError."""
        choix = super().clean(value)
        return int(choix) if choix and choix != AILLEURS else None


class NomChamp(forms.CharField):
    """First name and name in one go."""

    default_error_messages = {"required": DEUX_MOTS, "invalid": DEUX_MOTS}

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
        super().__init__(**{"max_length": 100, "widget": widget, **options})

    def clean(self, value: Any) -> Any:
        """A pair (first name, name), empty when nothing is asked nor typed; raises ValidationError."""
        prenom, nom = split_nom(super().clean(value))
        if prenom and not nom:
            raise ValidationError(self.error_messages["invalid"], "invalid")
        return (prenom, nom) if prenom else ()


class ArriveeForm(Formulaire):
    """Somebody who walks in: name, phone if they like, commune; `choix` answers what the first sending asked."""

    personne = NomChamp(label="Ajouter quelqu’un qui se présente", help_text="Le prénom, puis le nom.")
    telephone = TelephoneChamp(
        label="Téléphone (facultatif)", required=False, help_text="Pour prévenir si quelque chose change."
    )
    commune = CommuneChamp(help_text="Celle où cette personne habite.")
    # What was refused, so that the page asks the right question.
    refus: Refus | None = None
    choix = forms.MultipleChoiceField(
        choices=[(mot, mot) for mot in (CHAISE, ATTENTE, HOMONYME)],
        required=False,
        initial=list,
        widget=forms.MultipleHiddenInput,
    )

    def __init__(self, *args: Any, communes: Iterable[Organisme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Any: the field's class is not known by its name.
        champ: Any = self.fields["commune"]
        champ.propose(communes)

    def make_demande(self) -> Demande:
        """What is asked for, once the form is valid."""
        donnees = self.cleaned_data
        return Demande(
            (_make_personne(donnees["personne"], donnees["commune"]),),
            telephone=donnees["telephone"],
            liste_attente=ATTENTE in donnees["choix"],
            canal=Canal.GUICHET,
            homonyme=HOMONYME in donnees["choix"],
        )


class InscrireForm(ArriveeForm):
    """Somebody registered by the desk for another day, alone or with one more, or by who calls for them."""

    canal = forms.ChoiceField(
        label="Cette personne",
        choices=[(Canal.GUICHET.value, "est à l’accueil"), (Canal.TELEPHONE.value, "est au téléphone")],
        initial=Canal.GUICHET.value,
        widget=forms.RadioSelect,
        help_text="Pour compter comment les habitants s’inscrivent.",
    )
    deuxieme = NomChamp(
        label="Deuxième personne (facultatif)",
        required=False,
        help_text="Prénom et nom. Elles ont leur place ensemble, ou attendent ensemble.",
    )
    commune_deuxieme = CommuneChamp(
        label="Commune de la deuxième personne", help_text="Ne compte que s’il y a une deuxième personne."
    )
    ordinateurs = forms.IntegerField(
        label="Ordinateurs à prêter", min_value=0, max_value=2, initial=0, required=False,
        help_text="Pour qui vient sans le sien\u00a0: 0, 1 ou 2.",
    )  # fmt: skip
    contact = forms.CharField(
        label="Nom de la personne qui inscrit, si c’est une autre",
        max_length=200,
        required=False,
        help_text="C’est elle que l’on appellera. Par exemple\u00a0: sa fille, Anne Ferry.",
    )
    courriel = forms.EmailField(
        label="Adresse électronique (facultatif)",
        required=False,
        help_text="Sans elle, les nouvelles passent par un appel\u00a0: notez alors un téléphone.",
        error_messages={"invalid": "Écrivez une adresse complète, par exemple camille.martin@exemple.fr."},
    )
    field_order = [
        "canal",
        "personne",
        "commune",
        "deuxieme",
        "commune_deuxieme",
        "ordinateurs",
        "contact",
        "telephone",
        "courriel",
    ]

    def __init__(self, *args: Any, communes: Iterable[Organisme], ordinateurs: bool = False, **kwargs: Any) -> None:
        communes = list(communes)
        super().__init__(*args, communes=communes, **kwargs)
        # Any: the fields' classes are not known by their names.
        champs: Any = self.fields
        champs["commune_deuxieme"].propose(communes)
        champs["personne"].label = "Prénom et nom"
        if not ordinateurs:
            del champs["ordinateurs"]

    def make_demande(self) -> Demande:
        """What is asked for, once the form is valid."""
        donnees = self.cleaned_data
        prets = donnees.get("ordinateurs") or 0
        personnes = [_make_personne(donnees["personne"], donnees["commune"], ordinateur=prets > 0)]
        if donnees["deuxieme"]:
            deuxieme = _make_personne(donnees["deuxieme"], donnees["commune_deuxieme"], ordinateur=prets > 1)
            personnes.append(deuxieme)
        return Demande(
            tuple(personnes),
            contact=" ".join(donnees["contact"].split()),
            telephone=donnees["telephone"],
            courriel=donnees["courriel"],
            liste_attente=ATTENTE in donnees["choix"],
            canal=Canal(donnees["canal"]),
            homonyme=HOMONYME in donnees["choix"],
        )


def _make_personne(noms: tuple[str, str], commune: int | None, *, ordinateur: bool = False) -> Personne:
    prenom, nom = noms
    return Personne(prenom, nom, commune, ordinateur)


class RechercheForm(forms.Form):
    """One field for a name, a phone number or a code; sent by POST, since addresses are kept in logs."""

    cherche = forms.CharField(
        label="Nom, téléphone ou code",
        help_text="Le début d’un nom ou quatre chiffres suffisent.",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "type": "search"}),
        error_messages={"required": "Écrivez un nom, un téléphone ou un code."},
    )


class AnnulerForm(Formulaire):
    """What is cancelled of a booking, by id of registration."""

    inscriptions = forms.TypedMultipleChoiceField(
        label="Ce qui est annulé",
        help_text="Ce que vous décochez reste réservé.",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins une ligne.", "invalid_choice": "Cette ligne est déjà annulée."},
    )

    def __init__(self, *args: Any, choix: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Any: the field's class is not known by its name.
        champ: Any = self.fields["inscriptions"]
        champ.choices, champ.initial = choix, [pk for pk, _ in choix]


class CorrigerForm(Formulaire):
    """Names, communes and contact of a booking, as they should have been written."""

    def __init__(self, *args: Any, reservation: Reservation, communes: Iterable[Organisme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reservation, self.participants = reservation, list(reservation.participants.all())
        communes = list(communes)
        for rang, participant in enumerate(self.participants, start=1):
            de = f" ({rang}e personne)" if rang > 1 else ""
            self.fields[f"prenom_{rang}"] = forms.CharField(
                label=f"Prénom{de}",
                max_length=100,
                initial=participant.prenom,
                help_text="Comme cette personne l’écrit.",
            )
            self.fields[f"nom_{rang}"] = forms.CharField(
                label=f"Nom{de}", max_length=100, initial=participant.nom,
                help_text="Ses trois premières lettres, avec le code, font retrouver la réservation.",
            )  # fmt: skip
            commune = CommuneChamp(
                label=f"Commune{de}", initial=str(participant.commune_id or AILLEURS),
                help_text="Celle où cette personne habite.",
            )  # fmt: skip
            commune.propose(communes)
            self.fields[f"commune_{rang}"] = commune
        self.fields["contact"] = forms.CharField(
            label="Personne à prévenir", max_length=200, required=False, initial=reservation.contact,
            help_text="Quand quelqu’un d’autre a réservé\u00a0: c’est elle que l’on appelle.",
        )  # fmt: skip
        self.fields["telephone"] = TelephoneChamp(
            label="Téléphone", required=False, initial=reservation.telephone, help_text="Effacez-le s’il ne sert plus."
        )
        self.fields["courriel"] = forms.EmailField(
            label="Adresse électronique", required=False, initial=reservation.courriel,
            help_text="Les prochains messages y seront envoyés.",
        )  # fmt: skip

    def read(self) -> tuple[Reservation, list[Any]]:
        """The booking and its participants with what was typed, not saved."""
        donnees = self.cleaned_data
        for nom in ("contact", "telephone", "courriel"):
            setattr(self.reservation, nom, donnees[nom])
        for rang, participant in enumerate(self.participants, start=1):
            participant.prenom, participant.nom = donnees[f"prenom_{rang}"], donnees[f"nom_{rang}"]
            participant.commune_id = donnees[f"commune_{rang}"]
        return self.reservation, self.participants
