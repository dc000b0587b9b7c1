"""Step 2, the State's grant: its method and cumulated figures (R5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from communes.calculs import UN_JOUR
from conseiller.montants import format_euros
from subventions.calculs.resultat import Etalement, LigneSubvention, Resultat
from subventions.enums import Methode
from subventions.presentation.mots import count_mots, write_jour


@dataclass(frozen=True, slots=True)
class LigneVue:
    """One line of figures: what it is, how it comes, its signed amount in cents."""

    libelle: str
    detail: str
    montant: int


@dataclass(frozen=True, slots=True)
class SubventionVue:
    """One grant in the period."""

    libelle: str
    phrase: str
    lignes: tuple[LigneVue, ...]
    retenu: int
    encaisse: str


@dataclass(frozen=True, slots=True)
class EtapeSubvention:
    """Every grant, and what they bring to the period."""

    methode: str
    subventions: tuple[SubventionVue, ...]
    total: int


def present_subvention(resultat: Resultat) -> EtapeSubvention:
    """Word the grants under the statement's method."""
    return EtapeSubvention(
        methode=resultat.methode.libelle,
        subventions=tuple(_present_ligne(ligne, resultat) for ligne in resultat.lignes_subvention),
        total=resultat.subvention,
    )


def _present_ligne(ligne: LigneSubvention, resultat: Resultat) -> SubventionVue:
    recu = f"Reçu au {write_jour(resultat.au)}\u00a0: {format_euros(ligne.encaisse_cumule)}."
    if ligne.etalement is not None and resultat.methode is Methode.PRORATA:
        phrase, lignes = _word_prorata(ligne.etalement, resultat.du, resultat.au)
    else:
        phrase, lignes = _word_encaissement(ligne)
    return SubventionVue(ligne.libelle, phrase, lignes, ligne.retenu, recu)


def _word_prorata(etalement: Etalement, du: date, au: date) -> tuple[str, tuple[LigneVue, ...]]:
    montant, total = format_euros(etalement.montant), etalement.jours_total
    phrase = (
        f"{montant} pour {count_mots(total, 'jour')}, du {write_jour(etalement.debut)} au"
        f" {write_jour(etalement.fin)}, comptés au prorata des jours."
    )

    def word(jour: date, jours: int, cumul: int) -> LigneVue:
        return LigneVue(f"Acquis au {write_jour(jour)}", f"{montant} × {jours} ÷ {total}", cumul)

    acquis = word(min(au, etalement.fin), etalement.jours_fin, etalement.cumul_fin)
    if etalement.jours_fin == 0:
        return f"{phrase} Elle commence après la période\u00a0: rien n’est acquis.", ()
    if etalement.jours_avant == 0:
        return phrase, (acquis,)
    veille = min(du - UN_JOUR, etalement.fin)
    if veille == etalement.fin:
        return f"{phrase} Elle était acquise en entier avant la période.", ()
    phrase += " On prend ce qui est acquis à la fin de la période, moins ce qui l’était la veille de son début."
    return phrase, (acquis, word(veille, etalement.jours_avant, -etalement.cumul_avant))


def _word_encaissement(ligne: LigneSubvention) -> tuple[str, tuple[LigneVue, ...]]:
    phrase = (
        f"{format_euros(ligne.montant)} du {write_jour(ligne.debut)} au {write_jour(ligne.fin)}, comptés à"
        " l’encaissement\u00a0: on prend les versements reçus dans la période, à leur date."
    )
    if not ligne.recus:
        return f"{phrase} Aucun n’y a été reçu.", ()
    lignes = (
        LigneVue(f"{'Reçu' if montant >= 0 else 'Reversé'} le {write_jour(le)}", "", montant)
        for le, montant in ligne.recus
    )
    return phrase, tuple(lignes)
