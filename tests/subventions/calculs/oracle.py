"""The same calculation again, from the rules, with exact fractions and day by day; it shares no code with the product.

It reads the dossier's JSON as it is and answers the same keys as the command line. It is slow and says nothing of why.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from typing import Any

Json = Mapping[str, Any]


class Impossible(Exception):
    """No statement exists for this period."""


def answer(dossier: Json, du: str, au: str, methode: str | None = None, report: str | None = None) -> dict[str, Any]:
    """What `calculer` must print, to the cent."""
    methode = methode or dossier["parametres"]["methode_subvention"]
    chaine = Fraction(0)
    regularisations = {commune["insee"]: Fraction(0) for commune in dossier["communes"]}
    for arrete in dossier.get("decomptes", []):
        refait = state(dossier, arrete["du"], arrete["au"], arrete["methode"], chaine)
        chaine = refait["report_nouveau"]
        for insee in regularisations:
            deja = Fraction(arrete["parts"].get(insee, "0")) + Fraction(arrete["regularisations"].get(insee, "0"))
            regularisations[insee] += refait["parts"][insee] - deja
    resultat = state(dossier, du, au, methode, chaine if report is None else Fraction(report))
    if dossier.get("decomptes"):
        resultat["regularisations"] = regularisations
    return write(resultat)


def state(dossier: Json, du: str, au: str, methode: str, report: Fraction) -> dict[str, Any]:
    """One statement, its report given (R1 to R8)."""
    jours = list_days(du, au)
    tranches = [
        (list_days(tranche["debut"], tranche["fin"] or "2400-01-01"), tranche) for tranche in dossier["tranches"]
    ]
    cles = {commune["insee"]: Fraction(0) for commune in dossier["communes"]}
    if any(sum(jour in couverts for couverts, _ in tranches) != 1 for jour in jours):
        raise Impossible
    for couverts, tranche in tranches:
        for insee, heures in tranche["heures"].items():
            cles[insee] += Fraction(heures) * sum(jour in couverts for jour in jours)
    sommes = {cle: total(dossier, du, au, methode, cle) for cle in ("couts", "subvention", "cofinancements")}
    reste = sommes["couts"] - sommes["subvention"] - sommes["cofinancements"] + report
    affectees = {
        insee: sum(
            (spread(depense, du, au) for depense in actual(dossier) if depense["affectation"] == insee), Fraction(0)
        )
        for insee in cles
    }
    communes = share(reste, cles, dossier) if reste > 0 else dict.fromkeys(cles, Fraction(0))
    return {
        "du": du,
        "au": au,
        "methode": methode,
        "jours": len(jours),
        **sommes,
        "report_anterieur": report,
        "reste": reste,
        "report_nouveau": min(reste, Fraction(0)),
        "parts": {insee: communes[insee] + affectees[insee] for insee in cles},
        "affectees": affectees,
        "exercices": list_years(dossier, du, au, methode),
    }


def share(reste: Fraction, cles: Mapping[str, Fraction], dossier: Json) -> dict[str, Fraction]:
    """Largest remainder: give the missing cents one at a time, each to the best remaining claim (R8)."""
    somme = sum(cles.values())
    if somme == 0:
        raise Impossible
    employeuse = next(commune["insee"] for commune in dossier["communes"] if commune["employeuse"])
    exacts = {insee: reste * 100 * cle / somme for insee, cle in cles.items()}
    parts = {insee: floor(exact) for insee, exact in exacts.items()}
    servis: set[str] = set()
    while sum(parts.values()) < reste * 100:
        # max() keeps the first of equals, and the codes come in ascending order.
        elu = max(
            sorted(set(cles) - servis),
            key=lambda insee: (exacts[insee] - floor(exacts[insee]), insee == employeuse, cles[insee]),
        )
        servis.add(elu)
        parts[elu] += 1
    return {insee: Fraction(centimes, 100) for insee, centimes in parts.items()}


def total(dossier: Json, du: str, au: str, methode: str, quoi: str) -> Fraction:
    """Common costs, grants or co-financing that count in a period (R4, R5, R6)."""
    if quoi == "couts":
        return sum((spread(item, du, au) for item in actual(dossier) if item["affectation"] is None), Fraction(0))
    if quoi == "cofinancements":
        return sum((spread(item, du, au) for item in dossier["cofinancements"]), Fraction(0))
    if methode == "prorata":
        return sum((spread(item, du, au) for item in dossier["subventions"]), Fraction(0))
    recus = [versement for item in dossier["subventions"] for versement in item["versements"] if versement["recu_le"]]
    return sum((Fraction(recu["montant_recu"]) for recu in recus if du <= recu["recu_le"] <= au), Fraction(0))


def list_years(dossier: Json, du: str, au: str, methode: str) -> list[dict[str, Any]]:
    """The period's sums year by year (R11)."""
    annees = []
    for annee in range(int(du[:4]), int(au[:4]) + 1):
        debut, fin = max(du, f"{annee}-01-01"), min(au, f"{annee}-12-31")
        sommes = {cle: total(dossier, debut, fin, methode, cle) for cle in ("couts", "subvention", "cofinancements")}
        annees.append({"annee": annee, "du": debut, "au": fin, **sommes})
    return annees


def actual(dossier: Json) -> list[Json]:
    """Expenses that count (R18)."""
    return [depense for depense in dossier["depenses"] if depense.get("etat", "constate") == "constate"]


def spread(item: Json, du: str, au: str) -> Fraction:
    """Cumulated rounding: what is due at the end of the period less what was due the day before it (R3)."""
    veille = (date.fromisoformat(du) - timedelta(days=1)).isoformat()
    return due(item, au) - due(item, veille)


def due(item: Json, jour: str) -> Fraction:
    """What of an amount is due at the end of a day, to the cent, half away from zero."""
    ecoules = len(list_days(item["debut"], min(jour, item["fin"])))
    exact = Fraction(item["montant"]) * 100 * ecoules / len(list_days(item["debut"], item["fin"]))
    arrondi = floor(abs(exact) + Fraction(1, 2))
    return Fraction(arrondi if exact > 0 else -arrondi, 100)


def list_days(du: str, au: str) -> range:
    """The days of a span, as numbers; none when it is empty."""
    return range(date.fromisoformat(du).toordinal(), date.fromisoformat(au).toordinal() + 1)


def write(valeur: Any) -> Any:
    """Fractions of euros as decimal strings."""
    if isinstance(valeur, Fraction):
        centimes = valeur * 100
        assert centimes.denominator == 1
        entiers, reste = divmod(abs(centimes.numerator), 100)
        return f"{'-' if centimes < 0 else ''}{entiers}.{reste:02d}"
    if isinstance(valeur, Mapping):
        return {cle: write(contenu) for cle, contenu in valeur.items()}
    if isinstance(valeur, list):
        return [write(contenu) for contenu in valeur]
    return valeur
