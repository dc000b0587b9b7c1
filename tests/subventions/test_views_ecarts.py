"""« Pourquoi ce montant ? » on the page of a statement: against what, in which words, with which links."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from communes.models import Convention
from subventions.models import AppelAcompte, Decompte, Prevision
from subventions.selectors.ecarts import read_reperes
from subventions.selectors.previsions import read_prevision
from subventions.views.ecarts import describe_ecarts
from tests.fabrique import make_agent, make_convention
from tests.subventions.arretes import close
from tests.subventions.decomptes import SEMESTRE, ask, compute, make_decompte

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]

PREMIER, SECOND = (date(2022, 1, 1), date(2022, 6, 30)), (date(2022, 7, 1), date(2022, 12, 31))
EFFET = re.compile(r'<data value="(-?[\d.]+)">(?:[+−]|aucun)')
TABLE = re.compile(r'<table class="tableau serre ecart">.*?</table>', re.DOTALL)


def read(client, decompte: Decompte, rang: int = 1) -> str:
    client.force_login(make_agent(decompte.convention, rang, courriel=f"lit{rang}.{decompte.pk}@exemple.example"))
    page = client.get(reverse("decompte", args=[decompte.convention_id, decompte.pk])).content.decode()
    return page.replace("&nbsp;", "\u00a0")


def add_depense(convention: Convention, montant: int, du: date, au: date, **champs: object) -> None:
    convention.depenses.create(
        **{"libelle": "Dépense", "nature": "equipement", "montant": montant, "debut": du, "fin": au} | champs
    )


def keep(convention: Convention, jour: date, annee: int = 2022, *, empreinte: str = "a") -> Prevision:
    """The forecast of today's figures, as if its document had been asked for on `jour`."""
    lecture = read_prevision(convention, annee, jour=jour)
    return Prevision.objects.create(
        convention=convention,
        annee=annee,
        instantane=lecture.donnees,
        empreinte=empreinte,
        demandee_le=datetime(jour.year, jour.month, jour.day, 12, tzinfo=UTC),
    )


def cents(texte: str) -> int:
    return int(texte.replace(".", ""))


class TestReperes:
    def test_a_first_statement_without_forecast_has_nothing_to_be_set_against(self, django_assert_num_queries):
        decompte = make_decompte(make_convention())
        with django_assert_num_queries(3):
            reperes = read_reperes(decompte)
        assert (reperes.remplace, reperes.precedent, reperes.prevision) == (None, None, None)

    def test_the_statement_before_is_the_last_one_computed_a_closed_one_first(self):
        convention = make_convention()
        arrete = close(convention).decompte
        make_decompte(convention)
        ask(convention, *PREMIER)
        assert read_reperes(make_decompte(convention, *SECOND)).precedent == arrete

    def test_a_statement_that_replaces_another_is_set_against_it_too(self, django_assert_num_queries):
        convention = make_convention()
        avant = make_decompte(convention)
        remplace = close(convention, *PREMIER).decompte
        decompte = close(convention, *PREMIER, remplace=remplace).decompte
        with django_assert_num_queries(3):
            reperes = read_reperes(decompte)
        assert (reperes.remplace, reperes.precedent) == (remplace, avant)

    def test_another_agreement_is_never_looked_at(self):
        autre = make_convention(base=500)
        make_decompte(autre)
        keep(autre, date(2021, 11, 2))
        reperes = read_reperes(make_decompte(make_convention(), *PREMIER))
        assert (reperes.precedent, reperes.prevision) == (None, None)

    def test_the_forecast_is_the_last_one_kept_before_the_period_else_the_first_one_after(self):
        convention = make_convention()
        decompte = make_decompte(convention, *PREMIER)
        for rang, jour in enumerate((date(2022, 3, 1), date(2022, 2, 1))):
            keep(convention, jour, empreinte=str(rang))
        assert read_reperes(decompte).prevision["jour"] == "2022-02-01"
        for rang, jour in enumerate((date(2021, 12, 1), date(2021, 12, 15)), 2):
            keep(convention, jour, empreinte=str(rang))
        assert read_reperes(decompte).prevision["jour"] == "2021-12-15"

    def test_the_forecast_that_part_payments_were_called_from_comes_first(self):
        convention = make_convention()
        appelee = keep(convention, date(2022, 3, 1), empreinte="appelee")
        AppelAcompte.objects.create(
            convention=convention,
            exercice=2022,
            taux=5000,
            instantane=appelee.instantane,
            empreinte="e",
            appele_le=appelee.demandee_le,
        )
        keep(convention, date(2021, 12, 1))
        assert read_reperes(make_decompte(convention, *PREMIER)).prevision["jour"] == "2022-03-01"

    def test_no_forecast_answers_for_two_years(self, django_assert_num_queries):
        convention = make_convention()
        keep(convention, date(2021, 12, 1), 2021)
        decompte = make_decompte(convention, date(2021, 10, 1), date(2022, 3, 31))
        with django_assert_num_queries(1):
            assert read_reperes(decompte).prevision is None


def test_a_first_statement_says_that_there_is_nothing_to_compare(client):
    page = read(client, make_decompte(make_convention()))
    assert TABLE.findall(page) == []
    assert "C’est le premier décompte\u00a0: aucun autre ne le précède." in page
    assert "Aucune prévision 2021 n’a été gardée\u00a0: rien à comparer." in page


def test_the_difference_with_the_statement_before_adds_up_to_the_cent(client):
    convention = make_convention(("400", "300", "200", "100"))
    avant = make_decompte(convention)
    add_depense(convention, 3_333_33, *PREMIER)
    add_depense(convention, 77_77, *PREMIER, affectation=convention.parties.get(ordre=4))
    decompte = make_decompte(convention, *PREMIER)
    tables = TABLE.findall(read(client, decompte))
    assert len(tables) == 4
    for table, partie in zip(tables, convention.parties.all(), strict=True):
        code = partie.organisme.code
        sommes = [cents(d.instantane["resultat"]["parts"][code]) for d in (avant, decompte)]
        assert sommes[0] + sum(map(cents, EFFET.findall(table))) == sommes[1]
    assert "Les dépenses à sa seule charge passent de 0,00\u00a0€ à 77,77\u00a0€" in tables[3]


def test_a_late_invoice_is_told_as_a_regularisation(client):
    convention = make_convention()
    close(convention)
    add_depense(convention, 400_00, *SEMESTRE)
    page = read(client, make_decompte(convention, *PREMIER))
    assert page.count("Les régularisations de décomptes arrêtés passent de 0,00\u00a0€ à 100,00\u00a0€") == 4
    assert page.count('href="#titre-comptes">Voir les lignes') == 4


def test_the_forecast_is_that_of_the_days_of_the_statement(client):
    convention = make_convention()
    add_depense(convention, 60_000_00, PREMIER[0], SECOND[1])
    keep(convention, date(2021, 12, 1))
    add_depense(convention, 400_00, *SECOND)
    page = read(client, make_decompte(convention, *SECOND))
    assert page.count("100,00\u00a0€ de plus que la prévision établie le 1er\u00a0décembre 2021") == 4
    assert "Aucune prévision" not in page
    assert page.count("cela ajoute 100,00\u00a0€.") == 4


def test_a_forecast_that_does_not_reach_the_days_is_left_out(client):
    convention = make_convention()
    keep(convention, date(2021, 12, 1))
    donnees = Prevision.objects.get().instantane
    donnees["dossier"]["tranches"][0]["fin"] = "2022-06-30"
    Prevision.objects.update(instantane=donnees)
    assert "la prévision établie" in read(client, make_decompte(convention, *PREMIER))
    assert "la prévision établie" not in read(client, make_decompte(convention, *SECOND))


def test_every_step_leads_to_its_rows_and_to_its_rule(client):
    decompte = make_decompte(make_convention())
    page = read(client, decompte)
    pk = decompte.convention_id
    depenses = reverse("depenses", args=[pk])
    lignes = f"{depenses}?du=2021-07-01&amp;au=2021-12-31&amp;etat=constate&amp;charge=communes"
    assert f'href="{lignes}">Voir les dépenses de la période' in page
    assert f'href="{reverse("subvention", args=[pk])}">Voir les versements' in page
    assert f'href="{reverse("heures", args=[pk])}">Voir les heures' in page
    ancres = set(re.findall(rf'href="{reverse("regles")}#(R\d+)"', page))
    assert ancres == {"R2", "R3", "R5", "R6", "R8", "R12"}
    codes = [partie.organisme.code for partie in decompte.convention.parties.all()]
    assert re.findall(r'href="#pourquoi-(\w+)"', page) == codes
    assert re.findall(r'id="pourquoi-(\w+)"', page) == codes


def test_a_partner_reads_the_same_differences(client):
    convention = make_convention()
    make_decompte(convention)
    decompte = make_decompte(convention, *PREMIER)
    assert TABLE.findall(read(client, decompte, 1)) == TABLE.findall(read(client, decompte, 2))


def test_the_rows_are_those_whose_service_touches_the_period(client):
    convention = make_convention(depenses=[])
    add_depense(convention, 100_00, date(2021, 6, 1), date(2021, 7, 1), libelle="À cheval")
    add_depense(convention, 200_00, date(2022, 1, 1), date(2022, 1, 1), libelle="Après")
    add_depense(convention, 300_00, date(2021, 6, 1), date(2021, 6, 30), libelle="Avant")
    client.force_login(make_agent(convention, 1))
    page = client.get(reverse("depenses", args=[convention.pk]), {"du": "2021-07-01", "au": "2021-12-31"})
    assert [depense.libelle for depense in page.context["page"].depenses] == ["À cheval"]
    assert "Service en cours, depuis le\u00a0: 1er\u00a0juillet 2021" in page.content.decode()


def test_the_forecast_leads_to_the_statements_of_its_year(client):
    convention = make_convention()
    make_decompte(convention, *SEMESTRE)
    decompte = make_decompte(convention, *PREMIER)
    client.force_login(make_agent(convention, 2))
    page = client.get(reverse("prevision_annee", args=[convention.pk, 2022])).content.decode()
    liens = re.findall(r'href="([^"]+#titre-pourquoi)"', page)
    assert liens == [f"{reverse('decompte', args=[convention.pk, decompte.pk])}#titre-pourquoi"]


@pytest.mark.parametrize("communes", [4, 12])
def test_comparing_costs_the_same_whatever_the_number_of_parties(communes, django_assert_num_queries):
    convention = make_convention(("100",) * communes)
    make_decompte(convention)
    keep(convention, date(2021, 12, 1))
    decompte = compute(ask(convention, *PREMIER))
    with django_assert_num_queries(3):
        describe_ecarts(decompte, None)


def test_the_eighteen_rules_have_each_their_card(client):
    client.force_login(make_agent(make_convention(), 2))
    page = client.get(reverse("regles")).content.decode()
    assert sorted(re.findall(r'<article class="regle" id="R(\d+)">', page), key=int) == [
        str(numero) for numero in range(1, 19)
    ]
