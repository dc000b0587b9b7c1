"""The facts of the first page: what the sum comes from, and the texts that found it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conseiller.montants import FINE_INSECABLE, INSECABLE, format_euros, format_nombre
from subventions.calculs.appels import Appel
from subventions.calculs.instantane import ActeCite, Contexte, Identite
from subventions.calculs.resultat import PartCommune, Resultat
from subventions.presentation.mots import A_COMPLETER, join_mots, subtract, write_jour


@dataclass(frozen=True, slots=True)
class Fait:
    """One row of the facts."""

    nom: str
    lignes: tuple[str, ...]


def word_reste(resultat: Resultat) -> str:
    """The remainder and its terms, in one line."""
    termes = [f"coûts {format_euros(resultat.couts)}", f"{subtract(resultat.subvention)} de subvention"]
    if resultat.cofinancements:
        termes.append(f"{subtract(resultat.cofinancements)} d’autres financements")
    if resultat.report_anterieur:
        termes.append(f"{subtract(-resultat.report_anterieur)} d’excédent précédent")
    reste = f"{' '.join(termes)} = {format_euros(resultat.reste)}"
    return f"{reste}, rien à répartir" if resultat.reste <= 0 else f"{reste} à répartir"


def word_bases(resultat: Resultat, part: PartCommune, appel: Appel) -> tuple[str, ...]:
    """What one party's sum is made of."""
    morceaux = []
    if resultat.reste > 0:
        cles = f"{format_nombre(part.cle)} / {format_nombre(resultat.cle_totale)}"
        morceaux.append(f"part de la clé {cles}, soit {format_euros(part.commune)}")
    if part.affectees:
        morceaux.append(f"dépenses affectées {format_euros(part.affectees)}")
    for nom, montant in (
        ("régularisations", appel.regularisation),
        ("ajustements convenus", appel.ajustement),
        ("sommes reportées", appel.reporte),
    ):
        if montant:
            morceaux.append(f"{nom} {format_euros(montant)}")
    morceaux.append(f"acomptes déduits {format_euros(appel.acompte)}")
    detail = capitalise(f"{FINE_INSECABLE}; ".join(morceaux))
    return f"{capitalise(word_reste(resultat))}.", f"{detail}. Détail en annexe."


def cite_textes(contexte: Contexte, resultat: Resultat, parties: Sequence[Identite]) -> tuple[Fait, ...]:
    """The law applied, the agreement, its amendments that count in the period, the decisions of `parties`."""
    signature = f"signée le {write_jour(contexte.signee_le)}" if contexte.signee_le else f"signature {A_COMPLETER}"
    convention = f"{signature}, effet au {write_jour(contexte.debut)}, terme au {write_jour(contexte.fin)}"
    avenants = tuple(
        f"n°{INSECABLE}{avenant.numero} "
        + (f"signé le {write_jour(avenant.signe_le)}" if avenant.signe_le else f"(signature {A_COMPLETER})")
        + f", effet au {write_jour(avenant.effet_le)}"
        for avenant in contexte.avenants
        if avenant.effet_le <= resultat.au
    )
    return (
        Fait("Texte appliqué", (contexte.base_legale or A_COMPLETER,)),
        Fait("Convention", (convention,)),
        Fait("Avenants", avenants or ("aucun pour cette période",)),
        Fait("Délibérations", _cite_deliberations(contexte, parties)),
    )


def _cite_deliberations(contexte: Contexte, parties: Sequence[Identite]) -> tuple[str, ...]:
    """One line by body, and one for all those whose decision is not known; a body given twice is cited once."""
    lignes = []
    inconnues = []
    for partie in dict.fromkeys(parties):
        actes = [_cite_acte(acte) for acte in contexte.actes if acte.code == partie.code]
        if actes:
            lignes.append(f"{partie.nom}{INSECABLE}: {', '.join(actes)}")
        else:
            inconnues.append(partie.nom)
    if inconnues:
        lignes.append(f"{join_mots(inconnues)}{INSECABLE}: {A_COMPLETER}")
    return tuple(lignes)


def _cite_acte(acte: ActeCite) -> str:
    numero = f"n°{INSECABLE}{acte.numero}" if acte.numero else f"numéro {A_COMPLETER},"
    return f"{numero} du {write_jour(acte.date)}" if acte.date else f"{numero} (date {A_COMPLETER})"


def capitalise(texte: str) -> str:
    """The first letter only: names keep theirs."""
    return texte[0].upper() + texte[1:]
