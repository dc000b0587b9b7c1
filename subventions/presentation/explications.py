"""« Pourquoi ce montant ? »: one party's share in a sentence and the sums that a pencil can redo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from communes.calculs import close_spans
from conseiller.montants import INSECABLE, format_euros, format_nombre
from subventions.calculs.decompte import CalculImpossible, compute_decompte
from subventions.calculs.donnees import Dossier
from subventions.calculs.instantane import Identite, Instantane
from subventions.calculs.resultat import PartCommune, Resultat, TrancheRetenue
from subventions.presentation.heures import write_cle
from subventions.presentation.mots import choose_chiffres, write_exact, write_heures, write_jour, write_pourcent
from subventions.presentation.partage import write_arrondi


@dataclass(frozen=True, slots=True)
class Explication:
    """One party: the sentence, the sums as (what, sum, its outcome), and what an amendment changed."""

    code: str
    nom: str
    motif: int
    montant: int
    phrase: str
    calculs: tuple[tuple[str, str, str], ...]
    avenant: str


def explain_parts(instantane: Instantane, resultat: Resultat) -> tuple[Explication, ...]:
    """Explain every party's share."""
    numero, sans_avenant = _compute_without_amendment(instantane, resultat)
    chiffres = choose_chiffres(resultat.parts, resultat.cle_totale)
    explications = []
    for rang, partie in enumerate(instantane.contexte.parties):
        part = resultat.part(partie.code)
        explications.append(
            Explication(
                code=partie.code,
                nom=partie.nom,
                motif=rang,
                montant=part.total,
                phrase=_word_heures(partie, part, resultat),
                calculs=tuple(_list_calculs(part, resultat, chiffres)),
                avenant=_word_amendment(part, sans_avenant.part(partie.code), numero) if sans_avenant else "",
            )
        )
    return tuple(explications)


def _word_heures(partie: Identite, part: PartCommune, resultat: Resultat) -> str:
    if part.cle == 0:
        return f"{partie.nom} n’a pas d’heures dans la période\u00a0: sa part des frais communs est de zéro."
    histoire = _tell_heures(partie.code, resultat.tranches)
    pourcent = write_pourcent(part.cle, resultat.cle_totale, 2)
    phrase = f"{partie.nom} a {histoire}\u00a0: {pourcent} des heures attribuées."
    if resultat.reste <= 0:
        phrase += " Il ne reste rien à répartir\u00a0: sa part des frais communs est de zéro."
    return phrase


def _tell_heures(code: str, tranches: Sequence[TrancheRetenue]) -> str:
    """The hours of one party through the period, said again only when they change."""
    recit = [f"{write_heures(tranches[0].heures[code])} par an"]
    for avant, apres in pairwise(tranches):
        if apres.heures[code] != avant.heures[code]:
            avenant = f" (avenant n°{INSECABLE}{apres.avenant})" if apres.avenant else ""
            recit.append(f"puis {write_heures(apres.heures[code])} à partir du {write_jour(apres.debut)}{avenant}")
    return ", ".join(recit)


def _list_calculs(part: PartCommune, resultat: Resultat, chiffres: int) -> list[tuple[str, str, str]]:
    calculs = []
    if part.cle and resultat.reste > 0:
        cle, cle_totale = format_nombre(part.cle), format_nombre(resultat.cle_totale)
        calculs = [
            ("Clé", write_cle(resultat.tranches, part.insee), cle),
            (
                "Part exacte",
                f"{format_euros(resultat.reste)} × {cle} ÷ {cle_totale}",
                write_exact(part, resultat.cle_totale, chiffres),
            ),
            ("Arrondi", write_arrondi(part), format_euros(part.commune)),
        ]
    if part.affectees:
        somme = f"{format_euros(part.commune)} + {format_euros(part.affectees)} de dépenses à sa seule charge"
        calculs.append(("À payer", somme, format_euros(part.total)))
    return calculs


def _compute_without_amendment(instantane: Instantane, resultat: Resultat) -> tuple[int, Resultat | None]:
    """The same statement had the period's one amendment not been signed; None when there is none, or several."""
    numeros = {tranche.avenant for tranche in resultat.tranches if tranche.avenant}
    if len(numeros) != 1:
        return 0, None
    (numero,) = numeros
    dossier = _drop_amendment(instantane.dossier, numero)
    if dossier is None:
        return numero, None
    try:
        return numero, compute_decompte(dossier, instantane.du, instantane.au, instantane.methode, instantane.report)
    except CalculImpossible:
        return numero, None


def _drop_amendment(dossier: Dossier, numero: int) -> Dossier | None:
    """The dossier with the amendment's slices taken over by the ones before; None when nothing comes before."""
    tranches = sorted(dossier.tranches, key=lambda tranche: tranche.debut)
    gardees = [tranche for tranche in tranches if tranche.avenant != numero]
    if not gardees or tranches[0].avenant == numero:
        return None
    spans = close_spans([tranche.debut for tranche in gardees], tranches[-1].fin)
    prolongees = [replace(tranche, fin=fin) for tranche, (_, fin) in zip(gardees, spans, strict=True)]
    return replace(dossier, tranches=tuple(prolongees))


def _word_amendment(part: PartCommune, sans_avenant: PartCommune, numero: int) -> str:
    ecart = part.total - sans_avenant.total
    if ecart == 0:
        return ""
    verbe = "ajoute" if ecart > 0 else "retire"
    return (
        f"Sans l’avenant n°{INSECABLE}{numero}, la part aurait été de {format_euros(sans_avenant.total)}."
        f" L’avenant {verbe} {format_euros(abs(ecart))}."
    )
