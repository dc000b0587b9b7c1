"""What every party may hold of a calculation: the same figures, no pay slip."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from itertools import pairwise
from random import Random

from hypothesis import given, reject, settings
from hypothesis import strategies as st

from subventions.calculs.communicable import Arret, summarize_paie, write_communicable
from subventions.calculs.decompte import CalculImpossible
from subventions.calculs.donnees import DecompteArrete, Depense
from subventions.calculs.instantane import Instantane, load_instantane
from subventions.calculs.lecture import read_dossier
from subventions.enums import PAIE, EtatDepense, Methode, Nature
from tests.subventions.calculs.hasard import draw_demande
from tests.subventions.instantanes import EMPREINTE, build_cas, build_many, dress

CALCUL = settings(deadline=None, max_examples=60)
BULLETIN = Depense("Bulletin de mars", Nature.REMUNERATION, 2_345_67, date(2022, 3, 1), date(2022, 3, 31), None)


def pay(instantane: Instantane, *depenses: Depense) -> Instantane:
    return replace(instantane, dossier=replace(instantane.dossier, depenses=depenses))


def test_pay_is_one_expense_by_category_bearer_and_year():
    charges = replace(BULLETIN, libelle="Charges de mars", nature=Nature.CHARGES, montant=900_00)
    avril = replace(BULLETIN, libelle="Bulletin d’avril", debut=date(2022, 4, 1), fin=date(2022, 4, 30))
    ancien = replace(BULLETIN, debut=date(2021, 12, 1), fin=date(2021, 12, 31), reference="paie 12")
    seul = replace(BULLETIN, affectation="54001", montant=10_00)
    allege = summarize_paie(pay(build_many(2), BULLETIN, avril, charges, ancien, seul))
    assert [(d.libelle, d.montant, d.debut, d.fin, d.affectation, d.reference) for d in allege.dossier.depenses] == [
        ("Rémunération", 2_345_67, date(2021, 7, 1), date(2021, 12, 31), None, ""),
        ("Rémunération", 4_691_34, date(2022, 1, 1), date(2022, 6, 30), None, ""),
        ("Charges", 900_00, date(2022, 1, 1), date(2022, 6, 30), None, ""),
        ("Rémunération", 10_00, date(2022, 1, 1), date(2022, 6, 30), "54001", ""),
    ]


def test_expected_pay_and_pay_of_other_periods_are_left_out():
    prevue = replace(BULLETIN, etat=EtatDepense.PREVU)
    ailleurs = replace(BULLETIN, debut=date(2022, 7, 1), fin=date(2022, 7, 31))
    licence = replace(BULLETIN, nature=Nature.LICENCE)
    assert summarize_paie(pay(build_many(2), prevue, ailleurs, licence)).dossier.depenses == (licence,)


def test_the_file_carries_the_fingerprint_of_the_whole_and_what_closing_added():
    instantane = build_cas("avenant-en-cours-d-annee")
    arret = Arret("2022-002", date(2023, 2, 20), 2023, "2022-001")
    donnees = json.loads(write_communicable(instantane, empreinte=EMPREINTE, arret=arret))
    assert donnees["empreinte_complete"] == EMPREINTE
    assert donnees["arret"] == {
        "numero": "2022-002",
        "arrete_le": "2023-02-20",
        "exercice_comptable": 2023,
        "remplace": "2022-001",
    }
    assert load_instantane(donnees) == summarize_paie(instantane)
    assert "arret" not in json.loads(write_communicable(instantane, empreinte=EMPREINTE))


@CALCUL
@given(graine=st.integers(0, 2**32), coupes=st.sets(st.dates(date(2021, 1, 1), date(2025, 12, 31)), max_size=3))
def test_computed_again_it_gives_the_same_shares_and_the_same_regularisations(graine: int, coupes: set[date]):
    demande = draw_demande(Random(graine))
    dossier = read_dossier(demande["dossier"])
    du, au = date.fromisoformat(demande["du"]), date.fromisoformat(demande["au"])
    bornes = sorted(jour for jour in coupes if jour < du)
    arretes = tuple(
        DecompteArrete(f"2021-{rang:03d}", debut, fin, Methode.PRORATA, {}, {}, 0)
        for rang, (debut, fin) in enumerate(pairwise(bornes), start=1)
        if debut < fin
    )
    dossier = replace(dossier, decomptes=arretes)
    instantane = Instantane(dossier, du, au, Methode.PRORATA, None, dress(dossier))
    try:
        complet = instantane.compute()
    except CalculImpossible:
        reject()
    allege = summarize_paie(instantane)
    resultat = allege.compute()
    assert (resultat.parts, resultat.regularisations) == (complet.parts, complet.regularisations)
    assert (resultat.couts, resultat.reste, resultat.exercices) == (complet.couts, complet.reste, complet.exercices)
    assert all(not depense.reference for depense in allege.dossier.depenses if depense.nature in PAIE)
