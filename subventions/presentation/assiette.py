"""Whether pay reaches the grant, in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from conseiller.montants import format_euros
from subventions.calculs.assiette import Assiette, ControleAssiette
from subventions.presentation.mots import write_jour


@dataclass(frozen=True, slots=True)
class AssietteVue:
    """One comparison: what it covers, what to do, whether something is missing, both amounts in cents."""

    titre: str
    texte: str
    insuffisante: bool
    assiette: Assiette


def present_assiette(controle: ControleAssiette | None) -> tuple[AssietteVue, ...]:
    """Today's comparison, then that of the whole term with the forecast; nothing without a grant."""
    if controle is None:
        return ()
    vues = [_present_terme(controle.au_terme)]
    if controle.a_ce_jour is not None and controle.a_ce_jour.au < controle.au_terme.au:
        vues.insert(0, _present_jour(controle.a_ce_jour))
    return tuple(vues)


def _present_jour(assiette: Assiette) -> AssietteVue:
    titre = f"Au {write_jour(assiette.au)}"
    if not assiette.insuffisante:
        return AssietteVue(titre, "La paie constatée couvre la subvention de ces jours.", False, assiette)
    texte = (
        f"Il manque {format_euros(-assiette.ecart)} de paie. Complétez les dépenses de rémunération et de charges"
        " déjà payées\u202f; si elles sont toutes là, cette somme devra peut-être être rendue à l’État."
    )
    return AssietteVue(titre, texte, True, assiette)


def _present_terme(assiette: Assiette) -> AssietteVue:
    titre = f"Au terme, le {write_jour(assiette.au)}, dépenses prévues comprises"
    if not assiette.insuffisante:
        return AssietteVue(titre, "La paie couvre toute la subvention.", False, assiette)
    texte = (
        f"Il manquera {format_euros(-assiette.ecart)} de paie. Ajoutez les dépenses de paie à venir\u202f; si rien ne"
        " manque, attendez-vous à rendre cette somme à l’État."
    )
    return AssietteVue(titre, texte, True, assiette)
