"""What the PDFs of a statement say: every figure of the calculation, every mention that the treasury expects."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.template import Context, Engine

from conseiller.montants import format_lettres
from subventions.documents import prepare_etat_liquidatif, render_document
from subventions.documents.issues import find_somme
from subventions.enums import Nature
from tests.subventions.impressions import (
    ARRET,
    AVENANT,
    CAS,
    FLEVILLE,
    HOUDEMONT,
    LUDRES,
    REGULARISATION,
    extract_pages,
    extract_solid,
    list_figures,
    render,
    render_avenant,
    solid,
)
from tests.subventions.instantanes import EMPREINTE, build_cas, build_many


@pytest.mark.parametrize("nom", [*CAS, REGULARISATION])
def test_every_figure_of_the_calculation_is_printed(nom):
    instantane = build_cas(nom)
    resultat = instantane.compute()
    code = instantane.contexte.parties[-1].code
    texte = extract_solid(render(instantane, code))
    assert {figure for figure in list_figures(resultat) if figure not in texte} == set()
    (appel,) = [appel for appel in instantane.call(resultat) if appel.insee == code]
    assert solid(format_lettres(find_somme(appel))) in texte


def test_the_summary_gives_every_figure_too():
    instantane = build_cas("deux-subventions-et-cofinancement")
    texte = extract_solid(render(instantane))
    assert {figure for figure in list_figures(instantane.compute()) if figure not in texte} == set()


@pytest.mark.parametrize("nom", [*CAS, REGULARISATION])
def test_the_template_asks_for_nothing_that_does_not_exist(nom, settings):
    """A misspelt variable prints nothing: make it shout."""
    options = settings.TEMPLATES[0]["OPTIONS"] | {"string_if_invalid": "INCONNU[%s]"}
    bibliotheques = {
        "graphiques": "conseiller.templatetags.graphiques",
        "francais": "conseiller.templatetags.francais",
    }
    moteur = Engine(settings.TEMPLATES[0]["DIRS"], libraries=bibliotheques, **options)
    instantane = build_cas(nom)
    for partie in instantane.contexte.parties:
        contexte = prepare_etat_liquidatif(
            instantane, instantane.compute(), partie.code, version=1, empreinte=EMPREINTE
        )
        page = moteur.get_template("pdf/decompte.html").render(Context({**contexte, "titre": "Essai"}))
        assert re.findall(r"INCONNU\[.*?\]", page) == []


def test_the_first_page_says_all_that_the_treasury_asks():
    page = extract_pages(render_avenant(FLEVILLE, ARRET))[0]
    for mention in (
        "État liquidatif",
        "n° 2022-002 · version 1 · exercice 2022",
        "Données d’exemple, fictives.",
        "Commune de Ludres",
        "Commune de Fléville-devant-Nancy",
        "SIRET 215 403 288 00016",
        "SIRET 215 401 977 00016",
        "Code service : non indiqué",
        "N° d’engagement : non indiqué",
        "Objet : Mutualisation du conseiller numérique. Participation aux coûts du 1er janvier au 31 décembre 2022",
        "Somme due",
        "541,85 €",
        "cinq cent quarante et un euros et quatre-vingt-cinq centimes",
        "Ce document n’est pas un titre : attendez l’avis des sommes à payer.",
        "Coûts 28 730,31 € − 25 000,00 € de subvention = 3 730,31 € à répartir.",
        "Part de la clé 85 200 / 586 555, soit 541,85 € ; acomptes déduits 0,00 €.",
        "Texte appliqué à compléter",
        "signature à compléter, effet au 1er juillet 2021, terme au 30 juin 2023",
        "n° 1 signé le 23 juillet 2022, effet au 1er septembre 2022",
        "Ludres : n° 3 du 8 février 2021, n° 15 du 12 avril 2021, n° 10 (date à compléter)",
        "Fléville-devant-Nancy : à compléter",
        "6218, autre personnel extérieur",
        "à réception de l’avis des sommes à payer",
        "Le Maire, ou pour le Maire et par délégation,",
        "prénom, nom, qualité, arrêté n° :",
        "Service fait",
        "b77ad2ed f199a4b4 479347af af387d43",
        "5a12480d 0dc5b8e0 42c4c899 1587d080",
        "page 1 sur 2",
    ):
        assert mention in page
    arrete = extract_solid(render_avenant(FLEVILLE, ARRET))
    lettres = "cinq cent quarante et un euros et quatre-vingt-cinq centimes"
    assert solid(f"Arrêté le présent état à la somme de {lettres}, certifié exact.") in arrete


def test_a_draft_says_so_in_the_place_of_its_number_and_has_nothing_to_sign_nor_to_check():
    page = extract_pages(render_avenant(FLEVILLE))[0]
    assert "PROVISOIRE · version 1 · exercice 2022" in page
    assert "État liquidatif provisoire, version 1. Données d’exemple, fictives." in page
    assert not re.search(r"our le Maire|Arrêté|Service fait|Vérifier|/verifier/", page)


def test_a_closed_statement_says_when_it_was_closed_in_which_year_and_what_it_replaces():
    page = extract_pages(render_avenant(FLEVILLE, replace(ARRET, remplace="2022-001")))[0]
    assert "annule et remplace le n° 2022-001" in page
    assert "n° 2022-002 · version 1 · exercice 2022 · arrêté le 20 février 2023" in page
    assert "6218, autre personnel extérieur, exercice comptable 2023" in page
    assert "PROVISOIRE" not in page


def test_the_accounts_of_both_sides_answer_each_other_and_the_employing_body_has_none():
    page = extract_pages(render_avenant(FLEVILLE, ARRET))[0]
    assert "Ludres, en recette : 70848, mise à disposition de personnel" in page
    page = extract_pages(render_avenant(LUDRES, ARRET))[0]
    assert "Compte proposé aucun, sans titre" in page


@pytest.mark.parametrize(("code", "debiteur"), [(FLEVILLE, f", le débiteur {FLEVILLE} "), (None, " ")])
def test_a_closed_statement_tells_where_anybody_checks_it(code, debiteur):
    texte = extract_solid(render_avenant(code, ARRET))
    assert solid(f"recopiez sur 127.0.0.1:8000/verifier/ le numéro 2022-002{debiteur}et l’empreinte SHA-256") in texte


@pytest.mark.parametrize("arret", [None, ARRET])
def test_nothing_claims_an_electronic_signature(arret):
    texte = extract_solid(render_avenant(FLEVILLE, arret))
    assert solid("ce fichier ne porte pas de signature électronique").lower() in texte.lower()
    assert not re.search(r"signéélectroniquement", texte, re.IGNORECASE)


def test_the_employing_body_does_not_send_itself_a_bill():
    page = extract_pages(render_avenant(LUDRES))[0]
    assert "Ce document n’est pas un titre : l’employeur ne s’adresse pas d’avis des sommes à payer." in page
    assert "Service fait" not in page
    assert "attendez l’avis" not in page


def test_an_employing_body_that_is_not_a_commune_signs_by_its_legal_representative():
    instantane = build_many(3)
    employeuse, *autres = instantane.dossier.communes
    communes = (replace(employeuse, type="association"), *autres)
    association = replace(instantane, dossier=replace(instantane.dossier, communes=communes))
    page = extract_pages(render(association, "54001", arret=ARRET))[0]
    assert "Le représentant légal," in page
    assert "Maire" not in page


def test_a_commune_that_owes_nothing_reads_neant():
    instantane = build_cas("encaissement-superieur-au-cout")
    page = extract_pages(render(instantane, HOUDEMONT))[0]
    assert "Somme due : néant" in page
    assert "Aucune somme n’est due pour cette période." in page
    assert "attendez l’avis" not in page


def test_a_credit_note_alone_is_money_for_the_commune_and_not_a_debt():
    instantane = build_many(2, subventions=0, montant=0)
    avoir = replace(instantane.dossier.depenses[2], montant=-50_00)
    page = extract_pages(render(replace(instantane, dossier=replace(instantane.dossier, depenses=(avoir,))), "54001"))[
        0
    ]
    assert "Somme négative, en faveur de l’organisme" in page
    assert "−50,00 €" in page
    assert "moins cinquante euros" in page
    assert "Rien n’est à payer pour cette période." in page


def test_money_granted_and_not_received_is_told_under_prorata():
    attendu = "Subvention attribuée non encore encaissée : 7 500,00 €."
    assert solid(attendu) in extract_solid(render(build_many(2), "54000"))


def test_pay_is_shown_by_category_on_every_document():
    champs = {"libelle": "Bulletin nominatif", "reference": "paie de Dupont, mandat 77", "fin": date(2022, 12, 31)}
    depense = replace(build_many(2).dossier.depenses[0], **champs)
    instantane = build_many(2)
    instantane = replace(instantane, dossier=replace(instantane.dossier, depenses=(depense,)))
    assert depense.nature is Nature.REMUNERATION
    # The summary too: the elected members of the employing body open it.
    for texte in (extract_solid(render(instantane, "54001")), extract_solid(render(instantane))):
        assert "Rémunérationgardéesparl’employeur" in texte
        assert [mot for mot in ("Bulletinnominatif", "Dupont", "mandat77") if mot in texte] == []


def test_a_period_across_two_years_is_broken_down():
    texte = extract_solid(render(build_cas("periode-sur-deux-exercices"), HOUDEMONT))
    assert "exercices2021et2022" in texte
    assert "Laventilationparexercice" in texte


def test_render_document_knows_the_summary_by_its_name():
    instantane = build_cas(AVENANT)
    resultat = instantane.compute()
    synthese = render_document(instantane, resultat, "synthese", version=1, empreinte=EMPREINTE)
    assert "Synthèse du décompte PROVISOIRE · version 1" in extract_pages(synthese)[0]
    with pytest.raises(KeyError):
        render_document(instantane, resultat, "00000", version=1, empreinte=EMPREINTE)
