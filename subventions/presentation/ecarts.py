"""« Pourquoi ce montant ? »: what a share differs by from another calculation, one sentence for each cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from conseiller.montants import format_euros
from subventions.calculs.ecarts import A_COTE, PARTAGEES, Calcule, Ecart, compare
from subventions.calculs.instantane import Identite
from subventions.calculs.resultat import Resultat
from subventions.enums import Cause, Nature
from subventions.presentation.mots import count_mots, sign_euros, write_pourcent

NATURES = {
    Nature.REMUNERATION: "la rémunération",
    Nature.CHARGES: "les charges",
    Nature.EQUIPEMENT: "l’équipement",
    Nature.DEPLACEMENT: "les déplacements",
    Nature.LICENCE: "les licences",
    Nature.FORMATION: "la formation",
    Nature.AUTRE: "les autres dépenses",
}
SUJETS = {
    Cause.COUTS: "Les coûts communs passent",
    Cause.SUBVENTION: "La subvention comptée passe",
    Cause.COFINANCEMENTS: "Les autres financements passent",
    Cause.REPORT: "L’excédent repris du décompte précédent passe",
    Cause.AFFECTEES: "Les dépenses à sa seule charge passent",
    Cause.REGULARISATIONS: "Les régularisations de décomptes arrêtés passent",
    Cause.AJUSTEMENTS: "Les ajustements convenus passent",
}
# The rule that each cause follows.
REGLES = {
    Cause.COUTS: "R4",
    Cause.SUBVENTION: "R5",
    Cause.COFINANCEMENTS: "R6",
    Cause.REPORT: "R7",
    Cause.CLE: "R2",
    Cause.AFFECTEES: "R4",
    Cause.REGULARISATIONS: "R14",
    Cause.AJUSTEMENTS: "R16",
}


@dataclass(frozen=True, slots=True)
class Repere:
    """What a statement is set against. `nom` follows « que »: « le décompte du 2e semestre 2021 »; `lien`: its page."""

    titre: str
    nom: str
    lien: str
    calcule: Calcule


@dataclass(frozen=True, slots=True)
class EffetVu:
    """What one cause adds to a share, in cents; `lignes` is the address of its rows, `regle` the number of its rule."""

    nom: str
    phrase: str
    montant: int
    signe: str
    lignes: str
    regle: str


@dataclass(frozen=True, slots=True)
class ComparaisonVue:
    """One party's sum by another calculation and by this one, in cents, and what leads from one to the other."""

    titre: str
    lien: str
    phrase: str
    avant: int
    apres: int
    effets: tuple[EffetVu, ...]


def present_ecarts(
    parties: Sequence[Identite], reperes: Sequence[Repere], apres: Calcule, lignes: Mapping[Cause, str]
) -> tuple[tuple[ComparaisonVue, ...], ...]:
    """The comparisons of each party, in the order of `parties`; `lignes`: where the rows of each cause are read."""
    ecarts = [{ecart.insee: ecart for ecart in compare(repere.calcule, apres)} for repere in reperes]
    return tuple(
        tuple(
            _present(repere, connus[partie.code], apres, lignes) for repere, connus in zip(reperes, ecarts, strict=True)
        )
        for partie in parties
    )


def _present(repere: Repere, ecart: Ecart, apres: Calcule, lignes: Mapping[Cause, str]) -> ComparaisonVue:
    return ComparaisonVue(
        titre=repere.titre,
        lien=repere.lien,
        phrase=_word_total(repere, ecart, apres.resultat),
        avant=ecart.avant,
        apres=ecart.apres,
        effets=tuple(
            EffetVu(
                nom=cause.libelle,
                phrase=f"{_word_cause(cause, ecart.insee, repere.calcule, apres)}\u00a0: {_word_effet(effet)}.",
                montant=effet,
                signe=sign_euros(effet),
                lignes=lignes.get(cause, ""),
                regle=REGLES[cause],
            )
            for cause, effet in ecart.effets.items()
        ),
    )


def _word_total(repere: Repere, ecart: Ecart, apres: Resultat) -> str:
    if ecart.montant == 0:
        phrase = f"Autant que {repere.nom}"
    else:
        sens = "de plus" if ecart.montant > 0 else "de moins"
        phrase = f"{format_euros(abs(ecart.montant))} {sens} que {repere.nom}"
    jours = repere.calcule.resultat.jours
    if jours != apres.jours:
        phrase += f", qui comptait {count_mots(jours, 'jour')} au lieu de {apres.jours}"
    if repere.calcule.resultat.reste <= 0:
        phrase += ". Il ne restait alors rien à répartir"
    return f"{phrase}."


def _word_effet(effet: int) -> str:
    return f"cela {'ajoute' if effet > 0 else 'retire'} {format_euros(abs(effet))}"


def _word_cause(cause: Cause, code: str, avant: Calcule, apres: Calcule) -> str:
    """What changed, from what to what; the effect follows."""
    if cause is Cause.CLE:
        return _word_cle(code, avant.resultat, apres.resultat)
    montants = [format_euros(_read_montant(cause, calcule, code)) for calcule in (avant, apres)]
    phrase = f"{SUJETS[cause]} de {montants[0]} à {montants[1]}"
    return phrase + _word_nature(avant.resultat, apres.resultat) if cause is Cause.COUTS else phrase


def _read_montant(cause: Cause, calcule: Calcule, code: str) -> int:
    """What the cause amounts to in one calculation, in cents, as a reader counts it: a grant is not negative."""
    if cause in A_COTE:
        return calcule.a_cote[A_COTE.index(cause)].get(code, 0)
    terme = calcule.termes[PARTAGEES.index(cause)]
    return terme if cause is Cause.COUTS else -terme


def _word_nature(avant: Resultat, apres: Resultat) -> str:
    """The category that pulls the costs the way they go, when several change; empty otherwise."""
    ecarts = {
        nature: apres.couts_par_nature.get(nature, 0) - avant.couts_par_nature.get(nature, 0) for nature in Nature
    }
    changent = {nature: ecart for nature, ecart in ecarts.items() if ecart}
    if len(changent) < 2:
        return ""
    sens = 1 if apres.couts > avant.couts else -1
    nature = max(changent, key=lambda nature: sens * changent[nature])
    return f", surtout {NATURES[nature]} ({sign_euros(changent[nature])})"


def _word_cle(code: str, avant: Resultat, apres: Resultat) -> str:
    parts = [
        write_pourcent(next((part.cle for part in resultat.parts if part.insee == code), 0), resultat.cle_totale, 2)
        for resultat in (avant, apres)
    ]
    if parts[0] == parts[1]:
        return f"Sa part des heures change à peine, autour de {parts[0]}"
    return f"Sa part des heures passe de {parts[0]} à {parts[1]}"
