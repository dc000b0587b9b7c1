"""What changed under a statement: what counts in its period, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from subventions.calculs.changements import Changement, Genre, compare_arretes, list_changements
from subventions.calculs.donnees import Cofinancement, DecompteArrete, Depense, Dossier, Tranche, Versement
from subventions.calculs.lecture import read_dossier
from subventions.enums import EtatDepense, Methode, Nature
from tests.subventions.calculs.cas import load_cas

SEMESTRE = date(2021, 7, 1), date(2021, 12, 31)
FACTURE = Depense("Facture oubliée", Nature.AUTRE, 100_00, date(2021, 8, 1), date(2021, 8, 1), None)


def read(nom: str = "heures-egales-prorata") -> Dossier:
    return read_dossier(load_cas(nom)["dossier"])


def find(avant: Dossier, apres: Dossier, methode: Methode = Methode.PRORATA) -> tuple[Changement, ...]:
    return list_changements(avant, apres, *SEMESTRE, methode)


def test_the_same_agreement_has_not_changed():
    assert find(read(), read()) == ()


def test_a_late_invoice_came():
    dossier = read()
    assert find(dossier, replace(dossier, depenses=(*dossier.depenses, FACTURE))) == (
        Changement(Genre.DEPENSE, None, FACTURE),
    )


def test_an_expense_whose_amount_changed_is_told_once():
    avant = replace(read(), depenses=(FACTURE,))
    corrigee = replace(FACTURE, montant=120_00)
    assert find(avant, replace(avant, depenses=(corrigee,))) == (Changement(Genre.DEPENSE, FACTURE, corrigee),)


def test_twice_the_same_expense_is_a_change():
    avant = replace(read(), depenses=(FACTURE,))
    assert find(avant, replace(avant, depenses=(FACTURE, FACTURE))) == (Changement(Genre.DEPENSE, None, FACTURE),)


def test_what_changes_no_figure_of_the_period_is_no_change():
    avant = replace(read(), depenses=(FACTURE,))
    citee = replace(FACTURE, reference="Mandat 12", exercice=2021, eligible=True)
    prevue = replace(FACTURE, libelle="Bureau", etat=EtatDepense.PREVU)
    tardive = replace(FACTURE, debut=date(2022, 2, 1), fin=date(2022, 2, 1))
    assert find(avant, replace(avant, depenses=(citee, prevue, tardive))) == ()


def test_a_retroactive_amendment_changes_the_hours_from_its_day():
    avant = read()
    [initiale] = avant.tranches
    coupee = replace(initiale, fin=date(2021, 10, 31))
    nouvelle = Tranche(date(2021, 11, 1), None, 1, {**initiale.heures, avant.communes[1].insee: 0})
    assert find(avant, replace(avant, tranches=(coupee, nouvelle))) == (Changement(Genre.HEURES, None, nouvelle),)
    assert find(avant, replace(avant, tranches=(coupee, replace(nouvelle, heures=initiale.heures)))) == ()
    assert find(avant, replace(avant, tranches=(coupee,))) == (Changement(Genre.HEURES, initiale, None),)


def test_a_reduced_grant_is_told_when_it_is_spread_by_days():
    avant = read()
    [subvention] = avant.subventions
    reduite = replace(subvention, montant=40_000_00)
    apres = replace(avant, subventions=(reduite,))
    assert find(avant, apres) == (Changement(Genre.SUBVENTION, subvention, reduite),)
    assert find(avant, apres, Methode.ENCAISSEMENT) == ()


def test_a_pay_back_is_told_when_the_grant_counts_as_received():
    avant = read()
    [subvention] = avant.subventions
    rendu = Versement(9, None, 0, None, date(2021, 12, 1), date(2021, 12, 1), -500_00)
    rendue = replace(subvention, versements=(*subvention.versements, rendu))
    apres = replace(avant, subventions=(rendue,))
    assert find(avant, apres, Methode.ENCAISSEMENT) == (Changement(Genre.SUBVENTION, subvention, rendue),)
    assert find(avant, apres) == ()


def test_money_from_elsewhere_that_goes_is_told():
    aide = Cofinancement("Aide", 500_00, *SEMESTRE)
    avant = replace(read(), cofinancements=(aide,))
    assert find(avant, read()) == (Changement(Genre.COFINANCEMENT, aide, None),)


def test_what_is_yet_to_be_regularised_is_found_statement_by_statement():
    dossier = read()
    parts = {commune.insee: 1109_41 for commune in dossier.communes}
    arrete = DecompteArrete("2021-001", *SEMESTRE, Methode.PRORATA, parts, {}, 0)
    apres = replace(dossier, depenses=(*dossier.depenses, FACTURE), decomptes=(arrete,))
    [ecarts] = compare_arretes(dossier, apres)
    assert sum(ecarts.values()) == 100_00
    assert compare_arretes(replace(apres, decomptes=()), apres) == ({commune.insee: 0 for commune in dossier.communes},)
