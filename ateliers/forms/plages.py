"""What an adviser types to open a range to appointments."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from ateliers.models import Lieu, Plage
from ateliers.models.plage import FIN_AVANT_DEBUT
from ateliers.selectors.ateliers import list_conseillers
from conseiller.champs import JourField
from conseiller.formulaires.forms import FicheForm

from .heures import HeureChamp

DUREES = [(30, "30\u00a0minutes"), (45, "45\u00a0minutes"), (60, "1\u00a0heure")]
SEMAINES_MAX = 26


class PlageForm(FicheForm):
    """One range; its adviser is asked only when there is a choice."""

    jour = JourField(label="Jour", help_text="Les autres semaines ne changent pas.")
    de = HeureChamp(label="De", help_text="Début du premier rendez-vous.")
    a = HeureChamp(label="À", help_text="Le dernier rendez-vous est fini à cette heure.")
    duree = forms.TypedChoiceField(
        label="Durée d’un rendez-vous",
        choices=DUREES,
        coerce=int,
        widget=forms.RadioSelect,
        help_text="Ils se suivent sans pause\u00a0: comptez large.",
        error_messages={"required": "Choisissez une durée."},
    )

    class Meta:
        model = Plage
        fields = ["conseiller", "lieu", "duree"]
        labels = {"conseiller": "Qui reçoit", "lieu": "Lieu"}
        help_texts = {
            "conseiller": "Les agents qui tiennent ce rôle sur la convention.",
            "lieu": "Les habitants choisissent le lieu, puis l’heure.",
        }
        error_messages = {
            "conseiller": {"required": "Choisissez qui reçoit."},
            "lieu": {"required": "Choisissez le lieu."},
        }

    field_order = ["conseiller", "lieu", "jour", "de", "a", "duree"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        convention = self.instance.convention
        conseillers = list(list_conseillers(convention))
        # Any: the classes of these fields are not known by their names.
        champs: Any = self.fields
        champs["lieu"].queryset = Lieu.objects.filter(groupe=convention.groupe_id)
        champs["lieu"].empty_label = "Choisissez…"
        champs["conseiller"].queryset = list_conseillers(convention)
        champs["conseiller"].empty_label = "Choisissez…"
        if len(conseillers) == 1 and self.instance.conseiller_id in (None, conseillers[0].pk):
            self.instance.conseiller = conseillers[0]
            del champs["conseiller"]
        if self.instance.pk is not None:
            for nom in ("jour", "de", "a"):
                champs[nom].initial = self._read(self.instance)[nom]

    def _list_champs(self) -> list[str]:
        return [*super()._list_champs(), "jour", "de", "a"]

    def _read(self, ligne: Any) -> dict[str, Any]:
        debut, fin = timezone.localtime(ligne.debut), timezone.localtime(ligne.fin)
        return {**super()._read(ligne), "jour": debut.date(), "de": debut.time(), "a": fin.time()}

    def clean(self) -> dict[str, Any]:
        """Put the day and the two times together; the range holds one appointment at least."""
        donnees: dict[str, Any] = super().clean() or {}
        jour, de, a = (donnees.get(nom) for nom in ("jour", "de", "a"))
        if jour is None or de is None or a is None:
            return donnees
        debut, fin = (timezone.make_aware(datetime.combine(jour, heure)) for heure in (de, a))
        if fin <= debut:
            self.add_error("a", FIN_AVANT_DEBUT)
        elif fin - debut < timedelta(minutes=donnees.get("duree", 0)):
            self.add_error("a", "La plage est plus courte qu’un rendez-vous\u00a0: allongez-la.")
        else:
            self.instance.debut, self.instance.fin = debut, fin
        return donnees


class PlageAjouterForm(PlageForm):
    """A new range, alone or every week."""

    jour = JourField(label="Jour", help_text="Le premier, si la plage revient plusieurs semaines.")
    semaines = forms.IntegerField(
        label="Pendant combien de semaines",
        initial=1,
        min_value=1,
        max_value=SEMAINES_MAX,
        help_text="1\u00a0: ce jour seulement. 4\u00a0: quatre semaines de suite, le même jour à la même heure.",
        error_messages={
            "invalid": "Écrivez un nombre de semaines, par exemple 4.",
            "min_value": "Écrivez au moins 1.",
            "max_value": f"Au plus {SEMAINES_MAX} semaines à la fois.",
        },
    )
