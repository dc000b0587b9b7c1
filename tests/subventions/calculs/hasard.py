"""Random dossiers: everything that the format allows, small enough for ties and rounding to meet often."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

Json = dict[str, Any]

ORIGINE = date(2021, 7, 1)
NATURES = ("remuneration", "charges", "equipement", "deplacement", "licence", "formation", "autre")
METHODES = ("prorata", "encaissement")


def draw_demande(hasard: Random) -> Json:
    """One question to the calculation: a dossier, a period, perhaps a method and a report."""
    dossier = draw_dossier(hasard)
    du, au = draw_periode(hasard, 700)
    return {
        "dossier": dossier,
        "du": du,
        "au": au,
        "methode": hasard.choice((None, *METHODES)),
        "report": hasard.choice((None, None, "0.00", write(-hasard.randrange(300_000)))),
    }


def draw_dossier(hasard: Random) -> Json:
    """One agreement of one to eight bodies, with amendments, grants, credit notes and closed statements."""
    codes = draw_codes(hasard)
    dossier: Json = {
        "format": "dossier-conseiller",
        "version": 1,
        "communes": [
            {"insee": code, "nom": f"Commune {code}", "siret": draw_siret(hasard), "employeuse": rang == 0}
            for rang, code in enumerate(codes)
        ],
        "convention": {"objet": "Conseiller", "debut": "2021-07-01", "fin": "2023-06-30"},
        "tranches": draw_tranches(hasard, codes),
        "subventions": [draw_subvention(hasard) for _ in range(hasard.choice((0, 1, 1, 2)))],
        "cofinancements": [draw_montant(hasard, -20_000, 200_000) for _ in range(hasard.choice((0, 0, 1, 2)))],
        "depenses": [draw_depense(hasard, codes) for _ in range(hasard.randrange(9))],
        "parametres": {"methode_subvention": hasard.choice(METHODES)},
    }
    hasard.shuffle(dossier["communes"])
    if hasard.random() < 0.4:
        dossier["decomptes"] = draw_decomptes(hasard, codes)
    return dossier


def draw_codes(hasard: Random) -> list[str]:
    """Codes of the bodies; the first one employs and may be known by its SIREN."""
    codes = hasard.sample(
        ("54328", "54197", "54257", "54265", "2A004", "2B033", "01001", "97411"), hasard.randint(1, 8)
    )
    if hasard.random() < 0.1:
        codes[0] = "245400676"
    return codes


def draw_siret(hasard: Random) -> str:
    """Fourteen digits with the right key."""
    chiffres = [hasard.randrange(10) for _ in range(13)]
    somme = sum(sum(divmod(2 * chiffre, 10)) if rang % 2 == 0 else chiffre for rang, chiffre in enumerate(chiffres))
    return "".join(map(str, chiffres)) + str(-somme % 10)


def draw_tranches(hasard: Random, codes: list[str]) -> list[Json]:
    """One to four consecutive slices, in any order; a body may come late or leave, the first days may be bare."""
    premier = date(2021, 1, 1) if hasard.random() < 0.9 else date(2021, 9, 1)
    debuts = sorted({premier, *(draw_jour(hasard, 800) for _ in range(hasard.randrange(4)))})
    fins = [(suivant - timedelta(days=1)).isoformat() for suivant in debuts[1:]]
    tranches = [
        {"debut": debut.isoformat(), "fin": fin, "avenant": rang or None, "heures": draw_heures(hasard, codes)}
        for rang, (debut, fin) in enumerate(zip(debuts, [*fins, hasard.choice((None, "2026-12-31"))], strict=True))
    ]
    hasard.shuffle(tranches)
    return tranches


def draw_heures(hasard: Random, codes: list[str]) -> dict[str, str]:
    """Hours by body: often equal, so that exact ties happen; sometimes none."""
    egales = write(hasard.choice((40_000, 25, 33_333, 1)))
    choix = (lambda: egales, lambda: write(hasard.randrange(0, 100_000, 25)), lambda: "0", lambda: "200")
    tire = hasard.choice((lambda: egales, lambda: hasard.choice(choix)()))
    return {code: tire() for code in codes if hasard.random() < 0.95}


def draw_subvention(hasard: Random) -> Json:
    """A grant with its receipts, pay-backs included."""
    percents = hasard.choice((("20", "30", "50"), ("33.33", "33.33", "33.34"), ("100",), ()))
    versements = []
    for rang, percent in enumerate(percents, 1):
        recu = hasard.random() < 0.7
        versements.append(
            {
                "rang": rang,
                "pourcentage": percent,
                "mois": 6 * rang,
                "recu_le": draw_jour(hasard, 800).isoformat() if recu else None,
                "montant_recu": write(hasard.randrange(-50_000, 900_000)) if recu else None,
            }
        )
    return {**draw_montant(hasard, 0, 3_000_000), "signee_le": "2021-06-28", "versements": versements}


def draw_depense(hasard: Random, codes: list[str]) -> Json:
    """An expense or a credit note, common or not, actual or not, of one day or of several years."""
    depense: Json = {
        **draw_montant(hasard, -100_000, 1_000_000),
        "nature": hasard.choice(NATURES),
        "affectation": hasard.choice((None, None, None, hasard.choice(codes))),
    }
    if hasard.random() < 0.2:
        depense["etat"] = hasard.choice(("constate", "prevu"))
    return depense


def draw_montant(hasard: Random, mini: int, maxi: int) -> Json:
    """A label, an amount and its span."""
    debut, fin = draw_periode(hasard, hasard.choice((1, 31, 366, 800)))
    return {"libelle": "Ligne", "montant": write(hasard.randint(mini, maxi)), "debut": debut, "fin": fin}


def draw_decomptes(hasard: Random, codes: list[str]) -> list[Json]:
    """One to three closed statements in a row, whose figures later changes have made wrong."""
    bornes = [ORIGINE, *sorted({draw_jour(hasard, 500) for _ in range(hasard.randint(1, 3))})]
    decomptes = []
    for rang, (debut, suivant) in enumerate(pairwise(bornes), 1):
        if debut == suivant:
            continue
        decomptes.append(
            {
                "numero": f"2021-{rang:03d}",
                "du": debut.isoformat(),
                "au": (suivant - timedelta(days=1)).isoformat(),
                "methode": hasard.choice(METHODES),
                "parts": {code: write(hasard.randrange(100_000)) for code in codes},
                "regularisations": {code: write(hasard.randrange(-500, 500)) for code in codes[:rang]},
                "report_nouveau": write(-hasard.randrange(1_000)),
            }
        )
    return decomptes


def draw_periode(hasard: Random, longueur: int) -> tuple[str, str]:
    """A span of at most so many days, around the term."""
    debut = draw_jour(hasard, 800)
    return debut.isoformat(), (debut + timedelta(days=hasard.randrange(longueur))).isoformat()


def draw_jour(hasard: Random, jours: int) -> date:
    """A day after the agreement's first one."""
    return ORIGINE + timedelta(days=hasard.randrange(jours))


def write(centiemes: int) -> str:
    """Hundredths as a decimal string."""
    return f"{'-' if centiemes < 0 else ''}{abs(centiemes) // 100}.{abs(centiemes) % 100:02d}"
