"""What people type about places."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from ateliers.models import Lieu
from communes.calculs import JOURS
from communes.models import Convention
from communes.selectors import list_organismes
from conseiller.formulaires.forms import FicheForm

SEPARATEURS = re.compile(r"[\s.\u00a0\u202f/-]")
INDICATIF = re.compile(r"^(?:\+33|0033)(?:\(0\))?")
NUMERO = re.compile(r"0[1-9][0-9]{8}")


class TelephoneChamp(forms.CharField):
    """A French phone number, written by pairs whatever the spaces, dots or prefix typed."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})
    default_error_messages = {"invalid": "Un numéro a dix chiffres, par exemple 03 53 01 12 34\u00a0: vérifiez-le."}

    def to_python(self, value: Any) -> str:
        """The number by pairs, « 03 53 01 12 34 », or an empty text; raises ValidationError."""
        chiffres = INDICATIF.sub("0", SEPARATEURS.sub("", super().to_python(value) or ""))
        if chiffres and not NUMERO.fullmatch(chiffres):
            raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        return " ".join(chiffres[rang : rang + 2] for rang in range(0, len(chiffres), 2))


class JoursChamp(forms.MultipleChoiceField):
    """Days of the week, kept as their numbers: « 12345 » from Monday to Friday."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=[(str(rang), nom.capitalize()) for rang, nom in enumerate(JOURS, start=1)], **options)

    def prepare_value(self, value: Any) -> list[str]:
        """Numbers, one by one."""
        return list(value or "")

    def clean(self, value: Any) -> Any:
        """Numbers in a row, in the order of the week; raises ValidationError."""
        return "".join(sorted(super().clean(value)))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare days, not how they are kept."""
        return sorted(initial or "") != sorted(data or [])


class LieuForm(FicheForm):
    """One place: what residents need to come or to call."""

    jours_ouverts = JoursChamp(
        label="Jours où l’accueil répond",
        required=False,
        help_text="Une place proposée à quelqu’un attend sa réponse 48 heures : seuls ces jours comptent.",
    )
    accessible = forms.NullBooleanField(
        label="Accessible en fauteuil roulant",
        required=False,
        widget=forms.RadioSelect(choices=[("True", "Oui"), ("False", "Non"), ("", "Je ne sais pas")]),
        help_text="Les habitants le lisent avant de venir.",
    )
    telephone = TelephoneChamp(
        label="Téléphone",
        required=False,
        help_text="Celui du premier lieu est sur chaque page\u00a0: c’est là que les habitants s’inscrivent.",
    )

    class Meta:
        model = Lieu
        fields = [
            "nom",
            "organisme",
            "adresse",
            "salle",
            "accessible",
            "acces",
            "trajet",
            "telephone",
            "horaires",
            "jours_ouverts",
        ]
        labels = {
            "organisme": "À qui est ce lieu",
            "acces": "Comment on y entre",
            "trajet": "Minutes de route depuis une autre commune",
        }
        help_texts = {
            "nom": "Par exemple\u00a0: Médiathèque de Ludres.",
            "organisme": "Celui dont ce sont les murs, même si toutes les communes y envoient leurs habitants.",
            "adresse": "Rue et numéro, comme on les dit à quelqu’un qui vient à pied.",
            "salle": "Par exemple\u00a0: salle du conseil, au premier étage.",
            "acces": "Par exemple\u00a0: de plain-pied, ou\u00a0: six marches, pas d’ascenseur.",
            "trajet": "Entre deux rendez-vous dans deux communes, ce temps n’est pas proposé aux habitants.",
            "horaires": "Une ligne par groupe de jours, par exemple\u00a0: Mardi, jeudi\u00a0: 14\u00a0h – 18\u00a0h",
        }
        widgets = {"horaires": forms.Textarea(attrs={"rows": 4})}
        error_messages = {"organisme": {"required": "Choisissez l’organisme à qui est ce lieu."}}

    def __init__(self, *args: Any, convention: Convention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Any: the field's class is not known by its name.
        organisme: Any = self.fields["organisme"]
        organisme.queryset = list_organismes(convention.pk)
        organisme.empty_label = "Choisissez…"
