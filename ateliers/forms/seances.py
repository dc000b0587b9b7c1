"""What is typed to change, cancel or order what exists already."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from ateliers.enums import EtatSeance, MotifOrdre
from ateliers.models import Reservation, Seance
from ateliers.presentation.moments import write_moment
from ateliers.selectors.ateliers import read_reglages
from ateliers.services.seances import OCCUPE, Horaire, compute_valeurs
from communes.models import Organisme
from communes.selectors import list_organismes
from conseiller.enums import Enumeration
from conseiller.formulaires.forms import Formulaire, show_anew

from .dates import RemarquesMixin

A_CHANGE = (
    "Cette séance a changé depuis que vous l’avez ouverte. Vos réponses sont gardées ci-dessous\u202f; enregistrez de"
    " nouveau pour les mettre à la place."
)


class Portee(Enumeration):
    """Which dates are concerned."""

    SEULE = "seule", "Cette date seulement"
    SUIVANTES = "suivantes", "Cette date et toutes les suivantes"


def make_portee() -> forms.ChoiceField:
    """The question, asked only when dates follow."""
    return forms.ChoiceField(
        label="Pour quelles dates",
        choices=Portee.choices(),
        widget=forms.RadioSelect,
        initial=Portee.SEULE.value,
        help_text="Celles d’avant restent comme elles sont.",
    )


class SeanceForm(RemarquesMixin):
    """One date; `suivantes` begins with it. Only what was changed is written on the others."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, suivantes: Sequence[Seance], now: datetime, **kwargs: Any) -> None:
        seance = suivantes[0]
        kwargs.setdefault("initial", _read_initial(seance))
        super().__init__(*args, convention=seance.convention, now=now, **kwargs)
        self.seance, self.suivantes = seance, suivantes
        # An appointment has neither a desk's share nor a minimum.
        if seance.atelier_id is None:
            for nom in ("places_guichet", "guichet_jours", "minimum", "decision_jours", "capacite", "ordinateurs"):
                self.fields[nom].widget = forms.HiddenInput()
        if len(suivantes) > 1:
            self.fields["portee"] = make_portee()

    def clean(self) -> dict[str, Any]:
        """Refuse what another tab has changed; look at the dates that move."""
        donnees = super().clean()
        if donnees.get("version") not in (None, self.seance.sequence):
            show_anew(self, "version", str(self.seance.sequence))
            self.add_error(None, A_CHANGE)
        if not self.errors:
            deplacees = [copie for copie in map(self._move, self.list_touchees()) if copie is not None]
            self.watch(deplacees)
        return donnees

    def list_touchees(self) -> Sequence[Seance]:
        """The sessions that are to change."""
        return self.suivantes if self.cleaned_data.get("portee") == Portee.SUIVANTES else self.suivantes[:1]

    def list_champs(self) -> dict[str, Any]:
        """Fields that were changed, for the service."""
        champs = {nom: valeur for nom, valeur in self.read_champs().items() if nom in self.changed_data}
        if {"minimum", "decision_jours"} & set(self.changed_data) and self.cleaned_data["decision_jours"] is not None:
            champs["decision_jours"] = self.cleaned_data["decision_jours"]
        return champs

    def find_horaire(self) -> Horaire | None:
        """Where the dates go, None when they stay."""
        if not {"jour", "heure_debut", "heure_fin"} & set(self.changed_data):
            return None
        jours = (self.cleaned_data["jour"] - timezone.localdate(self.seance.debut)).days
        return Horaire(jours, self.cleaned_data["heure_debut"], self.cleaned_data["heure_fin"])

    def _move(self, seance: Seance) -> Seance | None:
        """The session as it will be, None when neither its adviser nor its room has to be looked at."""
        valeurs = compute_valeurs(seance, self.list_champs(), self.find_horaire())
        copie = copy(seance)
        for nom, valeur in valeurs.items():
            setattr(copie, nom, valeur)
        return copie if any(getattr(seance, nom) != getattr(copie, nom) for nom in OCCUPE) else None


def _read_initial(seance: Seance) -> dict[str, Any]:
    jour = timezone.localdate(seance.debut)
    return {
        **read_reglages(seance),
        "jour": jour,
        "precision": seance.precision,
        "decision_jours": (jour - seance.decision_le).days if seance.decision_le else None,
        "version": seance.sequence,
    }


class SeanceChoix(forms.ModelChoiceField):
    """A session by its day, its title and its place."""

    def label_from_instance(self, obj: Any) -> str:
        """« mardi 8 décembre 2026, de 14 h à 16 h : Faire son CV »."""
        moment = write_moment(timezone.localtime(obj.debut), timezone.localtime(obj.fin))
        return f"{moment}\u00a0: {obj.titre}, {obj.lieu}"


class AnnulationForm(Formulaire):
    """Who cancels, why, and what is proposed instead."""

    par = forms.ModelChoiceField(
        Organisme.objects.none(),
        label="Qui annule",
        empty_label=None,
        help_text="Chaque message le dit\u00a0: «\u00a0La mairie de … a annulé la séance\u00a0».",
    )
    motif = forms.CharField(
        label="Pourquoi",
        max_length=200,
        required=False,
        help_text="En quelques mots, que les personnes liront. Par exemple\u00a0: la salle est fermée pour travaux.",
    )
    remplacement = SeanceChoix(
        Seance.objects.none(),
        label="Séance proposée à la place",
        required=False,
        empty_label="Aucune",
        help_text="Chacun choisit d’y venir ou non\u00a0: personne n’est inscrit d’office.",
    )

    def __init__(self, *args: Any, suivantes: Sequence[Seance], now: datetime, **kwargs: Any) -> None:
        seance = suivantes[0]
        kwargs.setdefault("initial", {"par": seance.commune_chargee_id})
        super().__init__(*args, **kwargs)
        self.suivantes = suivantes
        # Any: the fields' class is not known by their names.
        champs: Any = self.fields
        champs["par"].queryset = list_organismes(seance.convention_id)
        autres = Seance.objects.filter(convention=seance.convention_id, etat=EtatSeance.PREVUE.value, debut__gt=now)
        choix = autres.exclude(pk=seance.pk).exclude(atelier=None).select_related("atelier", "lieu")
        champs["remplacement"].queryset = choix.order_by("debut", "pk")
        if len(suivantes) > 1:
            champs["portee"] = make_portee()

    def clean(self) -> dict[str, Any]:
        """What is proposed has to take place."""
        donnees: dict[str, Any] = super().clean() or self.cleaned_data
        if donnees.get("remplacement") in self.list_touchees():
            self.add_error("remplacement", "Cette séance est annulée aussi\u00a0: proposez-en une autre.")
        return donnees

    def list_touchees(self) -> Sequence[Seance]:
        """The sessions that are to be cancelled."""
        return self.suivantes if self.cleaned_data.get("portee") == Portee.SUIVANTES else self.suivantes[:1]


class OrdreForm(Formulaire):
    """A booking that passes before another, and why: four reasons, no other."""

    reservation = forms.TypedChoiceField(
        label="Qui passe devant", coerce=int, help_text="Tous ceux d’une même réservation passent ensemble."
    )
    avant = forms.TypedChoiceField(
        label="Avant qui", coerce=int, help_text="Cette personne et les suivantes reculent d’un rang."
    )
    motif = forms.ChoiceField(
        label="Pourquoi",
        choices=MotifOrdre.choices(),
        widget=forms.RadioSelect,
        help_text="Cette raison reste dans le journal de la convention.",
    )

    def __init__(self, *args: Any, liste: Sequence[Reservation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.par_id = {reservation.pk: reservation for reservation in liste}
        noms = [
            (reservation.pk, f"{rang}. {', '.join(p.nom_complet for p in reservation.participants.all())}")
            for rang, reservation in enumerate(liste, start=1)
        ]
        # Any: the fields' class is not known by their names.
        champs: Any = self.fields
        champs["reservation"].choices = noms[1:]
        champs["avant"].choices = noms[:-1]

    def clean(self) -> dict[str, Any]:
        """Two bookings, in the right order."""
        donnees: dict[str, Any] = super().clean() or self.cleaned_data
        rangs = list(self.par_id)
        if not self.errors and rangs.index(donnees["reservation"]) <= rangs.index(donnees["avant"]):
            self.add_error("avant", "Cette personne est déjà derrière\u00a0: choisissez-en une qui est devant.")
        return donnees
