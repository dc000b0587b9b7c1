"""From the share to the sum called: each party's account, line by line (R12, R13, R14, R16)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from conseiller.montants import FINE_INSECABLE, INSECABLE, format_euros
from subventions.calculs.appels import Appel, Demande
from subventions.calculs.instantane import Identite, Instantane
from subventions.calculs.regularisations import Regularisation
from subventions.calculs.resultat import Resultat
from subventions.calculs.solde import share_excedent
from subventions.presentation.mots import join_mots, subtract, write_jour
from subventions.presentation.regularisations import ComparaisonVue, present_comparaisons

PART = "Part de la période"


@dataclass(frozen=True, slots=True)
class LigneCompte:
    """One line, its signed amount in cents; `ordre` is its place in every account."""

    ordre: int
    libelle: str
    detail: str
    montant: int


@dataclass(frozen=True, slots=True)
class CompteVu:
    """One party, amounts in cents: its lines add up to `solde`; `phrase` says what becomes of it, `issue` in short."""

    code: str
    nom: str
    motif: int
    employeuse: bool
    part: int
    lignes: tuple[LigneCompte, ...]
    acompte: int
    solde: int
    appele: int
    issue: str
    phrase: str

    @property
    def ajouts(self) -> int:
        """What is added to the share before part payments, in cents."""
        return self.solde + self.acompte - self.part

    @property
    def moins_acompte(self) -> int:
        """The part payment as it counts, in cents."""
        return -self.acompte


@dataclass(frozen=True, slots=True)
class EtapeComptes:
    """Every account, the closed statements that are regularised, and what must be known of a final one.

    `excedent`: name, pattern and cents, were what is left over given back in proportion to the shares.
    """

    phrase: str
    comptes: tuple[CompteVu, ...]
    comparaisons: tuple[ComparaisonVue, ...]
    avis: tuple[str, ...]
    excedent: tuple[tuple[str, int, int], ...]

    @property
    def has_ajouts(self) -> bool:
        """Whether something is added to a share."""
        return any(len(compte.lignes) > 1 + bool(compte.acompte) for compte in self.comptes)

    @property
    def has_acomptes(self) -> bool:
        """Whether a part payment is deducted."""
        return any(compte.acompte for compte in self.comptes)

    @property
    def simple(self) -> bool:
        """Whether each partner is called for its share and nothing else."""
        return not self.has_ajouts and all(c.employeuse or c.appele == c.part for c in self.comptes)

    @property
    def part(self) -> int:
        """The shares together, in cents."""
        return sum(compte.part for compte in self.comptes)

    @property
    def ajouts(self) -> int:
        """What is added to the shares, in cents."""
        return sum(compte.ajouts for compte in self.comptes)

    @property
    def moins_acompte(self) -> int:
        """The part payments as they count, in cents."""
        return -sum(compte.acompte for compte in self.comptes)

    @property
    def solde(self) -> int:
        """The accounts together, in cents."""
        return sum(compte.solde for compte in self.comptes)

    @property
    def appele(self) -> int:
        """What is called in all, in cents."""
        return sum(compte.appele for compte in self.comptes)


def present_comptes(instantane: Instantane, resultat: Resultat) -> EtapeComptes:
    """Word the accounts."""
    parties, demande = instantane.contexte.parties, instantane.demande
    appels = {appel.insee: appel for appel in instantane.call(resultat)}
    regularisations = [regul for regul in instantane.regularise(resultat) if not regul.nulle]
    comptes = tuple(
        _present_compte(rang, partie, appels[partie.code], demande, regularisations)
        for rang, partie in enumerate(parties)
    )
    etape = EtapeComptes(
        phrase="",
        comptes=comptes,
        comparaisons=present_comparaisons(regularisations, parties),
        avis=tuple(_warn(instantane, resultat, list(appels.values()))),
        excedent=_share_excedent(instantane, resultat) if demande.solde_final else (),
    )
    return EtapeComptes(_word_phrase(etape), etape.comptes, etape.comparaisons, etape.avis, etape.excedent)


def _present_compte(
    rang: int, partie: Identite, appel: Appel, demande: Demande, regularisations: Sequence[Regularisation]
) -> CompteVu:
    issue, phrase = word_issue(appel, demande)
    return CompteVu(
        code=partie.code,
        nom=partie.nom,
        motif=rang,
        employeuse=partie.employeuse,
        part=appel.part,
        lignes=tuple(
            LigneCompte(ordre, *ligne)
            for ordre, ligne in enumerate(_list_lignes(appel, demande, regularisations))
            if ordre == 0 or ligne[-1]
        ),
        acompte=appel.acompte,
        solde=appel.solde,
        appele=appel.appele,
        issue=issue,
        phrase=phrase,
    )


def _list_lignes(
    appel: Appel, demande: Demande, regularisations: Sequence[Regularisation]
) -> Iterator[tuple[str, str, int]]:
    """The lines of one account, which add up to its balance, in the same order and number for every party."""
    yield PART, "", appel.part
    autres = appel.regularisation
    for regularisation in regularisations:
        ligne = next(ligne for ligne in regularisation.lignes if ligne.insee == appel.insee)
        autres -= ligne.montant
        calcul = f"{format_euros(ligne.recalculee)} recalculés {subtract(ligne.arretee)} arrêtés"
        if ligne.regularisee:
            calcul += f" {subtract(ligne.regularisee)} déjà régularisés"
        yield f"Régularisation du décompte n°{INSECABLE}{regularisation.arrete.numero}", calcul, ligne.montant
    yield "Régularisation des décomptes arrêtés", "", autres
    for ajustement in demande.ajustements:
        acte = f"{ajustement.acte}, " if ajustement.acte else ""
        detail = f"{acte}convenu le {write_jour(ajustement.convenu_le)}"
        yield f"Ajustement{INSECABLE}: {ajustement.motif}", detail, ajustement.montants.get(appel.insee, 0)
    yield "Somme reportée", "Trop petite pour être appelée avant", appel.reporte
    yield "Acompte déjà appelé", _word_acompte(appel, demande), -appel.acompte


def _word_acompte(appel: Appel, demande: Demande) -> str:
    total = demande.acomptes.get(appel.insee, 0)
    if total == appel.acompte:
        return ""
    return f"Sur {format_euros(total)}{FINE_INSECABLE}; le reste viendra en déduction avant la fin de l’exercice"


def word_issue(appel: Appel, demande: Demande) -> tuple[str, str]:
    """What becomes of an account, in two words then in a sentence."""
    if appel.employeuse:
        phrase = "L’employeur garde cette somme à sa charge" if appel.solde >= 0 else "L’employeur garde cette somme"
        return "sans titre", f"{phrase}\u00a0: aucun titre n’est émis."
    if appel.appele > 0:
        return "titre à émettre", "À payer à réception de l’avis des sommes à payer."
    if appel.appele < 0:
        return "à rendre", "En faveur de la commune\u00a0: un titre est réduit, ou l’employeur lui reverse la somme."
    if appel.non_appele == 0:
        return "rien à appeler", "Rien n’est appelé."
    destin = "l’employeur la garde à sa charge" if demande.solde_final else "elle s’ajoutera au décompte suivant"
    seuil = f"{format_euros(appel.solde)}, sous le seuil de {format_euros(demande.seuil)}"
    return "non appelé, sous le seuil", f"{seuil}\u00a0: la somme n’est pas appelée, {destin}."


def _word_phrase(etape: EtapeComptes) -> str:
    if etape.simple:
        return "Rien ne s’ajoute aux parts\u00a0: chaque commune est appelée pour la sienne."
    return "De la part à la somme appelée\u00a0: ce qui s’ajoute, ce qui se déduit, ce qui reste."


def _warn(instantane: Instantane, resultat: Resultat, appels: Sequence[Appel]) -> Iterator[str]:
    """What the parties must know beside the figures, one sentence or two each."""
    dossier, demande = instantane.dossier, instantane.demande
    if resultat.au > dossier.fin and any(depense.etalement.fin > dossier.fin for depense in resultat.depenses):
        yield (
            f"Des coûts tombent après le terme du {write_jour(dossier.fin)}\u00a0: ils se partagent selon les dernières"
            " heures, et la subvention n’y contribue plus."
        )
    if not demande.solde_final:
        return
    manquants = [(s.libelle, v.rang) for s in dossier.subventions for v in s.versements if v.recu_le is None]
    attente = f" Pas encore reçu, donc pas compté\u00a0: {word_non_recus(manquants)}." if manquants else ""
    yield f"Solde définitif\u00a0: chaque subvention compte pour ce qui en a été vraiment reçu.{attente}"
    if all(arrete.au <= resultat.au for arrete in dossier.decomptes):
        yield from _warn_etales(resultat)
    garde = sum(appel.non_appele for appel in appels)
    if garde:
        yield f"L’employeur garde à sa charge {format_euros(garde)}, trop peu pour être appelés."
    if resultat.report_nouveau < 0:
        yield (
            f"Il reste un excédent de {format_euros(-resultat.report_nouveau)}. Si plus aucun décompte ne suit, il"
            " revient à l’État quand la subvention dépasse la rémunération éligible, sinon aux communes, au prorata de"
            " leurs parts, par un ajustement convenu. Un décompte de plus le reprendrait."
        )


def _warn_etales(resultat: Resultat) -> Iterator[str]:
    """The grants spread beyond the last day stated: part of what was received would be shared by no statement."""
    for ligne in resultat.lignes_subvention:
        if ligne.etalement is not None and ligne.etalement.cumul_fin != ligne.montant:
            yield (
                f"{ligne.libelle} s’étale jusqu’au {write_jour(ligne.fin)}\u00a0:"
                f" {format_euros(ligne.montant - ligne.etalement.cumul_fin)} de ce qui en a été reçu ne comptent dans"
                f" aucun décompte. Si la convention s’arrête le {write_jour(resultat.au)}, ramenez à ce jour la fin de"
                " la subvention."
            )


def word_non_recus(versements: Iterable[tuple[str, int]]) -> str:
    """Instalments, each a grant's name and a rank, as one enumeration; empty when there is none.

    >>> word_non_recus([("Plan", 2), ("Plan", 3)]).replace(INSECABLE, "~")
    'Plan, versements n°~2 et n°~3'
    """
    groupes = [
        (libelle, [f"n°{INSECABLE}{rang}" for _, rang in rangs])
        for libelle, rangs in groupby(versements, key=lambda versement: versement[0])
    ]
    return f"{FINE_INSECABLE}; ".join(
        f"{libelle}, versement{'s' if len(rangs) > 1 else ''} {join_mots(rangs)}" for libelle, rangs in groupes
    )


def _share_excedent(instantane: Instantane, resultat: Resultat) -> tuple[tuple[str, int, int], ...]:
    rendu = share_excedent(instantane.dossier, resultat)
    return tuple(
        (partie.nom, rang, rendu[partie.code])
        for rang, partie in enumerate(instantane.contexte.parties)
        if rendu.get(partie.code)
    )
