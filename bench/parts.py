"""The shares: the integer function against the same in Decimal, and how the calculation grows with the dossier."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_DOWN, Context, Decimal, localcontext
from pathlib import Path
from random import Random
from statistics import median
from time import process_time
from typing import Any

from conseiller.montants import apportion
from subventions.calculs.decompte import compute_decompte
from subventions.calculs.donnees import DecompteArrete, Dossier
from subventions.calculs.lecture import read_dossier
from subventions.enums import Methode

CAS = Path(__file__).resolve().parent.parent / "tests/subventions/cas/heures-egales-prorata.json"
GROUPES = 1_000
TOURS = 41
COMMUNES = 4
CENTIME = Decimal("0.01")
# Twelve digits of amount times a key of hours × days: 28 digits, Decimal's own, would round.
EXACT = Context(prec=60)


def run() -> dict[str, float]:
    """Measure, print the table, give the figures: microseconds and ratios, medians of paired rounds."""
    figures = {**measure_partage(), **measure_growth()}
    print(f"Partage du reste entre {COMMUNES} communes (R8), {GROUPES} groupes, {TOURS} tours, mêmes parts au centime")
    print(f"  entiers  {figures['entiers_us']:8.2f} µs par groupe")
    print(f"  Decimal  {figures['decimal_us']:8.2f} µs par groupe")
    print(f"  rapport  {figures['rapport_decimal']:8.2f}    (but\u00a0: 4 au moins)")
    print("Décompte entier, toutes les étapes gardées")
    print(f"  7 dépenses                       {figures['decompte_us']:10.1f} µs")
    print(f"  700 dépenses, 100 décomptes      {figures['grand_us']:10.1f} µs")
    print(f"  1 400 dépenses, 200 décomptes    {figures['double_us']:10.1f} µs")
    print(f"  dossier doublé, temps multiplié par {figures['croissance']:.2f} (but\u00a0: 2)")
    return figures


def measure_partage() -> dict[str, float]:
    """Microseconds of one sharing in integers and in Decimal, once both are known to give the same shares."""
    groupes = draw_groupes(Random(2021))
    decimaux = [
        (Decimal(total).scaleb(-2), [Decimal(cle) for cle in cles], list(ordre)) for total, cles, ordre in groupes
    ]
    for entier, decimal in zip(groupes, decimaux, strict=True):
        assert [Decimal(part + centime).scaleb(-2) for part, _, centime in apportion(*entier)] == [
            part + centime for part, _, centime in apportion_decimal(*decimal)
        ]
    durees = measure_pairs(
        lambda: [apportion(*groupe) for groupe in groupes], lambda: [apportion_decimal(*groupe) for groupe in decimaux]
    )
    return {
        "entiers_us": 1e6 * median(entier for entier, _ in durees) / GROUPES,
        "decimal_us": 1e6 * median(decimal for _, decimal in durees) / GROUPES,
        "rapport_decimal": median(decimal / entier for entier, decimal in durees),
    }


def draw_groupes(hasard: Random) -> list[tuple[int, list[int], list[int]]]:
    """Remainders in cents, keys in hundredths of hours × days, order of service; one group in four has equal hours."""
    groupes = []
    for rang in range(GROUPES):
        jours = hasard.randint(28, 366)
        heures = [40_000] * COMMUNES if rang % 4 == 0 else [hasard.randrange(25, 160_700, 25) for _ in range(COMMUNES)]
        cles = [jours * heure for heure in heures]
        ordre = sorted(range(COMMUNES), key=[(k > 0, -cle, k) for k, cle in enumerate(cles)].__getitem__)
        groupes.append((hasard.randrange(3_000_000), cles, ordre))
    return groupes


def apportion_decimal(
    total: Decimal, weights: Sequence[Decimal], order: Sequence[int]
) -> list[tuple[Decimal, Decimal, Decimal]]:
    """The same function in Decimal, exact ties included."""
    with localcontext(EXACT):
        somme = sum(weights)
        divisions = []
        for weight in weights:
            entier = (total * weight / somme).quantize(CENTIME, rounding=ROUND_DOWN)
            divisions.append((entier, total * weight - entier * somme))
        centimes = [Decimal(0)] * len(divisions)
        manquants = int((total - sum(entier for entier, _ in divisions)) / CENTIME)
        for rang in sorted(order, key=lambda rang: divisions[rang][1], reverse=True)[:manquants]:
            centimes[rang] = CENTIME
        return [(entier, fraction, centime) for (entier, fraction), centime in zip(divisions, centimes, strict=True)]


def measure_pairs(
    premier: Callable[[], Any], second: Callable[[], Any], tours: int = TOURS
) -> list[tuple[float, float]]:
    """Seconds of each, taken in turn so that a slow moment slows both."""
    return [(measure(premier), measure(second)) for _ in range(tours)]


def measure(action: Callable[[], Any]) -> float:
    """Processor seconds of one run: what other programs take meanwhile does not count."""
    debut = process_time()
    action()
    return process_time() - debut


def measure_growth() -> dict[str, float]:
    """Microseconds of a statement, and what doubling the dossier does to them."""
    petit = read_dossier(json.loads(CAS.read_text(encoding="utf-8"))["dossier"])
    grand, double = repeat(petit, 100), repeat(petit, 200)
    du, au = date(2021, 7, 1), date(2021, 12, 31)
    petits = [measure(lambda: compute_decompte(petit, du, au)) for _ in range(TOURS)]
    durees = measure_pairs(
        lambda: compute_decompte(grand, du, au), lambda: compute_decompte(double, du, au), tours=TOURS // 4
    )
    return {
        "decompte_us": 1e6 * median(petits),
        "grand_us": 1e6 * median(simple for simple, _ in durees),
        "double_us": 1e6 * median(double for _, double in durees),
        "croissance": median(double / simple for simple, double in durees),
    }


def repeat(dossier: Dossier, fois: int) -> Dossier:
    """The same half-year of expenses, that many times in a row, each already closed."""
    jours = 184
    depenses = []
    decomptes = []
    for rang in range(fois):
        origine = date(2021, 7, 1).toordinal() + jours * rang
        for depense in dossier.depenses:
            decalage = jours * rang
            debut, fin = (date.fromordinal(jour.toordinal() + decalage) for jour in (depense.debut, depense.fin))
            depenses.append(replace(depense, debut=debut, fin=fin))
        periode = date.fromordinal(origine), date.fromordinal(origine + jours - 1)
        decomptes.append(DecompteArrete(str(rang + 1), *periode, Methode.PRORATA, {}, {}, 0))
    return replace(dossier, depenses=tuple(depenses), decomptes=tuple(decomptes))
