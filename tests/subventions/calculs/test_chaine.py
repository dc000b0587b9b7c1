"""Closed statements computed again: what changed since is called once, and nothing closed moves (R14)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from subventions.calculs.decompte import compute_decompte
from subventions.calculs.donnees import DecompteArrete, Depense, Dossier
from subventions.calculs.lecture import read_dossier
from subventions.calculs.resultat import Resultat
from subventions.enums import Methode, Nature
from tests.subventions.calculs.cas import load_cas

PERIODES = (
    (date(2022, 1, 1), date(2022, 6, 30)),
    (date(2022, 7, 1), date(2022, 12, 31)),
    (date(2023, 1, 1), date(2023, 6, 30)),
)
TARDIVE = Depense("Facture tardive", Nature.AUTRE, 100_00, date(2022, 6, 1), date(2022, 6, 1), None)


def load_dossier() -> Dossier:
    return read_dossier(load_cas("encaissement-superieur-au-cout")["dossier"])


def close(dossier: Dossier, resultat: Resultat) -> Dossier:
    """The same agreement once this statement is closed."""
    arrete = DecompteArrete(
        numero=f"{resultat.au.year}-{len(dossier.decomptes) + 1:03d}",
        du=resultat.du,
        au=resultat.au,
        methode=resultat.methode,
        parts={part.insee: part.total for part in resultat.parts},
        regularisations=dict(resultat.regularisations or {}),
        report_nouveau=resultat.report_nouveau,
    )
    return replace(dossier, decomptes=(*dossier.decomptes, arrete))


def test_nothing_changed_gives_nothing_to_regularise():
    dossier = load_dossier()
    for periode in PERIODES:
        resultat = compute_decompte(dossier, *periode, Methode.ENCAISSEMENT)
        assert set((resultat.regularisations or {"": 0}).values()) == {0}
        dossier = close(dossier, resultat)
    # 15 000 € received before the first cost of the case, then its own carry-over.
    assert resultat.report_anterieur == -15_000_00 - 10_346_14


def test_the_chain_carries_the_recomputed_report_through_statements_already_closed():
    dossier = load_dossier()
    for periode in PERIODES[:2]:
        dossier = close(dossier, compute_decompte(dossier, *periode, Methode.ENCAISSEMENT))
    avant = compute_decompte(dossier, *PERIODES[2], Methode.ENCAISSEMENT)
    rembourse = Depense("Avoir", Nature.AUTRE, -500_00, date(2022, 8, 1), date(2022, 8, 1), None)
    apres = compute_decompte(
        replace(dossier, depenses=(*dossier.depenses, rembourse)), *PERIODES[2], Methode.ENCAISSEMENT
    )
    assert apres.report_anterieur == avant.report_anterieur - 500_00
    assert apres.reste == avant.reste - 500_00
    assert apres.regularisations == avant.regularisations


def test_a_late_invoice_is_called_once_and_only_once():
    dossier = replace(load_dossier(), subventions=())
    dossier = close(dossier, compute_decompte(dossier, date(2022, 5, 1), date(2022, 6, 30)))
    dossier = replace(dossier, depenses=(*dossier.depenses, TARDIVE))
    resultat = compute_decompte(dossier, *PERIODES[1])
    assert resultat.regularisations == {"54328": 43_99, "54197": 12_45, "54257": 31_11, "54265": 12_45}
    suivant = compute_decompte(close(dossier, resultat), *PERIODES[2])
    assert set((suivant.regularisations or {}).values()) == {0}


def test_an_assigned_late_invoice_is_regularised_on_its_commune_alone():
    dossier = replace(load_dossier(), subventions=())
    dossier = close(dossier, compute_decompte(dossier, *PERIODES[0]))
    affectee = replace(TARDIVE, affectation="54265")
    resultat = compute_decompte(replace(dossier, depenses=(*dossier.depenses, affectee)), *PERIODES[1])
    assert resultat.regularisations == {"54328": 0, "54197": 0, "54257": 0, "54265": 100_00}


def test_a_given_report_replaces_the_one_of_the_chain_but_not_the_regularisations():
    dossier = load_dossier()
    for periode in PERIODES[:2]:
        dossier = close(dossier, compute_decompte(dossier, *periode, Methode.ENCAISSEMENT))
    resultat = compute_decompte(dossier, *PERIODES[2], Methode.ENCAISSEMENT, report=-1_00)
    assert resultat.report_anterieur == -1_00
    assert set((resultat.regularisations or {}).values()) == {0}
