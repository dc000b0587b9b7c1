"""Whether closed statements are still what they were: data, shares, numbers and files, computed and hashed again."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from conseiller.conservation import DECOMPTE
from conseiller.pieces.models import Piece
from conseiller.refus import Refus
from subventions.calculs.appels import Appel
from subventions.calculs.communicable import write_communicable
from subventions.calculs.instantane import Instantane, load_instantane, write_canonique
from subventions.calculs.refus import CalculImpossible
from subventions.calculs.resultat import Resultat
from subventions.enums import NatureDocument
from subventions.models import Cloture, DocumentArrete, ExemplaireSigne, Numerotation, PartArretee
from subventions.selectors.cloture import read_arret

LOT = 50


class DecompteInfidele(Refus):
    """A closed statement whose snapshot no longer gives what it holds."""


@dataclass(frozen=True, slots=True)
class Constat:
    """What was checked of one closed statement, and each fault found, in French sentences."""

    numero: str
    employeur: str
    version_regles: str
    documents: int
    fautes: tuple[str, ...]


def read_frozen(cloture: Cloture) -> tuple[Instantane, Resultat]:
    """The snapshot of a closed statement and its result, computed again by the rules that it names.

    Raises DecompteInfidele unless both give back the canonical bytes, and these their fingerprint.
    """
    if hashlib.sha256(cloture.instantane.encode()).hexdigest() != cloture.empreinte:
        raise DecompteInfidele("Les données ne correspondent plus à leur empreinte.")
    instantane = load_instantane(json.loads(cloture.instantane))
    if instantane.version_regles != cloture.version_regles:
        raise DecompteInfidele("La version des règles n’est pas celle des données.")
    try:
        resultat = instantane.compute()
    except CalculImpossible as erreur:
        raise DecompteInfidele(f"Les données ne se calculent plus\u00a0: {erreur}.") from erreur
    if write_canonique(instantane.dump(resultat)) != cloture.instantane:
        raise DecompteInfidele("Le calcul refait avec les mêmes règles ne redonne pas les mêmes données.")
    return instantane, resultat


def verify_clotures(clotures: QuerySet[Cloture]) -> Iterator[Constat]:
    """Every closed statement checked, a few at a time."""
    lues = clotures.select_related("employeuse", "decompte", "remplace").defer("remplace__instantane")
    lues = lues.prefetch_related(
        Prefetch("parts", PartArretee.objects.order_by("partie__ordre").select_related("partie__organisme")),
        Prefetch("parts__exemplaires", ExemplaireSigne.objects.select_related("piece")),
        Prefetch("documents", DocumentArrete.objects.select_related("piece")),
    )
    for cloture in lues.order_by("pk").iterator(chunk_size=LOT):
        pieces = [document.piece for document in cloture.documents.all()]
        pieces += [exemplaire.piece for part in cloture.parts.all() for exemplaire in part.exemplaires.all()]
        yield Constat(
            cloture.numero,
            cloture.employeuse.nom,
            cloture.version_regles,
            len(pieces),
            (*_verify_donnees(cloture), *_verify_pieces(pieces)),
        )


def _verify_donnees(cloture: Cloture) -> Iterator[str]:
    try:
        instantane, resultat = read_frozen(cloture)
    except DecompteInfidele as erreur:
        yield str(erreur)
        return
    if write_canonique(cloture.decompte.instantane or {}) != cloture.instantane:
        yield "Le décompte ne porte plus les données arrêtées."
    appels = {appel.insee: _list_montants(appel) for appel in instantane.call(resultat)}
    arretes = {part.code: _list_montants(part) for part in cloture.parts.all()}
    if appels != arretes:
        codes = sorted(code for code in appels.keys() | arretes.keys() if appels.get(code) != arretes.get(code))
        yield f"Des sommes arrêtées ne sont pas celles des données\u00a0: {', '.join(codes)}."
    for part in cloture.parts.all():
        identite = next((p for p in instantane.contexte.parties if p.code == part.code), None)
        if identite is None or (identite.nom, identite.siret) != (part.nom, part.siret):
            yield f"Le nom ou le SIRET de {part.nom} n’est pas celui des données."
    yield from _verify_communicable(cloture, instantane)


def _verify_communicable(cloture: Cloture, instantane: Instantane) -> Iterator[str]:
    """The file of the calculation that every party holds comes from the same snapshot."""
    gardes = [document.piece for document in cloture.documents.all() if document.nature == NatureDocument.DONNEES]
    attendu = write_communicable(instantane, empreinte=cloture.empreinte, arret=read_arret(cloture))
    if [piece.empreinte for piece in gardes] != [hashlib.sha256(attendu).hexdigest()]:
        yield "Le fichier des données remis aux parties n’est pas celui que donnent les données arrêtées."


def _list_montants(somme: Appel | PartArretee) -> tuple[int, ...]:
    part = somme.part if isinstance(somme, Appel) else somme.montant
    return part, somme.regularisation, somme.ajustement, somme.reporte, somme.acompte, somme.solde, somme.appele


def _verify_pieces(pieces: Iterable[Piece]) -> Iterator[str]:
    for piece in pieces:
        try:
            with piece.chemin.open("rb") as fichier:
                empreinte = hashlib.file_digest(fichier, "sha256").hexdigest()
        except OSError:
            yield f"Le fichier {piece} manque sur le disque."
            continue
        if empreinte != piece.empreinte:
            yield f"Le fichier {piece} a changé sur le disque."


def find_gaps(jour: date) -> list[str]:
    """A sentence for each year of an employing body whose numbers have a gap, or go past the last one given.

    A year whose statements are old enough to be deleted may have lost some.
    """
    donnes: dict[tuple[int, int], set[int]] = defaultdict(set)
    for employeuse, exercice, rang in Cloture.objects.values_list("employeuse_id", "exercice", "rang").order_by():
        donnes[employeuse, exercice].add(rang)
    fautes = []
    for numerotation in Numerotation.objects.select_related("employeuse").order_by("employeuse", "exercice"):
        rangs = donnes.pop((numerotation.employeuse_id, numerotation.exercice), set())
        attendus = set(range(1, numerotation.dernier + 1))
        eliminables = numerotation.exercice + DECOMPTE.mois // 12 < jour.year
        if rangs - attendus or (attendus - rangs and not eliminables):
            faux = ", ".join(f"{numerotation.exercice}-{rang:03d}" for rang in sorted(attendus ^ rangs))
            fautes.append(f"{numerotation.employeuse.nom}\u00a0: numéros absents ou en trop, {faux}.")
    return fautes + [f"L’exercice {exercice} a des décomptes sans numérotation." for _, exercice in donnes]
