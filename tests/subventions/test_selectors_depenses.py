"""The ledger: pages by key, totals that follow the filters, what no statement has taken."""

from __future__ import annotations

import random
from datetime import date
from itertools import groupby, pairwise

import pytest
from django.db import connection

from communes.models import Convention
from conseiller.pieces.services import store_piece
from subventions.calculs.repartition import list_non_repartis
from subventions.enums import PAIE, EtatDecompte, EtatDepense, Nature
from subventions.models import Decompte, Depense
from subventions.selectors import (
    count_non_repartis,
    filter_depenses,
    find_jumelles,
    list_decomptes_touches,
    list_depenses,
    list_exercices,
    read_convention,
    read_non_repartis,
    read_page,
    sum_depenses,
    sum_paie,
)
from subventions.selectors.depenses import follow, parse_curseur
from tests.fabrique import make_convention
from tests.subventions.depenses import MARS, add_depense, add_many

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def convention() -> Convention:
    return make_convention(depenses=[])


def walk(depenses) -> list[list[Depense]]:
    """Every page, forwards."""
    page = read_page(depenses)
    pages = [page.depenses]
    while page.apres:
        page = read_page(depenses, apres=page.apres)
        pages.append(page.depenses)
    return pages


@pytest.mark.parametrize("nombre", [0, 1, 49, 50, 51, 100, 233])
def test_the_pages_hold_every_row_once_in_order(convention, nombre):
    add_many(convention, nombre, graine=nombre)
    depenses = list_depenses(convention, detailed_pay=True)
    pages = walk(depenses)
    assert [len(page) for page in pages[:-1]] == [50] * (len(pages) - 1)
    lues = [depense for page in pages for depense in page]
    assert lues == sorted(Depense.objects.all(), key=lambda d: (-d.debut.toordinal(), -d.pk))
    assert sum(depense.montant for depense in lues) == sum_depenses(depenses).montant


def test_going_back_shows_the_same_pages(convention):
    add_many(convention, 233)
    depenses = list_depenses(convention, detailed_pay=True)
    pages = [read_page(depenses)]
    while pages[-1].apres:
        pages.append(read_page(depenses, apres=pages[-1].apres))
    assert [page.avant for page in pages[:1]] == [""]
    for page, suivante in pairwise(pages):
        retour = read_page(depenses, avant=suivante.avant)
        assert (retour.depenses, retour.apres) == (page.depenses, page.apres)


def test_a_row_added_meanwhile_neither_repeats_nor_hides_another(convention):
    add_many(convention, 120)
    depenses = list_depenses(convention, detailed_pay=True)
    premiere = read_page(depenses)
    attendue = read_page(depenses, apres=premiere.apres).depenses
    add_depense(convention, debut=date(2030, 1, 1), fin=date(2030, 1, 1))
    assert read_page(depenses, apres=premiere.apres).depenses == attendue


@pytest.mark.parametrize("marque", ["", "x", "2022-13-45.1", "2022-03-01", "2022-03-01.-1", "2022-03-01.1" + "0" * 30])
def test_a_mark_that_is_none_leads_to_the_first_page(convention, marque):
    add_many(convention, 60)
    depenses = list_depenses(convention, detailed_pay=True)
    assert parse_curseur(marque) is None
    assert read_page(depenses, apres=marque) == read_page(depenses)
    assert read_page(depenses, avant=marque).depenses == read_page(depenses).depenses


def test_totals_follow_any_filters(convention):
    """The same filters, in Python on the rows."""
    rangees = add_many(convention, 300)
    parties = list(convention.parties.all())
    hasard = random.Random(1)
    tests = {
        "nature": lambda d, v: d.nature == v,
        "etat": lambda d, v: d.etat == v,
        "minimum": lambda d, v: d.montant >= v,
        "maximum": lambda d, v: d.montant <= v,
        "exercice": lambda d, v: (d.exercice or d.fin.year) == v,
        "charge": lambda d, v: d.affectation_id == (None if v == "communes" else int(v)),
        "texte": lambda d, v: all(m in f"{d.libelle}|{d.reference}|{d.mandat}".lower() for m in v.lower().split()),
    }
    for _ in range(60):
        tirage = {
            "nature": hasard.choice(list(Nature)),
            "etat": hasard.choice(list(EtatDepense)),
            "minimum": hasard.randrange(-50_000, 100_000),
            "maximum": hasard.randrange(0, 200_000),
            "exercice": hasard.choice([2021, 2022, 2023]),
            "charge": hasard.choice(["communes", str(parties[0].pk)]),
            "texte": hasard.choice(["Alpha", "facture", "2 gamma"]),
        }
        criteres = {nom: tirage[nom] for nom in hasard.sample(sorted(tirage), hasard.randrange(4))}
        attendues = [d for d in rangees if all(tests[nom](d, valeur) for nom, valeur in criteres.items())]
        filtrees = filter_depenses(list_depenses(convention, detailed_pay=True), criteres)
        assert set(filtrees) == set(attendues), criteres
        attendues.sort(key=lambda d: list(Nature).index(d.nature))
        groupes = [(nature, list(groupe)) for nature, groupe in groupby(attendues, key=lambda d: d.nature)]
        totaux = sum_depenses(filtrees)
        assert [(t.nature, t.nombre, t.montant) for t in totaux.natures] == [
            (nature, len(groupe), sum(d.montant for d in groupe)) for nature, groupe in groupes
        ]


def test_a_proof_can_be_asked_for_or_found_missing(convention, settings, tmp_path):
    settings.PIECES_DIR = tmp_path
    avec = add_depense(convention, piece=store_piece(b"%PDF-1.7 fictif", "application/pdf"))
    sans = add_depense(convention)
    toutes = list_depenses(convention, detailed_pay=True)
    assert list(filter_depenses(toutes, {"justificatif": "avec"})) == [avec]
    assert list(filter_depenses(toutes, {"justificatif": "sans"})) == [sans]


def test_the_years_offered_go_from_the_first_service_to_the_last_year_named(convention):
    toutes = list_depenses(convention, detailed_pay=True)
    assert list_exercices(toutes) == []
    add_depense(convention, debut=date(2021, 12, 1), fin=date(2021, 12, 31))
    add_depense(convention, exercice=2024)
    assert list_exercices(toutes) == [2024, 2023, 2022, 2021]


def test_pay_is_summed_by_year_of_its_first_day_and_only_once_actual(convention):
    for nature, montant, debut in (
        (Nature.REMUNERATION, 2_000_00, date(2021, 12, 1)),
        (Nature.REMUNERATION, 2_100_00, date(2022, 1, 1)),
        (Nature.REMUNERATION, 2_100_00, date(2022, 2, 1)),
        (Nature.CHARGES, 600_00, date(2022, 1, 1)),
        (Nature.AUTRE, 1_00, date(2022, 1, 1)),
    ):
        add_depense(convention, nature=nature, montant=montant, debut=debut, fin=date(2022, 2, 28))
    add_depense(convention, nature=Nature.REMUNERATION, montant=9_999_00, etat=EtatDepense.PREVU)
    assert [(p.annee, p.nature, p.montant) for p in sum_paie(convention)] == [
        (2022, Nature.REMUNERATION, 4_200_00),
        (2022, Nature.CHARGES, 600_00),
        (2021, Nature.REMUNERATION, 2_000_00),
    ]


def test_what_no_statement_takes_is_what_the_calculation_finds(convention):
    add_many(convention, 200)
    toutes = list_depenses(convention, detailed_pay=True)
    for periodes in (
        [],
        [(date(2021, 7, 1), date(2021, 12, 31))],
        [(date(2022, 1, 1), date(2022, 12, 31)), (date(2021, 7, 1), date(2021, 12, 31))],
        [(date(2021, 7, 1), date(2021, 9, 30)), (date(2022, 2, 1), date(2022, 6, 30))],
        [(date(2000, 1, 1), date(2050, 1, 1))],
    ):
        attendus = read_non_repartis(convention, periodes)
        trouves = count_non_repartis(toutes, periodes)
        assert (trouves.nombre, trouves.montant) == (len(attendus), sum(reste.montant for reste in attendus))
    sans_paie = count_non_repartis(list_depenses(convention, detailed_pay=False), periodes[:0])
    hors_paie = [reste for reste in list_non_repartis_of(convention) if reste.depense.nature not in PAIE]
    assert (sans_paie.nombre, sans_paie.montant) == (len(hors_paie), sum(reste.montant for reste in hors_paie))


def list_non_repartis_of(convention: Convention):
    return list_non_repartis(read_convention(convention).depenses, [])


class TestJumelles:
    CHAMPS = {"nature": Nature.AUTRE, "montant": 12_90, "debut": MARS[0], "fin": MARS[1], "reference": "", "mandat": ""}

    @pytest.mark.parametrize(
        ("change", "trouvee"),
        [
            ({}, True),
            ({"debut": date(2022, 3, 31), "fin": date(2022, 4, 30)}, True),
            ({"debut": date(2022, 4, 1), "fin": date(2022, 4, 30)}, False),
            ({"montant": 12_91}, False),
            ({"nature": Nature.LICENCE}, False),
            ({"nature": Nature.LICENCE, "mandat": "1234"}, True),
            ({"debut": date(2023, 1, 1), "fin": date(2023, 1, 1), "reference": "F-1"}, True),
            ({"debut": date(2023, 1, 1), "fin": date(2023, 1, 1)}, False),
        ],
    )
    def test_what_makes_two_expenses_look_alike(self, convention, change, trouvee):
        depense = add_depense(convention, mandat="1234", reference="F-1")
        add_depense(make_convention(depenses=[], base=300))
        assert find_jumelles(convention, self.CHAMPS | change) == ([depense] if trouvee else [])
        assert find_jumelles(convention, self.CHAMPS | change, sauf=depense.pk) == []


def test_the_statements_that_took_an_expense_are_told_unless_it_is_forecast(convention):
    depense = add_depense(convention, debut=date(2021, 12, 1), fin=date(2022, 1, 31))
    for du, au, etat, version in (
        (date(2021, 7, 1), date(2021, 12, 31), EtatDecompte.ARRETE, 1),
        (date(2022, 1, 1), date(2022, 6, 30), EtatDecompte.BROUILLON, 2),
        (date(2022, 1, 1), date(2022, 6, 30), EtatDecompte.REMPLACE, 1),
        (date(2022, 1, 1), date(2022, 3, 31), EtatDecompte.BROUILLON, 0),
        (date(2022, 7, 1), date(2022, 12, 31), EtatDecompte.TRANSMIS, 1),
    ):
        Decompte.objects.create(
            convention=convention, du=du, au=au, exercice=au.year, methode="prorata", etat=etat, version=version
        )
    assert [(d.du.year, d.etat) for d in list_decomptes_touches(depense)] == [(2021, "arrete"), (2022, "brouillon")]
    depense.etat = EtatDepense.PREVU.value
    assert list_decomptes_touches(depense) == []


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_a_far_page_follows_the_index(convention):
    add_many(convention, 3_000)
    with connection.cursor() as curseur:
        curseur.execute("ANALYZE subventions_depense")
    depenses = list_depenses(convention, detailed_pay=True)
    milieu = depenses[1_500]
    plan = follow(depenses, (milieu.debut, milieu.pk))[:51].explain()
    assert "depense_par_page" in plan
    assert "Sort" not in plan
