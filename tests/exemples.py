"""Two invented agreements, to be read beside their amounts: six communes around an association, twelve with long names.

Nobody and nothing here exists. Dossiers as the application imports them; `import_exemple` puts one in the database.
"""

from __future__ import annotations

from typing import Any

from communes.models import Convention
from subventions.calculs.lecture import read_dossier
from subventions.services.dossiers import import_dossier
from tests.fabrique import MAINTENANT, make_siret

ANNEE = ("2026-01-01", "2026-12-31")
TERME = "2028-12-31"
ASSOCIATION = make_siret(700)[:9]
BRETONNES = (
    "Commune fictive de Kervadoc",
    "Commune fictive de Plouezan-Goz",
    "Commune fictive de Lannarmeur",
    "Commune fictive de Tréfalou",
    "Commune fictive de Saint-Gwenvael-ar-Roz",
    "Commune fictive de Roscarnoual",
)
LONGUES = tuple(
    f"Commune fictive de {nom}-lès-Très-Hautes-Collines-et-Basses-Vallées-Réunies-sous-la-Forêt {rang}"
    for rang, nom in enumerate(("Saint-Exemple", "Sainte-Épreuve", "Notre-Essai", "Mont-Modèle") * 3, start=1)
)


def make_bretagne() -> dict[str, Any]:
    """Six communes and an association that employs without hours of its own; an amendment on 1 September 2026.

    State's grant of 2023 (42 500 € over 36 months), a co-financing, an expense for one commune, one only forecast.
    """
    codes = [f"99{700 + rang}" for rang in range(1, 7)]
    return {
        "format": "dossier-conseiller",
        "version": 1,
        "communes": [
            _name(ASSOCIATION, "Association fictive Ti an Niverel", 700, employeuse=True, type="association"),
            *(_name(code, nom, 701 + rang) for rang, (code, nom) in enumerate(zip(codes, BRETONNES, strict=True))),
        ],
        "convention": {
            "objet": "Conseiller numérique du pays imaginaire (fictif)",
            "debut": "2026-01-01",
            "fin": TERME,
        },
        "tranches": [
            _slice(
                "2026-01-01",
                "2026-08-31",
                None,
                codes,
                ("300.25", "250", "420.5", "180", "207.75", "248.5"),
            ),
            _slice("2026-09-01", None, 1, codes, ("280.25", "250", "400.5", "220", "207.75", "248.5")),
        ],
        "subventions": [
            {
                "libelle": "Conseiller numérique, dispositif de 2023 (exemple)",
                "montant": "42500.00",
                "signee_le": "2025-12-15",
                "debut": "2026-01-01",
                "fin": TERME,
                "versements": [
                    _instalment(1, "17500.00", 1, "2026-02-10"),
                    _instalment(2, "12500.00", 12, None),
                    _instalment(3, "12500.00", 24, None),
                ],
            }
        ],
        "cofinancements": [
            {"libelle": "Aide fictive du département", "montant": "3000.00", "debut": ANNEE[0], "fin": ANNEE[1]}
        ],
        "depenses": [
            _spend("Rémunération du conseiller", "remuneration", "38517.43", *ANNEE),
            _spend("Déplacements", "deplacement", "1203.17", "2026-03-01", "2026-12-31"),
            _spend("Licence de deux ans", "licence", "249.99", "2026-04-15", "2028-04-14"),
            _spend("Avoir sur la licence", "licence", "-20.01", "2026-05-01", "2026-05-01"),
            _spend("Tablettes de l’atelier", "equipement", "412.90", "2026-06-01", "2026-06-01", affectation=codes[3]),
            _spend("Formation à venir", "formation", "900.00", "2026-11-01", "2026-11-30", etat="prevu"),
        ],
        "parametres": {"methode_subvention": "prorata"},
    }


def make_longues() -> dict[str, Any]:
    """Twelve communes whose names hardly fit; two have the same hours, so that a cent has to be decided."""
    codes = [f"99{800 + rang}" for rang in range(12)]
    heures = ("307", "200", "150.25", "150.25", "120", "120", "110.5", "100", "99", "90", "80", "80")
    return {
        "format": "dossier-conseiller",
        "version": 1,
        "communes": [
            _name(code, nom, 800 + rang, employeuse=rang == 0)
            for rang, (code, nom) in enumerate(zip(codes, LONGUES, strict=True))
        ],
        "convention": {"objet": "Conseiller numérique aux douze noms (fictif)", "debut": ANNEE[0], "fin": "2027-12-31"},
        "tranches": [_slice(ANNEE[0], None, None, codes, heures)],
        "subventions": [
            {
                "libelle": "Conseiller numérique, dispositif de 2021 (exemple)",
                "montant": "50000.00",
                "signee_le": None,
                "debut": ANNEE[0],
                "fin": "2027-12-31",
                "versements": [
                    _instalment(1, "10000.00", 1, "2026-01-20"),
                    _instalment(2, "15000.00", 6, "2026-07-03"),
                ],
            }
        ],
        "cofinancements": [],
        "depenses": [
            _spend("Rémunération du conseiller", "remuneration", "35999.98", *ANNEE),
            _spend("Fournitures", "autre", "0.08", "2026-02-01", "2026-02-01"),
        ],
        "parametres": {"methode_subvention": "prorata"},
    }


def import_exemple(dossier: dict[str, Any]) -> Convention:
    """One of the agreements, in the database."""
    return import_dossier(read_dossier(dossier), agent=None, now=MAINTENANT)


def _name(code: str, nom: str, rang: int, *, employeuse: bool = False, **type: str) -> dict[str, Any]:
    return {"insee": code, "nom": nom, "siret": make_siret(rang), "employeuse": employeuse, **type}


def _slice(debut: str, fin: str | None, avenant: int | None, codes: list[str], heures: tuple[str, ...]) -> dict:
    return {"debut": debut, "fin": fin, "avenant": avenant, "heures": dict(zip(codes, heures, strict=True))}


def _instalment(rang: int, montant: str, mois: int, recu_le: str | None) -> dict[str, Any]:
    recu = {"recu_le": recu_le, "montant_recu": montant if recu_le else None}
    return {"rang": rang, "montant_prevu": montant, "mois": mois, **recu}


def _spend(libelle: str, nature: str, montant: str, debut: str, fin: str, **champs: str) -> dict[str, Any]:
    depense = {"libelle": libelle, "nature": nature, "montant": montant, "debut": debut, "fin": fin}
    return {**depense, "affectation": None, **champs}
