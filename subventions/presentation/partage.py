"""Step 5, the sharing to the cent: exact quotients, whole cents, the missing ones and who gets them (R8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from conseiller.montants import format_euros, format_nombre
from subventions.calculs.instantane import Identite
from subventions.calculs.resultat import PartCommune, Resultat
from subventions.presentation.mots import choose_chiffres, count_mots, join_mots, write_exact


@dataclass(frozen=True, slots=True)
class LignePartage:
    """One party. Amounts in cents: whole cents, cent added, both together, borne alone, due."""

    nom: str
    motif: int
    exacte: str
    entier: int
    centime: int
    commune: int
    affectees: int
    montant: int


@dataclass(frozen=True, slots=True)
class EtapePartage:
    """The parties and their totals; `resume` is the step in three words."""

    resume: str
    formule: str
    phrase: str
    egalite: str
    lignes: tuple[LignePartage, ...]
    entiers: int
    centimes: int
    affectees: int
    total: int
    has_affectees: bool


def present_partage(resultat: Resultat, parties: Sequence[Identite]) -> EtapePartage:
    """Word the sharing."""
    chiffres = choose_chiffres(resultat.parts, resultat.cle_totale)
    parts = {part.insee: part for part in resultat.parts}
    resume, phrase, egalite = _word_partage(resultat, {partie.code: partie for partie in parties})
    return EtapePartage(
        resume=resume,
        formule=_write_formule(resultat),
        phrase=phrase,
        egalite=egalite,
        lignes=tuple(
            LignePartage(
                nom=partie.nom,
                motif=rang,
                exacte=write_exact(parts[partie.code], resultat.cle_totale, chiffres),
                entier=parts[partie.code].entier,
                centime=parts[partie.code].centime_ajoute,
                commune=parts[partie.code].commune,
                affectees=parts[partie.code].affectees,
                montant=parts[partie.code].total,
            )
            for rang, partie in enumerate(parties)
        ),
        entiers=sum(part.entier for part in resultat.parts),
        centimes=resultat.centimes_distribues,
        affectees=sum(part.affectees for part in resultat.parts),
        total=sum(part.total for part in resultat.parts),
        has_affectees=any(depense.affectation for depense in resultat.depenses),
    )


def _write_formule(resultat: Resultat) -> str:
    """The exact quotient in words; empty when there is nothing to share."""
    if resultat.reste <= 0:
        return ""
    return f"{format_euros(resultat.reste)} × clé de la commune ÷ {format_nombre(resultat.cle_totale)}"


def _word_partage(resultat: Resultat, parties: Mapping[str, Identite]) -> tuple[str, str, str]:
    if resultat.reste <= 0:
        return "rien", "Il ne reste rien à répartir\u00a0: les parts communes sont de 0,00\u00a0€.", ""
    if resultat.centimes_distribues == 0:
        return "tombe juste", "Toutes les parts tombent juste\u00a0: aucun centime ne manque.", ""
    servis = [part for part in _order_parts(resultat.parts, parties) if part.centime_ajoute]
    noms = join_mots([parties[part.insee].nom for part in servis])
    centimes = count_mots(resultat.centimes_distribues, "centime")
    destin = (
        f"Il va au plus fort reste\u00a0: {noms}"
        if len(servis) == 1
        else f"Ils vont aux plus forts restes\u00a0: {noms}"
    )
    phrase = f"On garde les centimes entiers\u00a0: il manque {centimes}. {destin}."
    return f"+\u00a0{centimes}", phrase, _word_tie(resultat.parts, servis[-1].fraction, parties)


def _order_parts(parts: Sequence[PartCommune], parties: Mapping[str, Identite]) -> list[PartCommune]:
    """The order in which missing cents are given (R8)."""
    return sorted(parts, key=lambda part: (-part.fraction, not parties[part.insee].employeuse, -part.cle, part.insee))


def _word_tie(parts: Sequence[PartCommune], dernier: int, parties: Mapping[str, Identite]) -> str:
    """Why, among exactly equal remainders, some got a cent and others not; empty when no tie decided anything."""
    egaux = [part for part in parts if part.fraction == dernier]
    if all(part.centime_ajoute for part in egaux):
        return ""
    noms = join_mots([parties[part.insee].nom for part in egaux])
    return (
        f"{noms} ont exactement le même reste. On sert d’abord l’employeur, puis la clé la plus grande, puis le"
        " plus petit code INSEE."
    )


def write_arrondi(part: PartCommune) -> str:
    """How the exact quotient becomes a share."""
    if part.centime_ajoute:
        return f"{format_euros(part.entier)} + 1\u00a0centime"
    return "centimes entiers, rien à ajouter" if part.fraction else "tombe juste"
