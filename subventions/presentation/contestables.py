"""The lines of a statement that a partner may contest: those of its page, each with its words and its amount."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from conseiller.montants import format_euros
from subventions.calculs.appels import Appel
from subventions.calculs.instantane import Instantane
from subventions.calculs.resultat import Resultat
from subventions.presentation.couts import DepenseVue, present_couts
from subventions.presentation.heures import present_heures
from subventions.presentation.reste import present_reste
from subventions.presentation.subvention import present_subvention

COMPTE = {
    "regularisation": "Régularisation de décomptes arrêtés",
    "ajustement": "Ajustement convenu",
    "reporte": "Somme reportée sous le seuil",
    "acompte": "Acomptes déduits",
}
LIBELLE_MAX = 500


@dataclass(frozen=True, slots=True)
class LigneContestable:
    """One line. `code` names it inside its version; `etape` is the step of the calculation where it stands."""

    code: str
    etape: str
    libelle: str
    valeur: str

    @property
    def texte(self) -> str:
        """What is kept of the line with a remark: its words, and its amount on that day."""
        return f"{self.libelle}\u00a0: {self.valeur}"[:LIBELLE_MAX]


def list_contestables(instantane: Instantane, resultat: Resultat, code: str) -> tuple[LigneContestable, ...]:
    """The lines that the party whose key is `code` may contest, in the order of the page; pay by category only."""
    return (
        *_list_couts(instantane, resultat),
        *_list_subvention(resultat),
        *_list_reste(resultat),
        *_list_heures(instantane, resultat),
        *_list_compte(next(appel for appel in instantane.call(resultat) if appel.insee == code), instantane),
    )


def _list_couts(instantane: Instantane, resultat: Resultat) -> Iterator[LigneContestable]:
    noms = {partie.code: partie.nom for partie in instantane.contexte.parties}
    couts = present_couts(resultat, noms, detailed_pay=False)
    for rang, depense in enumerate((*couts.communes, *couts.affectees), start=1):
        yield LigneContestable(f"cout-{rang}", "Les coûts", _word_depense(depense), format_euros(depense.retenu))


def _word_depense(depense: DepenseVue) -> str:
    precisions = [depense.libelle, depense.dates, depense.reference]
    if depense.commune:
        precisions.append(f"à la charge de {depense.commune}")
    return ", ".join(precision for precision in precisions if precision)


def _list_subvention(resultat: Resultat) -> Iterator[LigneContestable]:
    for rang, subvention in enumerate(present_subvention(resultat).subventions, start=1):
        yield LigneContestable(
            f"subvention-{rang}", "La subvention", subvention.libelle, format_euros(subvention.retenu)
        )


def _list_reste(resultat: Resultat) -> Iterator[LigneContestable]:
    etape = "Le reste à répartir"
    for rang, ligne in enumerate(present_reste(resultat).cofinancements, start=1):
        yield LigneContestable(f"financement-{rang}", etape, ligne.libelle, format_euros(ligne.montant))
    if resultat.report_anterieur:
        yield LigneContestable("report", etape, "Report du décompte précédent", format_euros(resultat.report_anterieur))
    yield LigneContestable("reste", etape, "Reste à répartir", format_euros(resultat.reste))


def _list_heures(instantane: Instantane, resultat: Resultat) -> Iterator[LigneContestable]:
    for rang, ligne in enumerate(present_heures(resultat, instantane.contexte.parties).lignes, start=1):
        yield LigneContestable(f"heures-{rang}", "Les heures", f"Heures de {ligne.nom}", f"clé {ligne.cle}")


def _list_compte(appel: Appel, instantane: Instantane) -> Iterator[LigneContestable]:
    nom = instantane.contexte.partie(appel.insee).nom
    etape = "Le compte de votre commune"
    yield LigneContestable("part", etape, f"Part de {nom}", format_euros(appel.part))
    for champ, libelle in COMPTE.items():
        montant: int = getattr(appel, champ)
        if montant:
            yield LigneContestable(champ, etape, libelle, format_euros(montant))
    yield LigneContestable("solde", etape, f"Solde de {nom}", format_euros(appel.solde))
