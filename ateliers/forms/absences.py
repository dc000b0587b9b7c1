"""What is typed about an absence: who and when, never why."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from ateliers.models import Absence
from communes.models import Agent
from conseiller.champs import JourField
from conseiller.formulaires.forms import FicheForm

from .heures import HeureChamp

MATIN, SOIR = time(), time(23, 45)


class AbsenceForm(FicheForm):
    """Whole days, or a few hours."""

    du = JourField(label="Premier jour", help_text="La raison n’est pas demandée.")
    au = JourField(label="Dernier jour", required=False, help_text="Vide pour une seule journée.")
    de = HeureChamp(label="À partir de", required=False, help_text="Vide pour la journée entière.")
    a = HeureChamp(label="Jusqu’à", required=False, help_text="Vide pour la journée entière.")

    class Meta:
        model = Absence
        fields = ["conseiller"]
        labels = {"conseiller": "Qui est absent"}
        help_texts = {"conseiller": "Ses heures de rendez-vous ne seront plus proposées."}
        error_messages = {"conseiller": {"required": "Choisissez le conseiller."}}

    field_order = ["conseiller", "du", "au", "de", "a"]

    def __init__(self, *args: Any, conseillers: list[Agent], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Any: the field's class is not known by its name.
        conseiller: Any = self.fields["conseiller"]
        conseiller.queryset = Agent.objects.filter(pk__in=[agent.pk for agent in conseillers])
        conseiller.empty_label = "Choisissez…"
        if len(conseillers) == 1:
            self.initial["conseiller"] = conseillers[0].pk
            conseiller.widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """Both instants of the absence."""
        donnees: dict[str, Any] = super().clean() or self.cleaned_data
        du, au = donnees.get("du"), donnees.get("au") or donnees.get("du")
        if du and au and not {"de", "a"} & set(self.errors):
            zone = timezone.get_current_timezone()
            self.instance.debut = datetime.combine(du, donnees.get("de") or MATIN, zone)
            self.instance.fin = datetime.combine(au, donnees.get("a") or SOIR, zone)
            if self.instance.fin <= self.instance.debut:
                self.add_error("au" if au < du else "a", "La fin est avant le début\u00a0: corrigez l’une des deux.")
        return donnees
