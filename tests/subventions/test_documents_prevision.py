"""The PDF of a forecast: what it says, on how many pages, for how many communes."""

from __future__ import annotations

import io
import logging
import re
from dataclasses import replace
from datetime import date, datetime
from functools import cache

import pikepdf
import pytest
from django.template import Context, Engine

from subventions.calculs.prevision import list_exercices
from subventions.calculs.previsionnel import Previsionnel
from subventions.documents.prevision import prepare_prevision, render_prevision
from subventions.enums import EtatDepense, Methode
from tests.subventions.impressions import AVENANT, CAS, extract_pages, extract_solid, find_overflows, solid
from tests.subventions.instantanes import EMPREINTE, NOM_LONG, build_cas, build_many

ETABLIE = datetime(2021, 11, 24, 10, 0)


def foresee(instantane, **changements) -> Previsionnel:
    """The year 2022 of a made-up agreement, its expenses half forecast."""
    depenses = tuple(
        replace(depense, etat=EtatDepense.PREVU if rang % 2 else EtatDepense.CONSTATE)
        for rang, depense in enumerate(instantane.dossier.depenses)
    )
    champs = {
        "dossier": replace(instantane.dossier, depenses=depenses),
        "annee": 2022,
        "taux_acompte": 50_00,
        "jour": ETABLIE.date(),
        "contexte": instantane.contexte,
    }
    return Previsionnel(**{**champs, **changements})


def render(previsionnel: Previsionnel) -> bytes:
    return render_prevision(previsionnel, empreinte=EMPREINTE, etablie_le=ETABLIE)


@cache
def render_avenant() -> bytes:
    return render(foresee(build_cas(AVENANT)))


@pytest.mark.parametrize(
    ("nombre", "options", "pages"),
    [
        (1, {}, 1),
        (4, {}, 1),
        (12, {}, 2),
        (12, {"nom": NOM_LONG, "tranches": 7, "subventions": 4}, 4),
        (4, {"montant": 99_999_999_999}, 2),
    ],
    ids=["one", "four", "twelve", "twelve long names, many slices, many grants", "the greatest amounts"],
)
def test_no_word_leaves_the_page_and_few_pages_are_enough(nombre, options, pages):
    contenu = render(foresee(build_many(nombre, **options)))
    assert find_overflows(contenu) == []
    assert len(pikepdf.open(io.BytesIO(contenu)).pages) <= pages


def test_four_communes_and_a_draft_fit_on_one_page():
    assert len(extract_pages(render(foresee(build_cas(AVENANT), projets=(2,))))) == 1


def test_the_page_says_what_a_budget_officer_asks():
    texte = extract_solid(render_avenant())
    for mention in (
        "Prévision 2022 — à inscrire au budget",
        "établie le 24 novembre 2021",
        "Données d’exemple, fictives.",
        "Objet : Mutualisation du conseiller numérique. Du 1er janvier au 31 décembre 2022, 365 jours.",
        "Établie par Commune de Ludres, SIRET 215 403 288 00016",
        "Pour Ludres, Fléville-devant-Nancy, Heillecourt et Houdemont",
        "Ce document n’est pas une demande de paiement : les sommes dues seront celles du décompte.",
        "Acompte de 50 % de la part",
        "6218, autre personnel extérieur, pour les communes",
        "70848, mise à disposition de personnel et 74718, participations de l’État, pour Ludres.",
        "Aucun décompte ne s’arrête la veille : aucun report n’est compté.",
        "L’avenant n° 1 change les heures au 1er septembre 2022.",
        "Clé totale : 586 555.",
        EMPREINTE,
    ):
        assert solid(mention) in texte, mention


@pytest.mark.parametrize("nom", CAS)
def test_the_template_asks_for_nothing_that_does_not_exist(nom, settings):
    """A misspelt variable prints nothing: make it shout."""
    options = settings.TEMPLATES[0]["OPTIONS"] | {"string_if_invalid": "INCONNU[%s]"}
    bibliotheques = {
        "graphiques": "conseiller.templatetags.graphiques",
        "francais": "conseiller.templatetags.francais",
    }
    moteur = Engine(settings.TEMPLATES[0]["DIRS"], libraries=bibliotheques, **options)
    for methode in Methode:
        instantane = build_cas(nom)
        dossier = replace(instantane.dossier, methode=methode)
        source = foresee(replace(instantane, dossier=dossier), annee=list_exercices(dossier)[1])
        contexte = prepare_prevision(source, empreinte=EMPREINTE, etablie_le=ETABLIE)
        page = moteur.get_template("pdf/prevision.html").render(Context({**contexte, "titre": "Essai"}))
        assert re.findall(r"INCONNU\[.*?\]", page) == []


def test_the_report_is_named_by_the_statement_that_leaves_it():
    source = foresee(build_cas(AVENANT), report=-100_00, precedent=(date(2021, 7, 1), date(2021, 12, 31)))
    texte = extract_solid(render(source))
    assert solid("Report laissé par le décompte du 2e semestre 2021 : −100,00 €.") in texte


def test_the_file_is_archival_and_its_figures_are_cells_with_heads():
    pdf = pikepdf.open(io.BytesIO(render_avenant()))
    with pdf.open_metadata() as metadonnees:
        assert (metadonnees["pdfaid:part"], metadonnees["pdfaid:conformance"]) == ("3", "A")
        assert metadonnees["dc:title"] == "Prévision 2022 — à inscrire au budget"
    assert (pdf.Root.Lang, pdf.Root.MarkInfo.Marked) == ("fr", True)
    elements = [objet for objet in pdf.objects if isinstance(objet, pikepdf.Dictionary) and "/S" in objet]
    roles = [str(element.S) for element in elements]
    assert (roles.count("/H1"), roles.count("/Figure"), roles.count("/Table")) == (1, 1, 3)


def test_weasyprint_has_nothing_to_complain_about(caplog):
    with caplog.at_level(logging.WARNING):
        render(foresee(build_many(12)))
    assert caplog.messages == []
