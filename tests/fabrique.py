"""Agreements and agents for the tests, made as the application makes them: by importing a dossier."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from communes.enums import Fonction
from communes.models import Agent, Convention, Role
from subventions.calculs.lecture import read_dossier
from subventions.services.dossiers import import_dossier
from tests.subventions.calculs.cas import load_cas

MAINTENANT = datetime(2022, 1, 10, 9, 0, tzinfo=UTC)
MOT_DE_PASSE = "fictif-mais-long-2021"


def import_cas(nom: str) -> Convention:
    """The agreement of a worked case, in the database."""
    return import_dossier(read_dossier(load_cas(nom)["dossier"]), agent=None, now=MAINTENANT)


def make_siret(rang: int) -> str:
    """A SIRET with right keys, for a body that does not exist."""
    siren = _with_key(f"9999{rang:04d}")
    return _with_key(f"{siren}0001")


def _with_key(chiffres: str) -> str:
    somme = 0
    for position, chiffre in enumerate(reversed(chiffres)):
        valeur = int(chiffre) * (2 if position % 2 == 0 else 1)
        somme += valeur - 9 if valeur > 9 else valeur
    return f"{chiffres}{-somme % 10}"


def make_dossier(
    heures: tuple[str, ...] = ("400", "400", "400", "400"), noms: tuple[str, ...] = (), base: int = 0, **champs: Any
) -> dict[str, Any]:
    """A dossier of fictitious communes, one per entry of `heures`; `base` sets its bodies apart from another's."""
    communes = [
        {
            "insee": f"99{base + rang:03d}",
            "nom": noms[rang] if noms else f"Commune fictive {base + rang + 1}",
            "siret": make_siret(base + rang),
            "employeuse": rang == 0,
        }
        for rang in range(len(heures))
    ]
    return {
        "format": "dossier-conseiller",
        "version": 1,
        "communes": communes,
        "convention": {"objet": "Conseiller numérique partagé (fictif)", "debut": "2021-07-01", "fin": "2023-06-30"},
        "tranches": [
            {
                "debut": "2021-07-01",
                "fin": None,
                "avenant": None,
                "heures": {commune["insee"]: heure for commune, heure in zip(communes, heures, strict=True)},
            }
        ],
        "subventions": load_cas("heures-egales-prorata")["dossier"]["subventions"],
        "cofinancements": [],
        "depenses": load_cas("heures-egales-prorata")["dossier"]["depenses"],
        "parametres": {"methode_subvention": "prorata"},
        **champs,
    }


def make_convention(heures: tuple[str, ...] = ("400", "400", "400", "400"), **champs: Any) -> Convention:
    """An agreement of fictitious communes, in the database; arguments as `make_dossier`."""
    return import_dossier(read_dossier(make_dossier(heures, **champs)), agent=None, now=MAINTENANT)


def make_agent(convention: Convention, rang: int, fonction: Fonction = Fonction.FINANCES, **champs: Any) -> Agent:
    """An agent of the party at `rang` (1: the employing body in these dossiers), with one role."""
    partie = convention.parties.get(ordre=rang)
    agent = Agent.objects.create_user(
        champs.pop("courriel", f"{fonction.value}{rang}.{convention.pk}@exemple.example"),
        MOT_DE_PASSE,
        **{"prenom": "Camille", "nom": f"Fictif {rang}", **champs},
    )
    Role.objects.create(agent=agent, organisme=partie.organisme, convention=convention, fonction=fonction.value)
    return agent
