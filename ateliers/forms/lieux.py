"""What people type about places."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from ateliers.models import Lieu
from communes.models import Convention, Organisme
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


class LieuForm(FicheForm):
    """One place: what residents need to come or to call."""

    telephone = TelephoneChamp(
        label="Téléphone",
        required=False,
        help_text="Celui du premier lieu est sur chaque page\u00a0: c’est là que les habitants s’inscrivent.",
    )

    class Meta:
        model = Lieu
        fields = ["nom", "organisme", "adresse", "telephone", "horaires"]
        labels = {"organisme": "À qui est ce lieu"}
        help_texts = {
            "nom": "Par exemple\u00a0: Médiathèque de Ludres.",
            "organisme": "Celui dont ce sont les murs, même si toutes les communes y envoient leurs habitants.",
            "adresse": "Rue et numéro, comme on les dit à quelqu’un qui vient à pied.",
            "horaires": "Une ligne par groupe de jours, par exemple\u00a0: Mardi, jeudi\u00a0: 14\u00a0h – 18\u00a0h",
        }
        widgets = {"horaires": forms.Textarea(attrs={"rows": 4})}
        error_messages = {"organisme": {"required": "Choisissez l’organisme à qui est ce lieu."}}

    def __init__(self, *args: Any, convention: Convention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Any: the field's class is not known by its name.
        organisme: Any = self.fields["organisme"]
        organisme.queryset = Organisme.objects.filter(parties__convention=convention).order_by("parties__ordre")
        organisme.empty_label = "Choisissez…"
