"""What people type about a grant and the plan of its instalments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField

from communes.calculs import UN_JOUR, add_months
from conseiller.champs import JourField, MontantChamp, PourcentChamp
from conseiller.formulaires.forms import FicheForm
from subventions.calculs import donnees
from subventions.calculs.baremes import Bareme
from subventions.models import Subvention

RANGEES = 6
MOIS_MAX = 120
DUREE_MAX_MOIS = 240
LIBELLES = {
    "pourcentage": "Part en pourcentage",
    "montant_prevu": "Ou montant en euros",
    "mois": "Mois après la signature",
    "prevu_le": "Ou date prévue",
}
PLAN = tuple(LIBELLES)
COMBIEN = "Donnez un pourcentage ou un montant, l’un des deux."
AIDES = {
    "pourcentage": "De la subvention, par exemple 20.",
    "montant_prevu": "Si ce n’est pas une part.",
    "mois": "0 pour le jour même.",
    "prevu_le": "Si ce n’est pas un nombre de mois.",
}
QUAND = "Donnez un nombre de mois ou une date, l’un des deux."


class Rangee(NamedTuple):
    """The four fields of one instalment, as the template shows them."""

    rang: int
    champs: list[BoundField]
    remplie: bool


def check_plan(form: forms.Form, noms: Mapping[str, str]) -> None:
    """Put beside its field what lacks in an instalment: how much and when, once each. `noms`: field of each value."""
    for un, autre, phrase in (("pourcentage", "montant_prevu", COMBIEN), ("mois", "prevu_le", QUAND)):
        if noms[un] in form.errors or noms[autre] in form.errors:
            continue
        donnes = [form.cleaned_data.get(noms[nom]) is not None for nom in (un, autre)]
        if donnes[0] == donnes[1]:
            form.add_error(noms[un], phrase)


def make_champs(rang: int | None = None) -> dict[str, forms.Field]:
    """Fields of what is expected of one instalment; `rang` opens their labels, for the summary of errors."""
    debut = "" if rang is None else f"Versement {rang}, "
    libelles = {nom: f"{debut}{libelle.lower() if debut else libelle}" for nom, libelle in LIBELLES.items()}
    mots: dict[str, dict[str, Any]] = {
        nom: {"label": libelle, "help_text": AIDES[nom], "required": False} for nom, libelle in libelles.items()
    }
    return {
        "pourcentage": PourcentChamp(**mots["pourcentage"]),
        "montant_prevu": MontantChamp(minimum=0, **mots["montant_prevu"]),
        "mois": forms.IntegerField(min_value=0, max_value=MOIS_MAX, **mots["mois"]),
        "prevu_le": JourField(**mots["prevu_le"]),
    }


def name_champ(rang: int, nom: str) -> str:
    """Name of a field of the plan: « versement_2_mois »."""
    return f"versement_{rang}_{nom}"


class PlanForm(FicheForm):
    """A grant and its plan: six instalments at least, those not used left empty."""

    montant = MontantChamp(label="Montant", minimum=0, help_text="Le total attribué pour toute la durée.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.connus = self._read_plan(self.instance)
        premier = max(self.connus, default=0) + 1
        self.rangs = [*self.connus, *range(premier, premier + max(RANGEES - len(self.connus), 0))]
        for rang in self.rangs:
            for nom, champ in make_champs(rang).items():
                self.fields[name_champ(rang, nom)] = champ
                if rang in self.connus:
                    self.initial[name_champ(rang, nom)] = self.connus[rang][nom]

    def _read_plan(self, subvention: Any) -> dict[int, dict[str, Any]]:
        """What is expected, rank by rank; money given back was never expected."""
        if subvention.pk is None:
            return {}
        prevus = subvention.versements.exclude(montant_recu__lt=0).order_by("rang")
        return {ligne.pop("rang"): ligne for ligne in prevus.values("rang", *PLAN)}

    def _list_champs(self) -> list[str]:
        return [*super()._list_champs(), "versements"]

    def _read(self, ligne: Any) -> dict[str, Any]:
        return {**super()._read(ligne), "versements": self._read_plan(ligne)}

    def clean(self) -> dict[str, Any]:
        """Check each instalment that is begun; one already written is not emptied here."""
        donnees_lues: dict[str, Any] = super().clean() or {}
        for rang in self.rangs:
            noms = {nom: name_champ(rang, nom) for nom in PLAN}
            if self._is_begun(rang):
                check_plan(self, noms)
            elif rang in self.connus:
                self.add_error(
                    noms["pourcentage"],
                    "Ce versement existe déjà\u00a0: remplissez-le, ou supprimez-le depuis la page de la subvention.",
                )
        return donnees_lues

    def _is_begun(self, rang: int) -> bool:
        noms = [name_champ(rang, nom) for nom in PLAN]
        return any(self.cleaned_data.get(nom) is not None or nom in self.errors for nom in noms)

    @property
    def plan(self) -> list[donnees.Versement]:
        """The instalments of a valid form."""
        return [self._read_rangee(rang) for rang in self.rangs if self._is_begun(rang)]

    def _read_rangee(self, rang: int) -> donnees.Versement:
        part, montant, mois, jour = (self.cleaned_data[name_champ(rang, nom)] for nom in PLAN)
        return donnees.Versement(rang, part, montant, mois, jour, None, None)

    @property
    def rangees(self) -> Iterator[Rangee]:
        """The rows of the plan."""
        for rang in self.rangs:
            champs = [self._show(rang, nom) for nom in PLAN]
            yield Rangee(rang, champs, any(champ.value() not in (None, "") or champ.errors for champ in champs))

    def _show(self, rang: int, nom: str) -> BoundField:
        """A field under its short label: the legend of its row says the rest."""
        champ = self.fields[name_champ(rang, nom)].get_bound_field(self, name_champ(rang, nom))
        champ.label = LIBELLES[nom]
        return champ


class SubventionForm(PlanForm):
    """A grant already written."""

    class Meta:
        model = Subvention
        fields = ["libelle", "montant", "signee_le", "debut", "fin"]
        help_texts = {
            "libelle": "Le nom que vous lui donnez, par exemple «\u00a0Conseiller numérique, France Relance\u00a0».",
            "signee_le": "La convention avec l’État ou la Caisse des Dépôts. Laissez vide si elle n’est pas"
            " signée\u00a0: les dates des versements attendront.",
            "debut": "Le premier jour que la subvention finance.",
            "fin": "Le dernier jour que la subvention finance.",
        }


class SubventionAjoutForm(PlanForm):
    """A new grant: its last day is found from its duration (R9)."""

    duree = forms.IntegerField(
        label="Durée, en mois",
        min_value=1,
        max_value=DUREE_MAX_MOIS,
        initial=24,
        help_text="24 pour deux ans. Le dernier jour financé en est déduit.",
    )

    class Meta:
        model = Subvention
        fields = ["libelle", "montant", "signee_le", "debut"]
        help_texts = SubventionForm.Meta.help_texts

    def clean(self) -> dict[str, Any]:
        """Find the last day: the day before the same day, so many months later."""
        lues = super().clean()
        if lues.get("debut") and lues.get("duree"):
            self.instance.fin = add_months(lues["debut"], lues["duree"]) - UN_JOUR
        return lues


def propose_subvention(bareme: Bareme | None, debut: date) -> dict[str, Any]:
    """What the form of a new grant shows first: the model, from that day on."""
    if bareme is None:
        return {"debut": debut}
    proposition: dict[str, Any] = {
        "libelle": f"Conseiller numérique, {bareme.libelle[0].lower()}{bareme.libelle[1:]}",
        "montant": bareme.montant,
        "debut": debut,
        "duree": bareme.mois,
    }
    for versement in bareme.versements:
        for nom in PLAN:
            proposition[name_champ(versement.rang, nom)] = getattr(versement, nom)
    return proposition
