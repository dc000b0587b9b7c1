"""The snapshot: what is kept says all that was known, and is read back as it was."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date

import pytest

from subventions.calculs.appels import Demande
from subventions.calculs.decompte import CalculImpossible
from subventions.calculs.instantane import ActeCite, AvenantCite, Instantane, fingerprint, load_instantane
from subventions.calculs.lecture import read_dossier
from tests.subventions.calculs.cas import list_cas, load_cas
from tests.subventions.instantanes import build_cas

ACTES = (
    ActeCite("54328", "deliberation", "10", date(2021, 6, 28), "convention « à quatre »"),
    ActeCite("54197", "deliberation", "", None, ""),
)
AVENANTS = (AvenantCite(1, date(2022, 7, 23), date(2022, 9, 1)), AvenantCite(2, None, date(2023, 1, 1)))
DATES = {"signee_le": date(2021, 6, 28), "exemple": False, "base_legale": "L. 5111-1", "actes": ACTES}


def keep(instantane: Instantane) -> dict:
    """As the database gives it back: through JSON."""
    return json.loads(json.dumps(instantane.dump(instantane.compute())))


@pytest.mark.parametrize("changements", [{}, {**DATES, "avenants": AVENANTS}], ids=["dates unknown", "dates known"])
@pytest.mark.parametrize("nom", [cas["nom"] for cas in list_cas()])
def test_a_kept_snapshot_is_read_back_equal(nom, changements):
    instantane = build_cas(nom, **changements)
    relu = load_instantane(keep(instantane))
    assert relu == instantane
    assert relu.compute() == instantane.compute()
    assert fingerprint(keep(relu)) == fingerprint(keep(instantane))


def test_every_optional_value_survives():
    riche = load_cas("deux-subventions-et-cofinancement")["dossier"]
    riche["communes"][1]["type"] = "ccas"
    riche["subventions"][0]["signee_le"] = None
    riche["subventions"][0]["versements"][2] |= {"recu_le": None, "montant_recu": None}
    riche["depenses"][0] |= {"etat": "prevu", "reference": "Mandat 12", "exercice": 2021, "eligible": False}
    instantane = replace(build_cas("deux-subventions-et-cofinancement"), dossier=read_dossier(riche), report=-12_34)
    assert load_instantane(keep(instantane)) == instantane


def test_the_rules_that_computed_it_are_kept_with_it():
    donnees = keep(build_cas("heures-inegales")) | {"version_regles": "0"}
    instantane = load_instantane(donnees)
    assert instantane.version_regles == "0"
    with pytest.raises(CalculImpossible, match="version 0 sont inconnues"):
        instantane.compute()


def test_each_thing_it_knows_counts_in_its_fingerprint():
    instantane = build_cas("heures-inegales")
    empreinte = fingerprint(keep(instantane))
    autres = {
        "dossier": replace(instantane.dossier, objet="Autre"),
        "du": date(2022, 1, 2),
        "au": date(2022, 6, 29),
        "methode": build_cas("heures-egales-encaissement").methode,
        "report": -1,
        "contexte": replace(instantane.contexte, base_legale="Autre"),
        "demande": Demande(seuil=15_00),
    }
    assert {*autres, "version_regles"} == {champ.name for champ in fields(Instantane)}
    for nom, valeur in autres.items():
        assert fingerprint(keep(replace(instantane, **{nom: valeur}))) != empreinte, nom
