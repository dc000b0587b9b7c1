"""Find what a table would bring twice: the rule of `find_jumelles`, for many lines at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from communes.models import Convention
from subventions.models import Depense
from subventions.presentation.mots import join_mots

DEJA = "déjà enregistrée"
# An expense and its line in the file, None in the ledger.
Rangee = tuple[Depense, int | None]
Paire = tuple[Rangee, Rangee]


def list_doublons(depenses: Sequence[Depense], lignes: Sequence[int], convention: Convention) -> list[str]:
    """A sentence for each line that may be there twice, in the file or with the ledger; one query.

    The work grows as the number of lines, whatever they hold.
    """
    montants = {depense.montant for depense in depenses}
    connues = Depense.objects.filter(convention=convention, montant__in=montants).order_by("pk")
    rangees: list[Rangee] = [*((connue, None) for connue in connues), *zip(depenses, lignes, strict=True)]
    voisines: dict[int, list[str]] = {}
    for premiere, suivante in (*_pair_numeros(rangees), *_pair_periodes(rangees)):
        (_, ligne), autre = (premiere, suivante) if suivante[1] is None else (suivante, premiere)
        if ligne is not None:
            _add(voisines.setdefault(ligne, []), autre)
    libelles = dict(zip(lignes, (depense.libelle for depense in depenses), strict=True))
    return [
        f"Ligne {ligne}, «\u00a0{libelles[ligne]}\u00a0»\u00a0: ressemble à {join_mots(voisines[ligne])}."
        for ligne in sorted(voisines)
    ]


def _add(noms: list[str], rangee: Rangee) -> None:
    """Name a twin once; of those in the ledger the first one is enough."""
    depense, ligne = rangee
    nom = f"la ligne {ligne}" if ligne else f"«\u00a0{depense.libelle}\u00a0», {DEJA}"
    if nom not in noms and (ligne or not any(autre.endswith(DEJA) for autre in noms)):
        noms.append(nom)


def _pair_numeros(rangees: Iterable[Rangee]) -> Iterator[Paire]:
    """Same amount and same number: each one with the first of them."""
    premieres: dict[tuple[int, str, str], Rangee] = {}
    for rangee in rangees:
        for nom in ("reference", "mandat"):
            numero = getattr(rangee[0], nom)
            premiere = premieres.setdefault((rangee[0].montant, nom, numero), rangee) if numero else rangee
            if premiere is not rangee:
                yield premiere, rangee


def _pair_periodes(rangees: Iterable[Rangee]) -> Iterator[Paire]:
    """Same amount and nature at the same time: each one with the service that lasts longest among those begun before.

    Whatever overlaps anything is in one pair at least.
    """
    cle = attrgetter("montant", "nature")
    triees = sorted(rangees, key=lambda rangee: (cle(rangee[0]), rangee[0].debut))
    for _, groupe in groupby(triees, key=lambda rangee: cle(rangee[0])):
        plus_longue, *suivantes = groupe
        for rangee in suivantes:
            if rangee[0].debut <= plus_longue[0].fin:
                yield plus_longue, rangee
            if rangee[0].fin > plus_longue[0].fin:
                plus_longue = rangee
