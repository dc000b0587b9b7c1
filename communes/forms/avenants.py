"""What people type about amendments: what they change and from when, their signature."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.html import format_html

from communes.calculs import UN_JOUR, format_jour, redistribute
from communes.enums import SortHeures, TypeActe
from communes.forms.heures import OUBLI, SANS_HEURES, HeuresChamps
from communes.models import Acte, Avenant, Partie
from communes.presentation.poste import check_preavis
from communes.selectors import list_parties
from communes.services.avenants import Deliberation
from conseiller.champs import JourField
from conseiller.formulaires.envoi import Perime
from conseiller.formulaires.forms import FicheForm, Formulaire, show_anew

OBJET = "En une phrase, tel que les conseils le votent. Facultatif."
NUMERO = "Le suivant est proposé\u00a0: gardez celui que l’acte signé portera."
LIBELLES = {"numero": "Numéro de l’avenant", "objet": "Objet", "effet_le": "Date d’effet"}


class NumeroUnique(FicheForm):
    """An amendment whose number no other one carries; the refusal stands beside the number."""

    def clean_numero(self) -> int:
        """Look the number up among the other amendments of the agreement."""
        numero: int = self.cleaned_data["numero"]
        if self.instance.convention.avenants.filter(numero=numero).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("Un avenant porte déjà ce numéro\u00a0: choisissez le suivant.")
        return numero


class AvenantForm(HeuresChamps, NumeroUnique):
    """A draft: from when, which hours, until when the agreement goes."""

    class Meta:
        model = Avenant
        fields = ["numero", "objet", "effet_le", "nouveau_terme"]
        labels = {**LIBELLES, "nouveau_terme": "Nouveau terme"}
        help_texts = {
            "numero": NUMERO,
            "objet": OBJET,
            "effet_le": "Le premier jour où il s’applique. Des heures ne peuvent commencer qu’une fois par jour.",
            "nouveau_terme": "Seulement si l’avenant prolonge la convention\u00a0: son nouveau dernier jour.",
        }

    def clean(self) -> dict[str, Any]:
        """Keep the dates inside the agreement, and whoever has left without hours."""
        donnees = super().clean()
        convention = self.instance.convention
        terme = donnees.get("nouveau_terme")
        if terme and terme <= convention.fin:
            self.add_error(
                "nouveau_terme",
                f"Le terme actuel est le {format_jour(convention.fin)}\u00a0: le nouveau doit être après.",
            )
        effet = donnees.get("effet_le", self.instance.effet_le)
        if "effet_le" in donnees and not convention.debut <= effet <= (terme or convention.fin):
            self.add_error(
                "effet_le",
                f"L’effet va du {format_jour(convention.debut)} au {format_jour(terme or convention.fin)}, premier et "
                "dernier jours de la convention.",
            )
        if effet:
            self._check_sorties(effet)
        return donnees

    def _check_sorties(self, effet: date) -> None:
        for partie in self.parties:
            part = partie.pk == self.instance.partie_sortante_id or (partie.sortie_le and partie.sortie_le < effet)
            if part and self.quarts[partie.pk]:
                self.add_error(
                    f"heures_{partie.pk}", f"{partie} n’est plus partie à la convention ce jour-là\u00a0: écrivez 0."
                )


class ProlongationForm(AvenantForm):
    """One operation moves the term, and the hours from the day after the present one if they change."""

    class Meta(AvenantForm.Meta):
        fields = ["numero", "objet", "nouveau_terme"]
        help_texts = {
            "numero": NUMERO,
            "objet": OBJET,
            "nouveau_terme": "Le nouveau dernier jour de la convention.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nouveau_terme"].required = True


class SortieForm(HeuresChamps, NumeroUnique):
    """A party leaves: which one, asked when, its last day, and what becomes of its hours."""

    heures_requises = False
    dernier_jour = JourField(
        label="Dernier jour dans la convention",
        help_text="Elle paie sa part jusqu’à ce jour compris\u202f; l’avenant prend effet le lendemain.",
    )
    sort = forms.ChoiceField(
        label="Ce qu’elles deviennent",
        choices=SortHeures.choices(),
        initial=SortHeures.PROPORTION.value,
        widget=forms.RadioSelect,
        help_text="Réparties à proportion, le total ne change pas\u202f; pas reprises, il baisse d’autant.",
    )
    preavis_accepte = forms.BooleanField(
        label="Les parties acceptent une sortie avant la fin du préavis", required=False
    )

    class Meta:
        model = Avenant
        fields = ["numero", "objet", "partie_sortante", "demande_le"]
        labels = {**LIBELLES, "partie_sortante": "Qui sort", "demande_le": "Demande reçue le"}
        help_texts = {
            "numero": NUMERO,
            "objet": OBJET,
            "partie_sortante": "L’employeur n’est pas dans la liste\u00a0: sans lui, plus de poste à partager.",
            "demande_le": "Le préavis court à partir de ce jour.",
        }
        error_messages = {"partie_sortante": {"required": "Choisissez qui sort de la convention."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        convention = self.instance.convention
        # Any: the class of this field is not known by its name.
        partie: Any = self.fields["partie_sortante"]
        partie.required, partie.empty_label = True, "Choisissez…"
        partie.queryset = (
            convention.parties.filter(sortie_le=None)
            .exclude(organisme=convention.employeuse_id)
            .select_related("organisme")
        )
        self.fields["demande_le"].required = True
        if convention.preavis_mois is None:
            del self.fields["preavis_accepte"]
        self.attribuees: dict[int, int] = {}

    def clean(self) -> dict[str, Any]:
        """Find the effect date, check the notice, then share the hours that are left."""
        donnees = super().clean()
        partie, dernier = donnees.get("partie_sortante"), donnees.get("dernier_jour")
        if dernier is None:
            return donnees
        convention = self.instance.convention
        if not convention.debut <= dernier < convention.fin:
            self.add_error(
                "dernier_jour",
                f"Ce jour est hors de la convention, qui va du {format_jour(convention.debut)} au "
                f"{format_jour(convention.fin)}.",
            )
            return donnees
        self.instance.effet_le = dernier + UN_JOUR
        self._check_preavis(dernier)
        if partie is not None and donnees.get("sort"):
            self._share(partie, SortHeures(donnees["sort"]))
        return donnees

    def _check_preavis(self, dernier: date) -> None:
        mois, demande_le = self.instance.convention.preavis_mois, self.cleaned_data.get("demande_le")
        if mois is None or demande_le is None or self.cleaned_data.get("preavis_accepte"):
            return
        avertissement = check_preavis(demande_le, dernier, mois)
        if avertissement:
            self.add_error(
                "preavis_accepte",
                f"{avertissement} Si cet accord existe, cochez cette case\u202f; sinon changez la date.",
            )

    def _share(self, sortante: Partie, sort: SortHeures) -> None:
        """Fill `attribuees`, the quarter hours of each party after the exit."""
        en_vigueur = list_parties(self.instance.convention, now=self.instance.effet_le)
        cles = [partie.pk for partie, _ in en_vigueur]
        quarts = [valeur for _, valeur in en_vigueur]
        if sort is SortHeures.MAIN:
            self._read_main(sortante)
            return
        try:
            restantes = redistribute(quarts, cles.index(sortante.pk))
        except ZeroDivisionError:
            self.add_error("sort", "Les autres communes n’ont pas d’heures\u00a0: écrivez celles de chacune.")
            return
        if sort is SortHeures.AUCUN:
            restantes = [0 if cle == sortante.pk else valeur for cle, valeur in zip(cles, quarts, strict=True)]
        self.attribuees = dict(zip(cles, restantes, strict=True))

    def _read_main(self, sortante: Partie) -> None:
        for partie in self.parties:
            nom = f"heures_{partie.pk}"
            if partie.pk != sortante.pk and nom not in self.errors and self.cleaned_data[nom] is None:
                self.add_error(nom, OUBLI)
        self.attribuees = self.quarts | {sortante.pk: 0}
        if not self.errors and not sum(self.attribuees.values()):
            self.add_error("sort", SANS_HEURES)


class SignatureForm(Formulaire):
    """The signature of a draft, and what is known of each council's decision."""

    lu = forms.CharField(widget=forms.HiddenInput, required=False)
    signe_le = JourField(label="Signé le", help_text="Le jour où la dernière partie a signé.")
    retroactif = forms.BooleanField(
        label="Je confirme cet effet rétroactif",
        error_messages={"required": "Cochez cette case pour confirmer, ou changez la date d’effet de l’avenant."},
    )

    def __init__(self, *args: Any, avenant: Avenant, lu: str, retroactif: bool, aujourdhui: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.avenant, self.aujourdhui = avenant, aujourdhui
        self.fields["lu"].initial = lu
        if not retroactif:
            del self.fields["retroactif"]
        self.parties = list(avenant.convention.parties.select_related("organisme"))
        actes = avenant.actes.filter(type=TypeActe.DELIBERATION)
        connues = {acte.organisme_id: acte for acte in actes}
        for partie in self.parties:
            self._add_deliberation(partie, connues.get(partie.organisme_id, Acte()))

    def _add_deliberation(self, partie: Partie, acte: Acte) -> None:
        de = format_html('<span class="visually-hidden">, {}</span>', partie.organisme.nom)
        self.fields[f"numero_{partie.pk}"] = forms.CharField(
            label=format_html("Numéro{}", de),
            max_length=30,
            required=False,
            initial=acte.numero,
            help_text="Tel qu’elle le porte.",
        )
        self.fields[f"date_{partie.pk}"] = JourField(
            label=format_html("Date{}", de), required=False, initial=acte.date, help_text="Le jour du vote."
        )
        self.fields[f"executoire_{partie.pk}"] = JourField(
            label=format_html("Exécutoire le{}", de),
            required=False,
            initial=acte.executoire_le,
            help_text="Publiée et transmise.",
        )

    def clean(self) -> dict[str, Any]:
        """Check that nothing signed is still to come, and that no decision applies before it was taken."""
        donnees: dict[str, Any] = super().clean() or {}
        signe_le = donnees.get("signe_le")
        if signe_le and signe_le > self.aujourdhui:
            self.add_error(
                "signe_le", "Ce jour est à venir\u00a0: signez l’avenant ici quand il le sera sur le papier."
            )
        for partie in self.parties:
            jour, executoire_le = donnees.get(f"date_{partie.pk}"), donnees.get(f"executoire_{partie.pk}")
            if jour and executoire_le and executoire_le < jour:
                self.add_error(
                    f"executoire_{partie.pk}",
                    f"{partie}\u00a0: un acte ne s’applique pas avant sa date. Corrigez l’un des deux jours.",
                )
        return donnees

    def deliberations(self) -> list[Deliberation]:
        """What is known of each council's decision."""
        return [
            Deliberation(
                partie,
                self.cleaned_data[f"numero_{partie.pk}"],
                self.cleaned_data[f"date_{partie.pk}"],
                self.cleaned_data[f"executoire_{partie.pk}"],
            )
            for partie in self.parties
        ]

    def groupes(self) -> list[tuple[Partie, list[forms.BoundField]]]:
        """The three fields of each council, in the act's order."""
        return [
            (partie, [self[f"{nom}_{partie.pk}"] for nom in ("numero", "date", "executoire")])
            for partie in self.parties
        ]

    def check_lu(self, a_jour: str) -> None:
        """Raise Perime when the amendment changed since the page said what it does."""
        if self.data.get("lu") == a_jour:
            return
        show_anew(self, "lu", a_jour)
        raise Perime(
            "Cet avenant a changé depuis que vous avez ouvert cette page. Relisez ce qu’il change, puis signez de "
            "nouveau."
        )
