"""The accounts in words: on the page, on paper, in the spreadsheet."""

from __future__ import annotations

from dataclasses import replace

import pytest

from subventions.calculs.appels import Appel, Demande
from subventions.documents.comptes import lay_out_comptes
from subventions.presentation import present_decompte, present_tableur
from subventions.presentation.comptes import present_comptes, word_issue
from tests.subventions.comptes import (
    ANNEE_2022,
    ANNEE_2023,
    FLEVILLE,
    HEILLECOURT,
    HOUDEMONT,
    LUDRES,
    PAIE_2021,
    follow,
    make_full,
    open_dossier,
)
from tests.subventions.impressions import extract_pages, extract_solid, plain, render, solid
from tests.subventions.instantanes import build_cas, build_many


def present(instantane):
    return present_comptes(instantane, instantane.compute())


def read_lignes(compte):
    return [(plain(ligne.libelle), plain(ligne.detail), ligne.montant) for ligne in compte.lignes]


def test_without_anything_more_each_commune_is_called_for_its_share():
    etape = present(open_dossier(PAIE_2021))
    assert etape.phrase == "Rien ne s’ajoute aux parts\u00a0: chaque commune est appelée pour la sienne."
    assert (etape.simple, etape.has_ajouts, etape.has_acomptes, etape.comparaisons, etape.avis) == (
        True, False, False, (), (),
    )  # fmt: skip
    assert [compte.issue for compte in etape.comptes] == ["sans titre", *["titre à émettre"] * 3]
    assert lay_out_comptes(etape) == ()


def test_every_line_of_an_account_says_where_it_comes_from():
    comptes = {compte.code: compte for compte in present(make_full()).comptes}
    assert read_lignes(comptes[HOUDEMONT]) == [
        ("Part de la période", "", 464_26),
        ("Régularisation du décompte n° 2021-001", "186,34 € recalculés − 173,90 € arrêtés", 12_44),
        ("Ajustement : Salle prêtée par Houdemont", "délibération n° 12, convenu le 20 juin 2022", -50_00),
        ("Somme reportée", "Trop petite pour être appelée avant", 12_34),
    ]
    assert read_lignes(comptes[FLEVILLE])[-1] == ("Acompte déjà appelé", "", -300_00)
    assert [(compte.solde, compte.appele) for compte in comptes.values()] == [
        (1_657_56, 0),
        (254_29, 254_29),
        (-808_24, -808_24),
        (439_04, 439_04),
    ]
    assert sum(ligne.montant for compte in comptes.values() for ligne in compte.lignes) == present(make_full()).solde


def test_part_payments_wait_for_the_end_of_the_year_when_they_exceed_what_is_due():
    premier = open_dossier(PAIE_2021, dernier_de_exercice=False, acomptes={FLEVILLE: 500_00})
    compte = present(premier).comptes[1]
    assert (compte.acompte, compte.solde, compte.issue) == (compte.part, 0, "rien à appeler")
    assert plain(compte.lignes[-1].detail) == (
        "Sur 500,00 € ; le reste viendra en déduction avant la fin de l’exercice"
    )


@pytest.mark.parametrize(
    ("solde", "appele", "final", "issue", "phrase"),
    [
        (20_00, 20_00, False, "titre à émettre", "À payer à réception de l’avis des sommes à payer."),
        (-20_00, -20_00, False, "à rendre",
         "En faveur de la commune : un titre est réduit, ou l’employeur lui reverse la somme."),
        (0, 0, False, "rien à appeler", "Rien n’est appelé."),
        (14_99, 0, False, "non appelé, sous le seuil",
         "14,99 €, sous le seuil de 15,00 € : la somme n’est pas appelée, elle s’ajoutera au décompte suivant."),
        (14_99, 0, True, "non appelé, sous le seuil",
         "14,99 €, sous le seuil de 15,00 € : la somme n’est pas appelée, l’employeur la garde à sa charge."),
    ],
)  # fmt: skip
def test_what_becomes_of_an_account_is_said(solde, appele, final, issue, phrase):
    appel = Appel("54197", False, solde, 0, 0, 0, 0, appele)
    court, long = word_issue(appel, Demande(seuil=15_00, solde_final=final))
    assert (court, plain(long)) == (issue, phrase)


def test_a_final_statement_says_what_did_not_come_and_what_is_left_over():
    suivant = follow(open_dossier(PAIE_2021), *ANNEE_2023, solde_final=True)
    (subvention,) = suivant.dossier.subventions
    versements = tuple(replace(v, recu_le=None, montant_recu=None) for v in subvention.versements)
    dossier = replace(suivant.dossier, subventions=(replace(subvention, versements=versements[:1]),))
    etape = present(replace(suivant, dossier=dossier))
    avis = [plain(phrase) for phrase in etape.avis]
    assert avis[0] == (
        "Solde définitif : chaque subvention compte pour ce qui en a été vraiment reçu."
        f" Pas encore reçu, donc pas compté : {subvention.libelle}, versement n° 1."
    )
    assert "qu’aucun décompte ne reprendra" in avis[1]
    assert sum(montant for _, _, montant in etape.excedent) == -suivant.compute().report_nouveau


def test_costs_after_the_term_are_told():
    (phrase,) = present(build_cas("apres-le-terme")).avis
    assert plain(phrase).startswith("Des coûts tombent après le terme du ")


def test_the_two_calculations_stand_side_by_side():
    (comparaison,) = present(make_full()).comparaisons
    assert (plain(comparaison.titre), comparaison.periode) == (
        "Régularisation du décompte n° 2021-001",
        "du 2e semestre 2021",
    )
    assert [(terme.libelle, terme.arrete, terme.recalcule) for terme in comparaison.termes] == [
        ("Coûts communs", 14_000_00, 14_100_00),
        ("Subvention", -12_602_74, -12_602_74),
        ("Reste à répartir", 1_397_26, 1_497_26),
    ]
    assert [(ligne.arretee, ligne.recalculee, ligne.montant) for ligne in comparaison.lignes] == [
        (614_72, 658_72, 44_00),
        (173_90, 186_34, 12_44),
        (434_74, 465_86, 31_12),
        (173_90, 186_34, 12_44),
    ]
    assert (comparaison.arretee, comparaison.recalculee, comparaison.montant) == (1_397_26, 1_497_26, 100_00)
    assert (comparaison.has_regularisees, comparaison.has_cles) == (False, False)


def test_hours_changed_since_are_shown_by_the_two_keys():
    suivant = follow(open_dossier(PAIE_2021), *ANNEE_2022)
    premiere, *autres = suivant.dossier.tranches
    heures = {**premiere.heures, FLEVILLE: premiere.heures[FLEVILLE] + 100_00}
    dossier = replace(suivant.dossier, tranches=(replace(premiere, heures=heures), *autres))
    (comparaison,) = present(replace(suivant, dossier=dossier)).comparaisons
    assert comparaison.has_cles
    assert [ligne.cle_changee for ligne in comparaison.lignes] == [False, True, False, False]
    assert comparaison.montant == 0


def test_the_spreadsheet_gives_every_line_of_the_accounts():
    instantane = make_full()
    page = present_decompte(instantane, instantane.compute(), detailed_pay=False)
    lignes = [tuple(plain(cellule) for cellule in ligne) for ligne in present_tableur(page).lignes]
    assert ("7. Compte", "Acompte déjà appelé", "Heillecourt", "", "-2000.00", "€") in lignes
    assert ("7. Compte", "Somme appelée", "Heillecourt", "à rendre", "-808.24", "€") in lignes
    assert ("7. Compte", "Solde", "Ludres", "", "1657.56", "€") in lignes
    regularisation = "Régularisation du décompte n° 2021-001"
    assert (regularisation, "Coûts communs, recalculé", "", "", "14100.00", "€") in lignes
    assert (regularisation, "Part arrêtée", "Ludres", "", "614.72", "€") in lignes
    assert (regularisation, "Régularisation", "Ludres", "", "44.00", "€") in lignes


def test_the_first_page_claims_what_is_called_and_says_what_it_is_made_of():
    page = extract_pages(render(make_full(), HOUDEMONT))[0]
    assert "439,04 €" in page
    assert "quatre cent trente-neuf euros et quatre centimes" in page
    assert (
        "soit 464,26 € ; régularisations 12,44 € ; ajustements convenus −50,00 € ; sommes reportées 12,34 € ; acomptes"
        " déduits 0,00 €." in page
    )


def test_a_commune_that_paid_too_much_in_part_payments_owes_nothing():
    page = extract_pages(render(make_full(), HEILLECOURT))[0]
    for mention in ("Somme négative, en faveur de l’organisme", "−808,24 €", "Rien n’est à payer pour cette période."):
        assert mention in page
    assert "Service fait" not in page


def test_the_employing_body_reads_what_it_bears_without_titre():
    page = extract_pages(render(make_full(), LUDRES))[0]
    assert "1 657,56 €" in page
    assert "sans titre, la part reste à la charge de l’employeur" in page


@pytest.mark.parametrize(
    ("final", "destin"), [(False, "il s’ajoutera au décompte suivant."), (True, "l’employeur le garde à sa charge.")]
)
def test_a_sum_under_the_threshold_is_not_claimed(final, destin):
    instantane = open_dossier(PAIE_2021)
    demande = Demande(seuil=500_00, solde_final=final)
    page = extract_pages(render(replace(instantane, demande=demande), FLEVILLE))[0]
    assert "Somme appelée : néant" in page
    assert ("exercice 2021, solde définitif" in page) is final
    assert f"Le solde, 173,90 €, est sous le seuil d’appel, 500,00 € : {destin}" in page
    assert "Service fait" not in page


def test_the_annex_prints_the_accounts_and_both_calculations():
    annexe = extract_solid(render(make_full(), HOUDEMONT))
    for mention in (
        "De la part à la somme appelée",
        "Ajustement : Salle prêtée par Houdemont",
        "délibération n° 12, convenu le 20 juin 2022",
        "Régularisation du décompte n° 2021-001",
        "Coûts communs 14 000,00 € 14 100,00 € 100,00 €",
        "sans titre",
    ):
        assert solid(mention) in annexe


def test_the_summary_sets_the_sum_called_beside_the_share():
    page = extract_pages(render(make_full()))[0]
    assert "Somme appelée" in page
    assert "464,26 € 439,04 €" in page


def test_accounts_of_many_parties_take_several_tables():
    instantane = build_many(9)
    acomptes = {partie.code: 10_00 for partie in instantane.contexte.parties}
    instantane = replace(instantane, demande=Demande(acomptes=acomptes))
    tableaux = lay_out_comptes(present(instantane))
    assert [len(tableau.comptes) for tableau in tableaux] == [4, 4, 1]
    assert {len(tableau.lignes) for tableau in tableaux} == {2}
