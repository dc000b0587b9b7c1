"""Every worked case gives its expected figures to the cent."""

from __future__ import annotations

from typing import Any

import pytest

from conseiller.montants import format_decimal
from tests.subventions.calculs.cas import DOSSIER_DES_CAS, compute_cas, list_cas

CAS = list_cas()


def test_each_file_is_named_after_its_case():
    assert sorted(cas["nom"] for cas in CAS) == sorted(chemin.stem for chemin in DOSSIER_DES_CAS.glob("*.json"))


@pytest.mark.parametrize("cas", CAS, ids=[cas["nom"] for cas in CAS])
def test_the_case_gives_its_expected_figures(cas: dict[str, Any]):
    resultat = compute_cas(cas)
    figures = ("couts", "subvention", "cofinancements", "report_anterieur", "reste", "report_nouveau")
    obtenu: dict[str, Any] = {cle: format_decimal(getattr(resultat, cle)) for cle in figures}
    obtenu["jours"] = resultat.jours
    obtenu["parts"] = {part.insee: format_decimal(part.total) for part in resultat.parts}
    if resultat.regularisations is not None:
        obtenu["regularisations"] = {
            insee: format_decimal(montant) for insee, montant in resultat.regularisations.items()
        }
    assert obtenu == cas["attendu"]
