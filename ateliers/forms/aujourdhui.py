"""What the adviser says from the field: late, and how a session went."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from ateliers.calculs.thematiques import NATIONALES, PAR_CODE, Thematique, list_thematiques
from ateliers.enums import EtatSeance, TrancheAge
from ateliers.models import Inscription, Seance
from ateliers.selectors.activite import count_minutes
from communes.models import Organisme
from communes.selectors import list_organismes
from conseiller.formulaires.forms import Formulaire

RETARDS = [(10, "10 minutes"), (20, "20 minutes"), (30, "30 minutes"), (0, "Finalement à l’heure")]
OUI, NON = "oui", "non"
TENUE = [(OUI, "Oui, elle a eu lieu"), (NON, "Non, elle n’a pas eu lieu")]
UNE_JOURNEE = 12 * 60


class RetardForm(Formulaire):
    """By how much, and whether people are told too."""

    minutes = forms.TypedChoiceField(
        label="De combien",
        choices=RETARDS,
        coerce=int,
        help_text="L’accueil le voit tout de suite sur son écran.",
        error_messages={"required": "Choisissez une durée.", "invalid_choice": "Choisissez une des durées."},
    )
    prevenir = forms.BooleanField(
        label="Prévenir aussi les personnes inscrites",
        required=False,
        help_text="Un courriel part, et un appel s’ajoute à ceux de l’accueil.",
    )


class CompteRenduForm(Formulaire):
    """How a session went. One field per person who was there asks for their age band, if it is known."""

    tenue = forms.ChoiceField(
        label="A-t-elle eu lieu\u202f?",
        choices=TENUE,
        widget=forms.RadioSelect,
        help_text="Une séance qui n’a pas eu lieu n’emploie aucune heure.",
    )
    minutes = forms.IntegerField(
        label="Durée réelle, en minutes",
        required=False,
        help_text="Avec les habitants, sans l’installation ni le trajet.",
        min_value=1,
        max_value=UNE_JOURNEE,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": "Écrivez un nombre de minutes, par exemple 90.",
            "min_value": "Écrivez au moins une minute, ou dites que la séance n’a pas eu lieu.",
            "max_value": "C’est plus d’une journée\u00a0: vérifiez le nombre de minutes.",
        },
    )
    commune = forms.ModelChoiceField(
        label="Commune dont les heures sont employées",
        queryset=Organisme.objects.none(),
        empty_label=None,
        help_text="Le plus souvent, celle où vous étiez.",
    )
    thematique = forms.ChoiceField(
        label="Thème", required=False, help_text="Entre parenthèses, les mots de La Coop de la médiation numérique."
    )

    def __init__(self, *args: Any, seance: Seance, presents: Iterable[Inscription], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Any: the fields' classes are not known by their names.
        champs: dict[str, Any] = self.fields
        champs["commune"].queryset = list_organismes(seance.convention_id)
        if seance.atelier_id:
            del champs["thematique"]
        else:
            champs["thematique"].choices = [("", "Non noté"), *_list_choix(seance)]
        self.initial = {
            "tenue": NON if seance.etat == EtatSeance.ANNULEE else OUI,
            "minutes": count_minutes(seance) or None,
            "commune": seance.commune_chargee_id,
            "thematique": seance.thematique,
        }
        self.inscriptions = list(presents)
        for inscription in self.inscriptions:
            champs[self.name_age(inscription)] = forms.ChoiceField(
                label=inscription.participant.nom_complet,
                required=False,
                choices=[("", "Non noté"), *TrancheAge.choices()],
                initial=inscription.tranche_age,
            )

    @staticmethod
    def name_age(inscription: Inscription) -> str:
        """Name of the field of a person's age band."""
        return f"age_{inscription.pk}"

    @property
    def champs_ages(self) -> list[forms.BoundField]:
        """Each person's field."""
        return [self[self.name_age(inscription)] for inscription in self.inscriptions]

    def clean(self) -> dict[str, Any]:
        """A session that was held lasted some time."""
        donnees: dict[str, Any] = super().clean() or self.cleaned_data
        if donnees.get("tenue") == OUI and donnees.get("minutes") is None and "minutes" not in self.errors:
            self.add_error("minutes", "Écrivez combien de minutes elle a duré.")
        return donnees

    def read_compte_rendu(self) -> dict[str, Any]:
        """What `record_compte_rendu` asks for."""
        return {
            "tenue": self.cleaned_data["tenue"] == OUI,
            "minutes": self.cleaned_data["minutes"] or 0,
            "commune": self.cleaned_data["commune"],
            "thematique": self.cleaned_data.get("thematique", ""),
            "ages": {i.pk: self.cleaned_data[self.name_age(i)] for i in self.inscriptions},
        }


def _list_choix(seance: Seance) -> list[tuple[str, str]]:
    """Themes of the day of the session, and the one it has if that was withdrawn since."""
    thematiques = list_thematiques(timezone.localdate(seance.debut))
    if seance.thematique and PAR_CODE[seance.thematique] not in thematiques:
        thematiques.append(PAR_CODE[seance.thematique])
    return [(thematique.code, _write_choix(thematique)) for thematique in thematiques]


def _write_choix(thematique: Thematique) -> str:
    nationale = NATIONALES[thematique.nationale]
    return thematique.nom if thematique.nom == nationale else f"{thematique.nom} ({nationale})"
