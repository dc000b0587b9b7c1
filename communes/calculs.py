"""Dates and identifiers of an agreement, as pure functions: spans are inclusive at both ends. No Django here."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from conseiller.montants import apportion

UN_JOUR = timedelta(days=1)
MOIS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
        "décembre")  # fmt: skip
MOIS_COURTS = ("janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
SIREN_LA_POSTE = "356000000"


def count_days(debut: date, fin: date) -> int:
    """Days of a span, both ends included (R1).

    >>> count_days(date(2021, 7, 1), date(2021, 12, 31))
    184
    """
    return (fin - debut).days + 1


def add_months(origine: date, mois: int) -> date:
    """Add months to the origin date: same day of the month, else the month's last day (R9).

    Always count from the origin: chained additions would lose the 31st for ever.

    >>> add_months(date(2021, 8, 31), 6), add_months(date(2021, 8, 31), 12)
    (datetime.date(2022, 2, 28), datetime.date(2022, 8, 31))
    """
    annees, rang = divmod(origine.month - 1 + mois, 12)
    annee = origine.year + annees
    return date(annee, rang + 1, min(origine.day, monthrange(annee, rang + 1)[1]))


def close_spans(debuts: Sequence[date], fin: date | None) -> list[tuple[date, date | None]]:
    """Turn ascending first days into spans: each ends the day before the next one, the last one on `fin` (None: open).

    >>> close_spans([date(2021, 7, 1), date(2022, 9, 1)], None)[0]
    (datetime.date(2021, 7, 1), datetime.date(2022, 8, 31))
    """
    fins: list[date | None] = [suivant - UN_JOUR for suivant in debuts[1:]]
    return list(zip(debuts, [*fins, fin], strict=True)) if debuts else []


def clip(debut: date, fin: date | None, du: date, au: date) -> tuple[date, date] | None:
    """The part of a span (`fin` None: open) that lies in the period, or None when they do not touch.

    >>> clip(date(2021, 7, 1), None, date(2022, 1, 1), date(2022, 1, 31))
    (datetime.date(2022, 1, 1), datetime.date(2022, 1, 31))
    """
    premier = max(debut, du)
    dernier = au if fin is None else min(fin, au)
    return (premier, dernier) if premier <= dernier else None


def find_uncovered(spans: Iterable[tuple[date, date]], du: date, au: date) -> date | None:
    """First day of the period that no span covers, or None when every day is covered.

    >>> find_uncovered([(date(2022, 1, 1), date(2022, 1, 9))], date(2022, 1, 1), date(2022, 1, 31))
    datetime.date(2022, 1, 10)
    """
    attendu = du
    for debut, fin in sorted(spans):
        if debut > attendu:
            break
        if fin >= au:
            return None
        attendu = max(attendu, fin + UN_JOUR)
    return attendu if attendu <= au else None


def find_overlap(spans: Iterable[tuple[date, date]]) -> date | None:
    """First day that two spans share, or None: a day must not be counted under two keys.

    >>> find_overlap([(date(2022, 1, 1), date(2022, 1, 9)), (date(2022, 1, 9), date(2022, 1, 31))])
    datetime.date(2022, 1, 9)
    """
    occupe: date | None = None
    for debut, fin in sorted(spans):
        if occupe is not None and debut <= occupe:
            return debut
        occupe = fin
    return None


def redistribute(quarts: Sequence[int], sortant: int) -> list[int]:
    """Give the hours of the party at rank `sortant` to the others, in proportion to theirs, by the largest remainder.

    In quarter hours; the sum stays the same. Raises ZeroDivisionError when the others have no hours.

    >>> redistribute([2828, 800, 2000, 800], 3)
    [3230, 914, 2284, 0]
    """
    poids = [0 if rang == sortant else valeur for rang, valeur in enumerate(quarts)]
    parts = apportion(quarts[sortant], poids, range(len(poids)))
    return [valeur + entier + reste for valeur, (entier, _, reste) in zip(poids, parts, strict=True)]


def format_jour(jour: date) -> str:
    """Write a date in French, in full.

    >>> format_jour(date(2021, 7, 1)), format_jour(date(2021, 12, 31))
    ('1er juillet 2021', '31 décembre 2021')
    """
    return f"{'1er' if jour.day == 1 else jour.day} {MOIS[jour.month - 1]} {jour.year}"


def check_siret(siret: str) -> bool:
    """Tell whether 14 ASCII digits carry the right key: Luhn's, or for La Poste a sum of digits that 5 divides.

    >>> check_siret("21540328800016"), check_siret("21540328800017"), check_siret("35600000049837")
    (True, False, True)
    """
    if not re.fullmatch(r"[0-9]{14}", siret):
        return False
    chiffres = [int(chiffre) for chiffre in siret]
    doubles = sum(sum(divmod(2 * chiffre, 10)) for chiffre in chiffres[::2])
    if (doubles + sum(chiffres[1::2])) % 10 == 0:
        return True
    return siret.startswith(SIREN_LA_POSTE) and sum(chiffres) % 5 == 0


def normalize_nom(nom: str) -> str:
    """Write a name as searches compare it: no accent, case or sign, « St » and « Ste » in full.

    >>> normalize_nom("St-Étienne"), normalize_nom("L’Haÿ-les-Roses"), normalize_nom("Plœuc")
    ('saint etienne', 'l hay les roses', 'ploeuc')
    """
    lettres = unicodedata.normalize("NFKD", nom.casefold().replace("œ", "oe").replace("æ", "ae"))
    sans_accents = "".join(lettre for lettre in lettres if not unicodedata.combining(lettre))
    mots = re.sub(r"[^a-z0-9]+", " ", sans_accents).split()
    return " ".join({"st": "saint", "ste": "sainte"}.get(mot, mot) for mot in mots)


def complete_siret(siren: str) -> str:
    """The SIRET of a body's first establishment: SIREN, 0001 and Luhn's key; plausible, to be checked.

    >>> complete_siret("215403288"), complete_siret("")
    ('21540328800016', '')
    """
    if not siren:
        return ""
    return next(siret for chiffre in range(10) if check_siret(siret := f"{siren}0001{chiffre}"))
