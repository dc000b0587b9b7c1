"""What people type about expenses: one at a time, or how to find them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from communes.models import Convention, Partie
from conseiller.champs import JourField, MontantChamp
from conseiller.formulaires.forms import FicheForm
from conseiller.pieces.forms import PieceField
from conseiller.refus import JOURS_INVERSES
from subventions.calculs.lecture.objet import DERNIERE_ANNEE, PREMIERE_ANNEE
from subventions.enums import PAIE, EtatDepense, Nature
from subventions.models import Depense
from subventions.presentation.mots import write_jour
from subventions.selectors import find_jumelles

IDENTITE = {"nature", "montant", "debut", "fin", "mandat", "reference"}
ELIGIBLE = [("", "Selon la nature"), ("True", "Oui"), ("False", "Non")]


class ChargeChamp(forms.ModelChoiceField):
    """Who bears an expense: all the parties, or one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Partie.objects.none(), required=False, **options)

    def offer(self, convention: Convention) -> None:
        """Offer the parties of the agreement."""
        self.queryset = convention.parties.select_related("organisme")


class DepenseForm(FicheForm):
    """One expense."""

    fin = JourField(label="Dernier jour du service", required=False, help_text="Vide si tout se passe le même jour.")
    affectation = ChargeChamp(
        label="À la charge de",
        empty_label="Toutes, selon leurs heures",
        help_text="Une dépense faite pour une seule commune est à sa seule charge, hors partage.",
    )
    eligible = forms.TypedChoiceField(
        label="Couverte par la subvention",
        choices=ELIGIBLE,
        coerce=lambda valeur: valeur == "True",
        empty_value=None,
        required=False,
        help_text="Selon la nature, la rémunération et les charges le sont, le reste ne l’est pas.",
    )
    exercice = forms.IntegerField(
        label="Exercice",
        required=False,
        min_value=PREMIERE_ANNEE,
        max_value=DERNIERE_ANNEE,
        help_text="L’année du budget. Vide\u00a0: celle du mandat ou, sans mandat, celle du dernier jour.",
    )
    piece = PieceField(label="Justificatif", required=False)
    distincte = forms.BooleanField(label="Ce n’est pas un doublon", required=False)

    jumelles: list[Depense] = []

    class Meta:
        model = Depense
        fields = ["libelle", "nature", "montant", "debut", "fin", "affectation", "etat", "eligible", "reference",
                  "mandat", "mandate_le", "exercice", "piece"]  # fmt: skip
        labels = {"libelle": "Ce qui est payé", "montant": "Montant, en euros"}
        help_texts = {
            "libelle": "Par exemple «\u00a0Abonnement téléphonique de mars 2022\u00a0». Les communes lisent ces mots.",
            "nature": "Rémunération et charges sont la paie\u00a0: les partenaires n’en lisent que les sommes.",
            "mandate_le": "Le jour écrit sur le mandat. Son année est celle du budget, si l’exercice est vide.",
            "montant": "Ce que le décompte partagera. Un avoir s’écrit avec un moins\u00a0: −45,00.",
            "debut": "La période que la dépense paie, et non la date de la facture.",
            "etat": "Une dépense prévue sert aux prévisions\u202f; seule une dépense constatée entre dans un décompte.",
            "reference": "Numéro de facture ou de contrat.",
            "mandat": "Celui du comptable, quand il est connu.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nature"].error_messages["required"] = "Choisissez la nature."
        self.fields["nature"].choices = [("", "Choisissez"), *Nature.choices()]  # type: ignore[attr-defined]
        self.fields["affectation"].offer(self.instance.convention)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Complete the dates and the year, then look for an expense that may be the same one."""
        donnees: dict[str, Any] = super().clean() or {}
        debut = donnees.get("debut")
        if debut and "fin" in donnees:
            donnees["fin"] = donnees["fin"] or debut
            if donnees["fin"] < debut:
                self.add_error("fin", JOURS_INVERSES)
        if "exercice" in donnees and donnees["exercice"] is None:
            jour = donnees.get("mandate_le") or donnees.get("fin")
            donnees["exercice"] = jour.year if jour else None
        self._check_jumelles(donnees)
        return donnees

    def _check_jumelles(self, donnees: dict[str, Any]) -> None:
        """An expense already saved is compared again only when what makes it itself has changed."""
        if not donnees.keys() >= IDENTITE or (self.instance.pk and not IDENTITE & set(self.changed_data)):
            return
        self.jumelles = find_jumelles(self.instance.convention, donnees, sauf=self.instance.pk)
        if self.jumelles and not donnees.get("distincte"):
            self.add_error(
                "distincte",
                "Une dépense semblable existe déjà. Cochez la case si celle-ci en est bien une autre.",
            )


class DepenseAjoutForm(DepenseForm):
    """A new expense, once or every month."""

    repeter = JourField(
        label="Répéter chaque mois jusqu’au",
        required=False,
        help_text="Vide pour une seule dépense. Le mandat et le justificatif restent sur la première.",
    )


class FiltreForm(forms.Form):
    """What narrows the ledger; every field may stay empty."""

    texte = forms.CharField(
        label="Mots cherchés", max_length=200, required=False, help_text="Dans le libellé, la référence ou le mandat."
    )
    nature = forms.ChoiceField(label="Nature", required=False)
    exercice = forms.TypedChoiceField(
        label="Exercice",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="Celui de la dépense\u202f; à défaut, l’année où son service finit.",
    )
    etat = forms.ChoiceField(label="État", choices=[("", "Tous"), *EtatDepense.choices()], required=False)
    charge = forms.ChoiceField(label="À la charge de", required=False)
    justificatif = forms.ChoiceField(
        label="Justificatif", choices=[("", "Avec ou sans"), ("avec", "Avec"), ("sans", "Sans")], required=False
    )
    minimum = MontantChamp(label="Montant, à partir de", required=False)
    maximum = MontantChamp(label="Montant, jusqu’à", required=False)
    du = JourField(label="Service en cours, depuis le", required=False)
    au = JourField(label="Service en cours, jusqu’au", required=False)

    def __init__(
        self, donnees: Any, *, exercices: Iterable[int], parties: QuerySet[Partie], detailed_pay: bool
    ) -> None:
        super().__init__(donnees)
        natures = [nature for nature in Nature if detailed_pay or nature not in PAIE]
        choix: dict[str, list[tuple[Any, str]]] = {
            "nature": [("", "Toutes"), *((nature.value, nature.libelle) for nature in natures)],
            "exercice": [("", "Tous"), *((annee, str(annee)) for annee in exercices)],
            "charge": [
                ("", "Toutes"),
                ("communes", "Partagées entre les parties"),
                *((str(partie.pk), str(partie)) for partie in parties.select_related("organisme")),
            ],
        }
        for nom, options in choix.items():
            self.fields[nom].choices = options  # type: ignore[attr-defined]

    @property
    def criteres(self) -> dict[str, Any]:
        """The criteria that were understood; an error leaves its own out."""
        return {nom: valeur for nom, valeur in self.cleaned_data.items() if valeur not in (None, "")}

    @property
    def actifs(self) -> list[str]:
        """The same in words, « Exercice : 2022 »."""
        mots = []
        for nom in self.criteres:
            champ, lu = self.fields[nom], str(self.data[nom])
            if isinstance(champ, JourField):
                lu = write_jour(self.cleaned_data[nom])
            choix = {str(cle): str(libelle) for cle, libelle in getattr(champ, "choices", [])}
            mots.append(f"{champ.label}\u00a0: {choix.get(lu, lu)}")
        return mots
