"""Thousands of random dossiers give the same figures as an independent implementation, to the cent."""

from __future__ import annotations

import json
from collections import Counter
from random import Random

import pytest

from subventions.calculs.lots import compute_lignes
from tests.subventions.calculs import oracle
from tests.subventions.calculs.cas import list_cas
from tests.subventions.calculs.hasard import draw_demande

DOSSIERS = 2_000


@pytest.mark.parametrize("graine", range(4))
def test_random_dossiers_give_the_figures_of_the_oracle(graine: int):
    hasard = Random(graine)
    demandes = [draw_demande(hasard) for _ in range(DOSSIERS // 4)]
    reponses = compute_lignes(json.dumps(demande).encode() for demande in demandes)
    issues: Counter[str] = Counter()
    for demande, reponse in zip(demandes, reponses, strict=True):
        obtenu = json.loads(reponse)
        try:
            attendu = oracle.write(oracle.answer(**demande))
        except oracle.Impossible:
            issues["refus"] += 1
            assert list(obtenu) == ["erreur"], demande
            continue
        issues["partage" if attendu["reste"][0] != "-" else "report"] += 1
        del obtenu["cles"]
        assert obtenu == attendu, demande
    # The draw meets every outcome often, else it would prove little.
    assert min(issues[issue] for issue in ("partage", "report", "refus")) > 10, issues


@pytest.mark.parametrize("cas", list_cas(), ids=lambda cas: cas["nom"])
def test_the_oracle_agrees_with_the_worked_cases(cas):
    obtenu = oracle.write(oracle.answer(cas["dossier"], cas["du"], cas["au"], cas["methode"], cas["report"]))
    assert {cle: obtenu[cle] for cle in cas["attendu"]} == cas["attendu"]
