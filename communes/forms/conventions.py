"""What people type about an agreement, its parties and their bodies."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from communes.calculs import UN_JOUR, add_months
from communes.enums import TypeOrganisme
from communes.models import Convention, Organisme, Partie
from communes.selectors import has_arretes
from conseiller.champs import JourField, MontantChamp, PourcentChamp
from conseiller.formulaires.forms import FicheForm, Formulaire

SEPARATEURS = re.compile(r"[\s.\u00a0\u202f-]")
NUMERO = re.compile(r"[0-9]{14}|[0-9][0-9AB][0-9]{3}")
DUREE_MAX_MOIS = 240


class NumeroChamp(forms.CharField):
    """A SIRET or an INSEE code, spaces and dots forgiven."""

    default_error_messages = {
        "required": "Écrivez un SIRET (14 chiffres) ou un code INSEE (5 caractères, 54328).",
        "invalid": "Un SIRET a 14 chiffres, un code INSEE 5 caractères\u00a0: vérifiez ce numéro.",
    }

    def to_python(self, value: Any) -> str:
        """The number without separators; raises ValidationError."""
        numero = SEPARATEURS.sub("", super().to_python(value) or "").upper()
        if numero and not NUMERO.fullmatch(numero):
            raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        return numero


class OrganismeChamps(forms.Form):
    """The fields that name a body: its number, and what is asked only when it is new here."""

    identifiant = NumeroChamp(
        label="SIRET ou code INSEE", help_text="Le code INSEE suffit pour une commune\u00a0: 54328 est celui de Ludres."
    )
    nom = forms.CharField(
        label="Nom", max_length=500, required=False, help_text="Seulement si l’organisme est nouveau ici."
    )
    type = forms.ChoiceField(
        label="Ce que c’est",
        choices=[("", "Déjà connu, ou une commune"), *TypeOrganisme.choices()],
        required=False,
        help_text="Seulement si l’organisme est nouveau ici.",
    )
    complement = NumeroChamp(
        label="Son autre numéro",
        required=False,
        help_text="Pour une commune nouvelle ici\u00a0: le SIRET si vous avez donné le code INSEE, et l’inverse.",
    )

    def describe_organisme(self) -> dict[str, str]:
        """What `resolve_organisme` asks for."""
        return {nom: self.cleaned_data[nom] for nom in ("identifiant", "nom", "type", "complement")}


class PartieAjoutForm(OrganismeChamps, Formulaire):
    """Add a body to the parties."""


class ConventionForm(FicheForm):
    """What the agreement says of itself."""

    acompte_taux = PourcentChamp(
        label="Acompte, en pourcentage de la part prévue", help_text="0 s’il n’y en a pas, 30 pour trois dixièmes."
    )
    seuil_appel = MontantChamp(
        label="Seuil sous lequel rien n’est appelé, en euros",
        minimum=0,
        help_text="Une somme plus petite attend le décompte suivant. 15\u00a0€ si la convention n’en dit rien.",
    )

    class Meta:
        model = Convention
        fields = ["objet", "debut", "fin", "signee_le", "heures_poste", "preavis_mois", "acompte_taux", "seuil_appel",
                  "methode", "delai_remarques"]  # fmt: skip
        labels = {
            "heures_poste": "Heures du poste par an",
            "preavis_mois": "Préavis pour sortir, en mois",
            "methode": "Comment la subvention est comptée",
            "delai_remarques": "Délai pour répondre à un décompte, en jours",
        }
        help_texts = {
            "objet": "Tel que l’acte le nomme.",
            "debut": "Le premier jour que la convention couvre.",
            "fin": "Le dernier jour. Un avenant peut le reculer.",
            "signee_le": "Laissez vide si elle ne l’est pas encore.",
            "heures_poste": "1\u202f607 pour un temps plein. La somme des heures des communes lui est comparée.",
            "preavis_mois": "Ce que la convention demande à une commune qui veut partir. Vide si elle n’en dit rien.",
            "methode": "Au prorata, les appels sont réguliers\u202f; à l’encaissement, ils suivent l’argent reçu.",
            "delai_remarques": "Chaque décompte le rappelle aux communes. 30 si la convention n’en dit rien.",
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk is not None and has_arretes(self.instance):
            self.fields["methode"].disabled = True
            self.fields["methode"].help_text = "Un décompte est arrêté\u00a0: elle ne change plus."


class ConventionAjoutForm(OrganismeChamps, FicheForm):
    """A new agreement: who employs, for what, from when, for how long."""

    mois = forms.IntegerField(
        label="Durée, en mois", min_value=1, max_value=DUREE_MAX_MOIS, initial=24, help_text="24 pour deux ans."
    )
    debut = JourField(label="Premier jour", help_text="Le premier jour que la convention couvre.")
    field_order = ["identifiant", "nom", "type", "complement", "objet", "debut", "mois", "heures_poste"]

    class Meta:
        model = Convention
        fields = ["objet", "debut", "heures_poste"]
        labels = {"heures_poste": "Heures du poste par an"}
        help_texts = {
            "objet": "Tel que l’acte le nomme.",
            "heures_poste": "1\u202f607 pour un temps plein. La somme des heures des communes lui sera comparée.",
        }

    def clean(self) -> dict[str, Any]:
        """Find the last day: the day before the same day, so many months later (R9)."""
        donnees: dict[str, Any] = super().clean() or {}
        if donnees.get("debut") and donnees.get("mois"):
            self.instance.fin = add_months(donnees["debut"], donnees["mois"]) - UN_JOUR
        return donnees


class PartieForm(FicheForm):
    """What the treasury asks of a party."""

    class Meta:
        model = Partie
        fields = ["code_service", "numero_engagement", "compte"]
        help_texts = {
            "code_service": "Celui de Chorus Pro, si votre commune en demande un.",
            "numero_engagement": "L’engagement juridique que le paiement doit citer, si votre commune en demande un.",
            "compte": "Celui que votre comptable retient\u202f; il est seulement proposé sur l’état.",
        }


class OrganismeForm(FicheForm):
    """What papers say of a body."""

    siret = NumeroChamp(
        label="SIRET",
        help_text="14 chiffres. Une clé inhabituelle est signalée, jamais refusée.",
        error_messages={
            "required": "Écrivez le SIRET, 14 chiffres.",
            "invalid": "Un SIRET a 14 chiffres\u00a0: vérifiez ce numéro.",
        },
    )

    class Meta:
        model = Organisme
        fields = ["nom", "siret", "service", "adresse", "code_postal", "localite", "telephone", "courriel"]
        help_texts = {
            "nom": "Pour une commune, son nom seul\u00a0: les documents écrivent «\u00a0Commune de\u00a0» devant.",
            "service": "Le service qui suit la convention, par exemple «\u00a0Service des finances\u00a0».",
            "adresse": "Le numéro et la rue, tels que les décomptes les imprimeront.",
            "code_postal": "Cinq chiffres. Avec CEDEX, celui du CEDEX.",
            "localite": "Ce qui suit le code postal sur une enveloppe, CEDEX compris.",
            "telephone": "Celui du service\u00a0: pour l’employeur, chaque décompte l’imprime.",
            "courriel": "Plutôt l’adresse du service que d’une personne\u00a0: elle reste quand l’agent change.",
        }
