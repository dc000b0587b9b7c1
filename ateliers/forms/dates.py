"""When, where, who and how many: what is asked for a date of a workshop."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone

from ateliers.calculs.dates import list_semaines
from ateliers.models import Atelier, Lieu, Seance
from ateliers.selectors.ateliers import REGLAGES, list_alertes, list_conseillers
from ateliers.services.occupation import DejaPris, find_refus
from communes.models import Agent, Convention
from conseiller.champs import JourField
from conseiller.enums import Enumeration
from conseiller.formulaires.forms import Formulaire, mark

from .heures import HeureChamp

SEANCES_MAX = 30
PLACES_MAX = 500
FIN_AVANT_DEBUT = "La fin est avant le début\u00a0: corrigez l’une des deux heures."


class Forme(Enumeration):
    """How the dates of a workshop follow each other."""

    UNE = "une", "Une seule fois"
    SEMAINES = "semaines", "Chaque semaine, plusieurs fois"
    CYCLE = "cycle", "Un cycle à suivre ensemble"


class SeanceChamps(Formulaire):
    """What one date needs, whatever the form: read as values of `Seance` by `read_champs`."""

    jour = JourField(label="Date", help_text="La première, s’il y en a plusieurs.")
    heure_debut = HeureChamp(label="De", help_text="Sans l’installation.")
    heure_fin = HeureChamp(label="À", help_text="Sans le rangement.")
    lieu = forms.ModelChoiceField(
        Lieu.objects.none(),
        label="Lieu",
        empty_label="Choisissez…",
        help_text="S’il manque, la coordination l’ajoute dans «\u00a0Le groupe et ses lieux\u00a0».",
        error_messages={"required": "Choisissez le lieu."},
    )
    conseiller = forms.ModelChoiceField(
        Agent.objects.none(),
        label="Conseiller",
        required=False,
        empty_label="Personne pour l’instant",
        help_text="Les agents qui tiennent ce rôle sur la convention.",
    )
    installation = forms.IntegerField(
        label="Minutes pour installer",
        min_value=0,
        max_value=240,
        initial=15,
        help_text="Avant le début. La salle et le conseiller sont pris aussi pendant ce temps.",
    )
    rangement = forms.IntegerField(
        label="Minutes pour ranger", min_value=0, max_value=240, initial=15, help_text="Après la fin."
    )
    capacite = forms.IntegerField(
        label="Places",
        min_value=1,
        max_value=PLACES_MAX,
        initial=8,
        help_text="En tout, avec celles que garde l’accueil.",
    )
    ordinateurs = forms.IntegerField(
        label="Ordinateurs prêtés",
        min_value=0,
        max_value=PLACES_MAX,
        required=False,
        help_text="Combien vous en prêtez. Vide\u00a0: la question n’est pas posée.",
    )
    places_guichet = forms.IntegerField(
        label="Places gardées pour l’accueil",
        min_value=0,
        initial=0,
        help_text="Pour ceux qui s’inscrivent sur place ou par téléphone. Internet ne les montre pas.",
    )
    guichet_jours = forms.IntegerField(
        label="Jusqu’à combien de jours avant",
        min_value=0,
        max_value=90,
        initial=2,
        help_text="Ensuite, celles qui restent sont proposées à tout le monde.",
    )
    delai_annulation = forms.IntegerField(
        label="Annulation par internet jusqu’à combien d’heures avant",
        min_value=0,
        max_value=720,
        initial=4,
        help_text="Plus tard, il faut appeler l’accueil.",
    )
    minimum = forms.IntegerField(
        label="Nombre minimum d’inscrits",
        min_value=1,
        max_value=PLACES_MAX,
        required=False,
        help_text="Vide si l’atelier a lieu quoi qu’il arrive. Rien ne s’annule tout seul\u00a0: on vous demandera.",
    )
    decision_jours = forms.IntegerField(
        label="Décider combien de jours avant",
        min_value=0,
        max_value=90,
        required=False,
        initial=3,
        help_text="Ce jour-là, s’il manque du monde, vous direz si la séance a lieu.",
    )
    precision = forms.CharField(
        label="Précision pour cette date",
        max_length=200,
        required=False,
        help_text="Par exemple\u00a0: entrée par la cour ce jour-là.",
    )

    def __init__(self, *args: Any, convention: Convention, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.convention, self.now = convention, now
        # Any: the fields' class is not known by their names.
        lieu: Any = self.fields["lieu"]
        lieu.queryset = Lieu.objects.filter(groupe=convention.groupe_id).select_related("organisme")
        conseiller: Any = self.fields["conseiller"]
        conseiller.queryset = list_conseillers(convention)

    def clean(self) -> dict[str, Any]:
        """An end after the start; no more seats kept than there are."""
        donnees: dict[str, Any] = super().clean() or self.cleaned_data
        debut, fin = donnees.get("heure_debut"), donnees.get("heure_fin")
        if debut and fin and fin <= debut:
            self.add_error("heure_fin", FIN_AVANT_DEBUT)
        if (donnees.get("places_guichet") or 0) > (donnees.get("capacite") or PLACES_MAX):
            self.add_error("places_guichet", "L’accueil ne peut pas garder plus de places qu’il n’y en a.")
        if (donnees.get("minimum") or 0) > (donnees.get("capacite") or PLACES_MAX):
            self.add_error("minimum", "Ce minimum dépasse le nombre de places.")
        return donnees

    def read_champs(self) -> dict[str, Any]:
        """Values of `Seance` that do not depend on its day."""
        return {nom: self.cleaned_data[nom] for nom in ("lieu", "conseiller", *REGLAGES, "precision")}

    def make_seance(self, jour: date, champs: dict[str, Any]) -> Seance:
        """A date, unsaved."""
        zone = timezone.get_current_timezone()
        return Seance(
            convention=self.convention,
            debut=datetime.combine(jour, self.cleaned_data["heure_debut"], zone),
            fin=datetime.combine(jour, self.cleaned_data["heure_fin"], zone),
            decision_le=self.find_decision(jour),
            **champs,
        )

    def find_decision(self, jour: date) -> date | None:
        """When somebody decides, for a session that asks for a minimum."""
        if self.cleaned_data["minimum"] is None:
            return None
        return date.fromordinal(jour.toordinal() - (self.cleaned_data["decision_jours"] or 0))


class RemarquesMixin(SeanceChamps):
    """Dates shown before they are saved: what is worth knowing of them has to be read, a clash is refused."""

    seances: list[Seance]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seances, self.apercu = [], "apercu" in self.data
        self.dates: list[tuple[Seance, list[str], DejaPris | None]] = []
        self.fields["accepte"] = forms.CharField(
            label="Les remarques sur les dates", required=False, widget=forms.HiddenInput
        )

    def watch(self, seances: list[Seance]) -> None:
        """Keep the dates with what is to know about them; asks to have read it, once for the same remarks.

        Saved sessions among them move together.
        """
        self.seances = seances
        alertes = list_alertes(seances, now=self.now)
        ensemble = [seance.pk for seance in seances if seance.pk is not None]
        refus = [find_refus(seance, avec=ensemble) for seance in seances]
        self.dates = list(zip(seances, alertes, refus, strict=True))
        self.marque = mark((seance.debut, tuple(textes)) for seance, textes, _ in self.dates if textes)
        for prise in [prise for prise in refus if prise is not None][:1]:
            self.add_error(prise.champ, str(prise))
        if self.marque and not self.apercu and self.cleaned_data.get("accepte") != self.marque:
            self.add_error("accepte", "Lisez ce qui suit chaque date, puis cochez la case.")


class DatesForm(RemarquesMixin):
    """One date, or several."""

    forme = forms.ChoiceField(
        label="Combien de fois",
        choices=Forme.choices(),
        widget=forms.RadioSelect,
        initial=Forme.UNE.value,
        help_text="Les dates d’un cycle se réservent ensemble, les autres une par une.",
    )
    nombre = forms.IntegerField(
        label="Nombre de séances",
        min_value=2,
        max_value=SEANCES_MAX,
        required=False,
        help_text="Pour plusieurs semaines ou un cycle\u00a0: la première comprise, même jour, mêmes heures.",
    )
    autres = forms.CharField(
        label="Ou les autres dates, une par ligne",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Si elles ne tombent pas chaque semaine. Par exemple\u00a0: 15/12/2026",
    )

    def __init__(self, *args: Any, atelier: Atelier | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cycle = atelier is not None and atelier.cycle
        if atelier is not None:
            # The workshop says already whether its dates are followed together.
            forme: Any = self.fields["forme"]
            forme.choices = [choix for choix in Forme.choices() if choix[0] != Forme.CYCLE.value]

    def clean_autres(self) -> list[date]:
        """The other dates; raises ValidationError on the first one that cannot be read."""
        dates = []
        for ligne in self.cleaned_data["autres"].splitlines():
            if ligne.strip():
                jour = JourField().clean(ligne.strip(" ,;-"))
                dates.append(jour)
        if len(dates) >= SEANCES_MAX:
            raise forms.ValidationError(f"Pas plus de {SEANCES_MAX} séances à la fois.")
        return dates

    def clean(self) -> dict[str, Any]:
        """Make the dates, unless something they need is wrong."""
        donnees = super().clean()
        plusieurs = donnees.get("forme") not in (None, Forme.UNE.value)
        if (
            plusieurs
            and not donnees.get("nombre")
            and not donnees.get("autres")
            and not {"nombre", "autres"} & set(self.errors)
        ):
            self.add_error("nombre", "Dites combien de séances, ou écrivez leurs dates.")
        if not self.errors:
            self.watch(self._make_seances(plusieurs))
        return donnees

    def _make_seances(self, plusieurs: bool) -> list[Seance]:
        jours = [self.cleaned_data["jour"]]
        if plusieurs and self.cleaned_data["autres"]:
            jours = sorted({*jours, *self.cleaned_data["autres"]})
        elif plusieurs:
            jours = list_semaines(jours[0], self.cleaned_data["nombre"])
        champs = self.read_champs()
        seances = [self.make_seance(jour, champs) for jour in jours]
        if self.is_cycle():
            # One registration for the whole: it is decided once, before the first date.
            for seance in seances[1:]:
                seance.minimum = seance.decision_le = None
        return seances

    def is_cycle(self) -> bool:
        """Whether the dates are followed under one registration."""
        return self.cycle or bool(self.cleaned_data.get("forme") == Forme.CYCLE)
