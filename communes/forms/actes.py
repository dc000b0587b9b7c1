"""What people type about acts and about the legal basis."""

from __future__ import annotations

from typing import Any

from django import forms

from communes.enums import Imputation, TypeActe
from communes.models import Acte, Convention
from communes.selectors import list_organismes
from conseiller.formulaires.forms import FicheForm
from conseiller.pieces.forms import PieceField


class ActeForm(FicheForm):
    """An act as it was written."""

    type = forms.ChoiceField(
        label="Type d’acte",
        choices=TypeActe.choices(),
        widget=forms.RadioSelect,
        help_text="Une délibération et un arrêté ont un numéro et un jour exécutoire\u00a0: ils leur seront demandés.",
        error_messages={"required": "Choisissez le type."},
    )
    piece = PieceField(label="Fichier", required=False)

    class Meta:
        model = Acte
        fields = ["type", "organisme", "numero", "date", "executoire_le", "objet", "intitule", "rapporteur", "visas",
                  "vote", "acte_lie", "avenant", "piece"]  # fmt: skip
        labels = {
            "organisme": "Qui l’a pris",
            "date": "Date de l’acte",
            "intitule": "Titre d’origine",
            "acte_lie": "Acte qu’il complète ou modifie",
            "avenant": "Avenant qu’il autorise",
        }
        help_texts = {
            "organisme": "L’organisme dont le conseil, la commission ou l’exécutif a pris cet acte.",
            "acte_lie": "Par exemple la délibération que celle-ci rectifie\u00a0: la page mènera de l’une à l’autre.",
            "avenant": "Une délibération compte alors pour cet avenant, et non pour la convention elle-même.",
            "numero": "Tel que l’acte le porte. Un avis ou une convention n’en a pas toujours.",
            "date": "Le jour de la séance ou de la signature. Laissez vide si vous ne la connaissez pas encore.",
            "executoire_le": (
                "Le jour à partir duquel il s’applique\u00a0: une délibération, une fois publiée et transmise à la"
                " préfecture. Le comptable le demande."
            ),
            "objet": "En une phrase\u00a0: c’est ce que les pages montrent.",
            "intitule": "Recopiez-le sans rien corriger, fautes comprises.",
            "rapporteur": "L’élu qui l’a présenté, si l’acte le nomme.",
            "visas": "Les textes que l’acte cite après «\u00a0Vu\u00a0».",
            "vote": "Par exemple\u00a0: unanimité.",
        }
        widgets = {"intitule": forms.Textarea(attrs={"rows": 3}), "visas": forms.Textarea(attrs={"rows": 3})}
        error_messages = {"organisme": {"required": "Choisissez l’organisme qui a pris cet acte."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        convention = self.instance.convention
        # Any: the classes of these fields are not known by their names.
        organisme: Any = self.fields["organisme"]
        organisme.queryset = list_organismes(convention.pk)
        organisme.empty_label = "Choisissez…"
        acte_lie: Any = self.fields["acte_lie"]
        acte_lie.queryset = convention.actes.exclude(pk=self.instance.pk)
        avenant: Any = self.fields["avenant"]
        avenant.queryset = convention.avenants.all()
        for champ in (acte_lie, avenant):
            champ.empty_label = "Aucun"

    def clean(self) -> dict[str, Any]:
        """Check that the act applies from its own day on, not before."""
        donnees: dict[str, Any] = super().clean() or {}
        jour, executoire_le = donnees.get("date"), donnees.get("executoire_le")
        if jour and executoire_le and executoire_le < jour:
            self.add_error(
                "executoire_le", "Un acte ne s’applique pas avant sa date\u00a0: corrigez l’un des deux jours."
            )
        return donnees


class BaseLegaleForm(FicheForm):
    """The text that the agreement applies, and in what quality partners pay."""

    imputation = forms.ChoiceField(
        label="En quelle qualité les partenaires paient",
        choices=[*Imputation.choices(), ("", "À préciser plus tard")],
        widget=forms.RadioSelect,
        required=False,
        help_text="Elle décide du compte des deux côtés\u00a0: ils doivent se répondre.",
    )

    class Meta:
        model = Convention
        fields = ["base_legale", "imputation"]
        labels = {"base_legale": "Texte appliqué"}
        help_texts = {
            "base_legale": "Tel que la convention l’écrit. Il est imprimé sur chaque décompte, sans rien y changer."
        }
        widgets = {"base_legale": forms.Textarea(attrs={"rows": 5})}
