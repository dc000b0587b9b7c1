"""A statement put into words: every figure that a pencil needs, and none that the calculation did not give."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from conseiller.montants import format_decimal
from conseiller.tableurs import write_csv
from subventions.calculs.donnees import Depense
from subventions.calculs.instantane import Instantane
from subventions.calculs.resultat import PartCommune
from subventions.enums import Nature
from subventions.presentation import Jalons, PageDecompte, label_periode, list_etapes, present_decompte, present_tableur
from subventions.presentation.explications import Explication, explain_parts
from subventions.presentation.mots import choose_chiffres, write_exact
from tests.subventions.calculs.cas import list_cas
from tests.subventions.instantanes import build_cas, build_many


def present(instantane: Instantane, *, detailed_pay: bool = True) -> PageDecompte:
    return present_decompte(instantane, instantane.compute(), detailed_pay=detailed_pay)


def explain(instantane: Instantane) -> tuple[Explication, ...]:
    return explain_parts(instantane, instantane.compute())


def plain(texte: str) -> str:
    """Spaces as a keyboard makes them."""
    return texte.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("cas", list_cas(), ids=lambda cas: cas["nom"])
def test_the_shares_and_the_remainder_are_those_of_the_calculation(cas):
    page = present(build_cas(cas["nom"]))
    resultat = build_cas(cas["nom"]).compute()
    assert {part.code: part.montant for part in page.parts} == {part.insee: part.total for part in resultat.parts}
    assert page.reste == page.etape_reste.resultat == resultat.reste
    assert sum(montant for _, montant in page.couts.natures) == page.couts.total == resultat.couts
    assert sum(depense.retenu for depense in page.couts.communes) == resultat.couts
    assert sum(subvention.retenu for subvention in page.subvention.subventions) == resultat.subvention
    assert page.partage.entiers + page.partage.centimes + page.partage.affectees == page.partage.total


def test_the_amendment_case_reads_as_a_clerk_would_tell_it():
    page = present(build_cas("avenant-en-cours-d-annee"))
    assert page.titre == "Décompte de l’année 2022"
    assert plain(page.chapeau) == "Du samedi 1er janvier au samedi 31 décembre 2022, 365 jours. Exercice 2022."
    (subvention,) = page.subvention.subventions
    assert [(plain(ligne.libelle), plain(ligne.detail), ligne.montant) for ligne in subvention.lignes] == [
        ("Acquis au 31 décembre 2022", "50 000,00 € × 549 ÷ 730", 3760274),
        ("Acquis au 31 décembre 2021", "50 000,00 € × 184 ÷ 730", -1260274),
    ]
    assert plain(page.etape_reste.formule) == "28 730,31 € − 25 000,00 €"
    assert page.etape_reste.absents == "Aucun autre financement. Aucun report du décompte précédent."
    assert plain(page.heures.phrase) == (
        "L’avenant n° 1 change les heures au 1er septembre 2022. Chaque tranche compte pour ses jours."
    )
    assert [plain(tranche.dates) for tranche in page.heures.tranches] == ["1er janv. – 31 août", "1er sept. – 31 déc."]
    assert plain(page.partage.phrase) == (
        "On garde les centimes entiers : il manque 2 centimes. Ils vont aux plus forts restes : Houdemont et"
        " Fléville-devant-Nancy."
    )
    assert [plain(ligne.exacte) for ligne in page.partage.lignes] == [
        "1 563,5624… €",
        "541,8458… €",
        "1 160,6440… €",
        "464,2576… €",
    ]


def test_why_this_amount_can_be_redone_with_a_pencil():
    fleville = explain(build_cas("avenant-en-cours-d-annee"))[1]
    assert plain(fleville.phrase) == (
        "Fléville-devant-Nancy a 200 h par an, puis 300 h à partir du 1er septembre 2022 (avenant n° 1) : 14,53 % des"
        " heures attribuées."
    )
    assert [tuple(map(plain, calcul)) for calcul in fleville.calculs] == [
        ("Clé", "200 × 243 + 300 × 122", "85 200"),
        ("Part exacte", "3 730,31 € × 85 200 ÷ 586 555", "541,8458… €"),
        ("Arrondi", "541,84 € + 1 centime", "541,85 €"),
    ]
    assert plain(fleville.avenant) == ("Sans l’avenant n° 1, la part aurait été de 464,26 €. L’avenant ajoute 77,59 €.")


def test_a_commune_that_the_amendment_leaves_alone_is_told_nothing_of_it():
    explications = explain(build_cas("avenant-en-cours-d-annee"))
    assert [bool(explication.avenant) for explication in explications] == [True, True, False, False]


def test_an_exact_tie_is_explained():
    page = present(build_cas("heures-egales-encaissement"))
    assert page.partage.egalite == (
        "Ludres, Fléville-devant-Nancy, Heillecourt et Houdemont ont exactement le même reste. On sert d’abord"
        " l’employeur, puis la clé la plus grande, puis le plus petit code INSEE."
    )
    assert present(build_cas("avenant-en-cours-d-annee")).partage.egalite == ""


def test_shares_that_fall_exactly_have_no_cent_to_give():
    page = present(build_cas("heures-egales-prorata"))
    assert (page.partage.resume, plain(page.partage.phrase)) == (
        "tombe juste",
        "Toutes les parts tombent juste : aucun centime ne manque.",
    )
    assert [plain(ligne.exacte) for ligne in page.partage.lignes] == ["458,72 €"] * 4


def test_nothing_is_asked_when_the_grant_covers_the_costs():
    page = present(build_cas("encaissement-superieur-au-cout"))
    assert page.reste == -1034614
    assert plain(page.etape_reste.exces) == (
        "Les coûts sont couverts : il n’y a rien à répartir, et l’excédent de 10 346,14 € sera repris dans le décompte"
        " suivant."
    )
    assert [part.montant for part in page.parts] == [0, 0, 0, 0]
    assert (page.partage.formule, page.partage.resume) == ("", "rien")
    assert [explication.calculs for explication in explain(build_cas("encaissement-superieur-au-cout"))] == [()] * 4


def test_receipts_are_listed_by_their_date_under_encaissement():
    (subvention,) = present(build_cas("heures-egales-encaissement")).subvention.subventions
    assert [(plain(ligne.libelle), ligne.montant) for ligne in subvention.lignes] == [
        ("Reçu le 20 juillet 2021", 1000000)
    ]


def test_the_carried_excess_is_a_term_of_the_subtraction():
    instantane = replace(build_cas("report-repris"), report=-1034614)
    etape = present(instantane).etape_reste
    assert plain(etape.formule) == "14 796,54 € − 0,00 € − 10 346,14 €"
    assert etape.termes == "coûts − subvention − excédent du décompte précédent"
    assert etape.absents == "Aucun autre financement."


def test_an_expense_across_the_period_says_how_many_of_its_days_count():
    page = present(build_cas("periode-sur-deux-exercices"))
    calculs = {depense.libelle: plain(depense.calcul) for depense in page.couts.communes if depense.calcul}
    assert list(calculs.values()) == ["137 jours sur 365"]
    suivante = replace(build_cas("periode-sur-deux-exercices"), du=date(2022, 4, 1), au=date(2022, 12, 31))
    (licence,) = [depense for depense in present(suivante).couts.communes if depense.nature == "Licences"]
    assert plain(licence.calcul) == "228 jours sur 365 : 365,00 € − 137,00 €"


def test_a_period_on_two_years_is_broken_down():
    page = present(build_cas("periode-sur-deux-exercices"))
    assert plain(page.chapeau).endswith("182 jours. Exercices 2021 et 2022.")
    assert [exercice.annee for exercice in page.exercices] == [2021, 2022]
    assert sum(exercice.solde for exercice in page.exercices) == page.reste


def test_pay_is_summed_by_category_for_whoever_may_not_read_it_line_by_line():
    instantane = build_cas("heures-inegales")
    (paie,) = present(instantane, detailed_pay=False).couts.communes
    assert (plain(paie.libelle), plain(paie.dates), paie.retenu) == (
        "Rémunération, 6 dépenses",
        "1er janvier – 30 juin 2022",
        1441206,
    )
    assert len(present(instantane).couts.communes) == 6
    tableur = present_tableur(present(instantane, detailed_pay=False))
    assert "Salaire et charges 2022-01" not in {ligne[1] for ligne in tableur.lignes}


def test_what_one_commune_bears_alone_stays_out_of_the_common_costs():
    page = present(build_many(3))
    assert [(depense.commune, depense.libelle) for depense in page.couts.affectees] == [("Commune 3", "Ordinateur")]
    assert [part.affectees for part in page.parts] == [0, 0, 89999]
    assert plain(explain(build_many(3))[2].phrase) == (
        "Commune 3 n’a pas d’heures dans la période : sa part des frais communs est de zéro."
    )
    assert [tuple(map(plain, calcul)) for calcul in explain(build_many(3))[2].calculs] == [
        ("À payer", "0,00 € + 899,99 € de dépenses à sa seule charge", "899,99 €")
    ]
    assert page.parts[2].heures == "aucune heure"


def test_remainders_that_look_alike_get_the_digits_that_part_them():
    parts = [PartCommune("1", 0, 0, 123456, 1, 0), PartCommune("2", 0, 0, 123412, 0, 0)]
    chiffres = choose_chiffres(parts, 1_000_000)
    assert [plain(write_exact(part, 1_000_000, chiffres)) for part in parts] == ["0,0012345… €", "0,0012341… €"]


def test_a_text_that_a_spreadsheet_would_run_is_tamed():
    instantane = build_many(2)
    piege = Depense("=1+1", Nature.AUTRE, 100, instantane.du, instantane.du, None)
    dossier = replace(instantane.dossier, depenses=(*instantane.dossier.depenses, piege))
    tableur = write_csv(present_tableur(present(replace(instantane, dossier=dossier))))
    assert "1. Coûts;'=1+1;" in tableur.decode()


def test_the_spreadsheet_gives_the_figures_of_the_page():
    instantane = build_cas("avenant-en-cours-d-annee")
    tableur = present_tableur(present(instantane))
    assert [colonne.nom for colonne in tableur.colonnes] == [
        "Étape", "Ligne", "Commune", "Précision", "Valeur", "Unité"
    ]  # fmt: skip
    parts = {ligne[2]: ligne[4] for ligne in tableur.lignes if ligne[1] == "Part"}
    assert parts == {
        instantane.contexte.partie(part.insee).nom: format_decimal(part.total) for part in instantane.compute().parts
    }


@pytest.mark.parametrize("cas", list_cas(), ids=lambda cas: cas["nom"])
def test_every_value_of_the_spreadsheet_is_a_number(cas):
    tableur = present_tableur(present(build_cas(cas["nom"])))
    valeurs = [ligne[4] for ligne in tableur.lignes]
    assert [valeur for valeur in valeurs if not re.fullmatch(r"-?\d+(\.\d+)?", valeur)] == []


@pytest.mark.parametrize(
    ("du", "au", "nom"),
    [
        (date(2022, 1, 1), date(2022, 12, 31), "Année 2022"),
        (date(2021, 7, 1), date(2021, 12, 31), "2e semestre 2021"),
        (date(2022, 1, 1), date(2022, 3, 31), "1er trimestre 2022"),
        (date(2022, 2, 1), date(2022, 4, 30), "Du 1er février au 30 avril 2022"),
        (date(2024, 2, 1), date(2024, 2, 29), "Février 2024"),
        (date(2021, 7, 1), date(2022, 6, 30), "Du 1er juillet 2021 au 30 juin 2022"),
        (date(2022, 3, 5), date(2022, 3, 5), "Le 5 mars 2022"),
    ],
)
def test_a_period_has_its_usual_name(du, au, nom):
    assert plain(label_periode(du, au)) == nom


@pytest.mark.parametrize(
    ("etat", "situation"),
    [
        ("brouillon", [(False, True), (False, False), (False, False)]),
        ("transmis", [(True, False), (False, True), (False, False)]),
        ("arrete", [(True, False), (True, False), (False, True)]),
        ("remplace", [(True, False), (True, False), (True, False)]),
    ],
)
def test_the_state_line_says_what_is_passed_and_what_is_present(etat, situation):
    assert [
        (etape.fait, etape.courant) for etape in list_etapes(etat, Jalons(), delai=30, jour=date(2022, 1, 10))
    ] == situation
