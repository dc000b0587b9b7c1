"""The year-end screen: every change, in every state, before and after 31 January; the sheet; the exit balance."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from io import StringIO

import pytest
import time_machine

from communes.models import Allocation, Avenant, Contrat, Convention, Tranche
from conseiller.montants import parse_montant
from subventions.models import Depense, Paiement, Subvention, Titre
from subventions.selectors.exercice import choose_exercice
from subventions.selectors.previsions import read_prevision
from subventions.services.acomptes import call_acomptes
from tests.envois import adresse, fill, read
from tests.fabrique import make_agent, make_convention
from tests.subventions.arretes import close, transmit
from tests.subventions.decomptes import SEMESTRE, make_decompte

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

JANVIER = datetime(2022, 1, 20, 9, 0, tzinfo=UTC)
FEVRIER = datetime(2022, 2, 20, 9, 0, tzinfo=UTC)
REGULARISATION = "La différence viendra en régularisation du décompte suivant."


@pytest.fixture(autouse=True)
def janvier():
    with time_machine.travel(JANVIER, tick=False):
        yield


@pytest.fixture
def convention(client) -> Convention:
    convention = make_convention()
    client.force_login(make_agent(convention, 1))
    return convention


def add_facture(convention: Convention, nature: str = "autre") -> Depense:
    return Depense.objects.create(
        convention=convention,
        libelle="Facture oubliée",
        nature=nature,
        montant=100_00,
        etat="constate",
        debut=date(2021, 8, 1),
        fin=date(2021, 8, 1),
    )


def look(client, convention: Convention, annee: int = 2021) -> str:
    return read(client.get(adresse("exercice", convention, annee)))


FACTURE = ["Dépense ajoutée\u00a0: Facture oubliée, 100,00\u00a0€, 1er\u00a0août 2021."]


def compare(client, convention: Convention) -> tuple[list[str], bool, str]:
    """What changed under the only statement, whether a share would differ, what comes of it."""
    reponse = client.get(adresse("exercice", convention, 2021))
    [ligne] = reponse.context["decomptes"]
    return ligne["changements"], bool(ligne["ecarts"]), ligne["suite"].replace("\u00a0", " ")


class TestALateInvoice:
    def test_a_draft_takes_it_once_computed_again(self, client, convention):
        make_decompte(convention)
        add_facture(convention)
        assert compare(client, convention) == (
            FACTURE,
            True,
            "Un brouillon suit : recalculez-le, il prendra ces changements.",
        )

    def test_a_transmitted_statement_keeps_its_figures(self, client, convention):
        transmit(convention, now=JANVIER)
        add_facture(convention)
        changements, change, suite = compare(client, convention)
        assert (changements, change) == (FACTURE, True)
        assert suite.startswith("Il garde les chiffres que les communes lisent.")

    def test_a_closed_one_may_be_replaced_while_no_titre_is_issued(self, client, convention):
        cloture = close(convention, now=JANVIER)
        assert compare(client, convention)[2] == "Rien n’a changé depuis, ou tout est déjà régularisé."
        add_facture(convention)
        changements, change, suite = compare(client, convention)
        assert (changements, change) == (FACTURE, True)
        assert "un autre décompte peut encore l’annuler et le remplacer" in suite
        Titre.objects.create(part=cloture.parts.exclude(appele=0).first(), numero="7", emis_le=JANVIER.date())
        assert compare(client, convention)[2] == f"Il ne change plus. {REGULARISATION}"
        assert "N° 2021-001, 1 titre émis." in look(client, convention)

    def test_once_regularised_nothing_is_left(self, client, convention):
        close(convention, now=JANVIER)
        add_facture(convention)
        close(convention, date(2022, 1, 1), date(2022, 12, 31), now=datetime(2023, 1, 20, tzinfo=UTC))
        assert compare(client, convention) == ([], False, "Rien n’a changé depuis, ou tout est déjà régularisé.")

    def test_a_line_of_pay_is_not_told_to_those_who_may_not_read_it(self, client, convention):
        make_decompte(convention)
        add_facture(convention, "remuneration")
        assert compare(client, convention)[0] == FACTURE
        client.force_login(make_agent(convention, 2))
        assert compare(client, convention)[0] == ["Dépense ajoutée\u00a0: une ligne de paie, 1er\u00a0août 2021."]


def test_a_retroactive_amendment_is_told_with_its_number(client, convention):
    close(convention, now=JANVIER)
    avenant = Avenant.objects.create(
        convention=convention, numero=1, effet_le=date(2021, 10, 1), brouillon=False, signe_le=date(2021, 9, 1)
    )
    tranche = Tranche.objects.create(convention=convention, avenant=avenant, debut=date(2021, 10, 1))
    for rang, partie in enumerate(convention.parties.all()):
        Allocation.objects.create(tranche=tranche, partie=partie, quarts=400 * (rang + 1))
    changements, change, _ = compare(client, convention)
    assert change
    assert "Heures changées par l’avenant n°\u00a01, à partir du 1er\u00a0octobre 2021." in changements


def test_a_reduced_grant_is_told_with_both_amounts(client, convention):
    close(convention, now=JANVIER)
    Subvention.objects.update(montant=40_000_00)
    [phrase] = compare(client, convention)[0]
    assert phrase.replace("\u202f", " ").replace("\u00a0", " ").endswith("50 000,00 € devient 40 000,00 €.")


def test_a_contract_that_ends_early_is_noticed(client, convention):
    poste = convention.postes.create(rang=1)
    Contrat.objects.create(poste=poste, type="cdi", debut=convention.debut, fin=date(2021, 11, 30))
    assert "Un contrat s’est terminé le 30 novembre 2021, avant le terme de la convention." in look(client, convention)


def test_each_page_that_an_early_end_touches_is_one_click_away(client, convention):
    poste = convention.postes.create(rang=1)
    Contrat.objects.create(poste=poste, type="cdi", debut=convention.debut, fin=date(2021, 11, 30))
    page = client.get(adresse("exercice", convention, 2021)).content.decode()
    assert all(
        f'<a href="{adresse(nom, convention)}">' in page for nom in ("subvention", "depenses", "avenants", "poste")
    )


def test_a_contract_that_another_follows_did_not_end_early(client, convention):
    poste = convention.postes.create(rang=1)
    Contrat.objects.create(poste=poste, type="cdd", debut=convention.debut, fin=date(2021, 11, 30))
    Contrat.objects.create(poste=poste, type="cdd", debut=date(2021, 12, 1), fin=None)
    assert "Un contrat s’est terminé" not in look(client, convention)


@pytest.mark.parametrize(
    ("instant", "phrase"),
    [
        (JANVIER, "Ce qui est arrêté jusqu’au 31 janvier 2022 est appelé dans l’exercice 2021."),
        (FEVRIER, "Le 31 janvier 2022 est passé : ce qui s’arrête maintenant est appelé dans l’exercice 2022."),
    ],
)
def test_the_page_says_in_which_year_what_is_closed_counts(client, convention, instant, phrase):
    with time_machine.travel(instant, tick=False):
        client.force_login(convention.roles.get().agent)
        assert phrase in look(client, convention)


def test_days_that_no_statement_covers_are_listed(client, convention):
    make_decompte(convention, date(2021, 7, 1), date(2021, 9, 30))
    page = look(client, convention)
    assert "Aucun décompte ne couvre ces jours" in page
    assert client.get(adresse("exercice", convention, 2021)).context["decouverts"] == ["4e trimestre 2021"]


def test_a_year_outside_the_agreement_does_not_exist(client, convention):
    assert client.get(adresse("exercice", convention, 2020)).status_code == 404
    assert client.get(adresse("exercice", convention, 99999)).status_code == 404
    assert client.get(adresse("exercices", convention)).url == adresse("exercice", convention, 2021)


def test_costs_after_the_term_have_their_year_too(client, convention):
    facture = add_facture(convention)
    Depense.objects.filter(pk=facture.pk).update(debut=date(2024, 2, 1), fin=date(2024, 2, 29))
    assert client.get(adresse("exercice", convention, 2024)).context["annees"] == (2021, 2022, 2023, 2024)
    assert client.get(adresse("exercice", convention, 2024)).context["decouverts"] == [
        "Du 1er\u00a0janvier au 29\u00a0février 2024"
    ]


def test_the_year_being_closed_comes_first():
    annees = (2021, 2022, 2023)
    jours = (date(2022, 2, 28), date(2022, 3, 1), date(2030, 1, 1), date(2020, 5, 1))
    assert [choose_exercice(annees, jour) for jour in jours] == [2021, 2022, 2023, 2021]


def read_feuille(client, convention: Convention) -> list[list[str]]:
    reponse = client.get(adresse("exercice_tableur", convention, 2021, "virgule.csv"))
    return list(csv.reader(StringIO(reponse.content.decode())))


class TestTheProvisionalSheet:
    def test_the_page_and_the_sheet_say_the_same_to_the_cent(self, client, convention):
        add_facture(convention)
        contexte = client.get(adresse("exercice", convention, 2021)).context
        lignes = read_feuille(client, convention)[1:]
        totaux = [ligne.total for ligne in contexte["lignes"]]
        assert [parse_montant(ligne[9]) for ligne in lignes] == [*totaux, sum(totaux)]
        assert lignes[-1][:3] == ["Commune fictive 1", convention.employeuse.siret, "produit"]

    def test_a_closed_statement_leaves_only_its_sums_without_titre(self, client, convention):
        cloture = close(convention, now=JANVIER)
        contexte = client.get(adresse("exercice", convention, 2021)).context
        parts = list(cloture.parts.filter(employeuse=False))
        assert [ligne.total for ligne in contexte["lignes"]] == [0, 0, 0]
        assert [ligne.sans_titre for ligne in contexte["lignes"]] == [part.appele for part in parts]
        Titre.objects.create(part=parts[0], numero="7", emis_le=JANVIER.date())
        assert client.get(adresse("exercice", convention, 2021)).context["lignes"][0].sans_titre == 0

    @pytest.mark.parametrize(("instant", "ouvert"), [(JANVIER, 2021), (FEVRIER, 2022)])
    def test_a_late_invoice_is_attached_to_one_year_only(self, client, convention, instant, ouvert):
        close(convention, now=JANVIER)
        with time_machine.travel(instant, tick=False):
            client.force_login(convention.roles.get().agent)
            avant = {annee: self.sum_regularisations(client, convention, annee) for annee in (2021, 2022, 2023)}
            add_facture(convention)
            apres = {annee: self.sum_regularisations(client, convention, annee) for annee in (2021, 2022, 2023)}
        assert set(avant.values()) == {0}
        assert {annee for annee, somme in apres.items() if somme} == {ouvert}

    def sum_regularisations(self, client, convention: Convention, annee: int) -> int:
        lignes = client.get(adresse("exercice", convention, annee)).context["lignes"]
        return sum(ligne.rattachement.regularisation for ligne in lignes)

    def test_both_sides_take_accounts_that_answer_each_other(self, client, convention):
        Convention.objects.update(imputation="frais")
        lignes = read_feuille(client, convention)[1:]
        assert {ligne[3] for ligne in lignes[:-1]} == {"62878, remboursements de frais à des tiers"}
        assert lignes[-1][1:4] == [
            convention.employeuse.siret,
            "produit",
            "70878, remboursements de frais par des tiers",
        ]

    def test_a_calculation_that_is_refused_says_why(self, client, convention):
        Tranche.objects.update(debut=date(2021, 9, 1))
        assert "aucune tranche d’heures ne couvre le 1er juillet 2021" in look(client, convention)
        assert client.get(adresse("exercice_tableur", convention, 2021, "csv")).status_code == 404


def test_the_archive_of_the_year_is_offered_once_something_is_closed(client, convention):
    archive = adresse("exercice_archive", convention, 2021)
    assert archive not in client.get(adresse("exercice", convention, 2021)).content.decode()
    close(convention, now=JANVIER)
    assert archive in client.get(adresse("exercice", convention, 2021)).content.decode()


class TestTheExitBalance:
    @pytest.fixture
    def sortante(self, convention):
        partie = convention.parties.get(ordre=4)
        partie.sortie_le = SEMESTRE[1]
        partie.save()
        return partie

    def test_it_is_not_final_while_its_days_are_not_closed(self, client, convention, sortante):
        make_decompte(convention, date(2021, 7, 1), date(2021, 9, 30))
        page = read(client.get(adresse("solde_sortie", convention, sortante.pk)))
        assert "Ce solde n’est pas encore définitif" in page
        assert "aucun décompte ne couvre ces jours : 4e trimestre 2021" in page

    def test_it_counts_what_is_called_and_unpaid_and_what_changed_since(self, client, convention, sortante):
        part = close(convention, now=JANVIER).parts.get(partie=sortante)
        titre = Titre.objects.create(part=part, numero="7", emis_le=JANVIER.date())
        Paiement.objects.create(titre=titre, paye_le=JANVIER.date(), montant=100_00)
        add_facture(convention)
        sortie = client.get(adresse("solde_sortie", convention, sortante.pk)).context["sortie"]
        assert sortie.complete
        assert [creance.reste for creance in sortie.creances] == [part.appele - 100_00]
        assert sortie.du == part.appele - 100_00 + sortie.regularisation
        assert sortie.regularisation in {24_99, 25_00, 25_01}

    def test_a_part_payment_that_is_not_paid_is_still_due(self, client, convention, sortante):
        convention.acompte_taux = 50_00
        convention.save()
        lecture = read_prevision(convention, 2021, jour=JANVIER.date())
        appel = call_acomptes(convention, 2021, lu=lecture.empreinte, agent=None, now=JANVIER)
        acompte = appel.acomptes.get(partie=sortante)
        page = adresse("solde_sortie", convention, sortante.pk)
        assert client.get(page).context["sortie"].du == 0
        part = close(convention, now=JANVIER).parts.get(partie=sortante)
        assert part.montant == part.appele + acompte.montant
        assert client.get(page).context["sortie"].du == part.montant
        titre = Titre.objects.create(acompte=acompte, numero="8", emis_le=JANVIER.date())
        Paiement.objects.create(titre=titre, paye_le=JANVIER.date(), montant=acompte.montant - 1)
        assert client.get(page).context["sortie"].du == part.appele + 1
        assert "Acompte 2021, non réglé" in read(client.get(page))

    def test_a_surplus_is_proposed_as_an_adjustment(self, client, convention, sortante):
        Subvention.objects.update(montant=90_000_00)
        close(convention, now=JANVIER)
        page = adresse("solde_sortie", convention, sortante.pk)
        sortie = client.get(page).context["sortie"]
        assert sum(sortie.proposition.values()) == 0
        assert -sortie.proposition[sortante.organisme.code] == sortie.excedent // 4
        proposee = adresse("ajustement_ajouter", convention) + f"?sortie={sortante.pk}"
        donnees = fill(client, proposee, convenu_le="20/01/2022")
        assert donnees["motif"] == "Solde de sortie de Commune fictive 4"
        assert client.post(adresse("ajustement_ajouter", convention), donnees).status_code == 302
        lignes = convention.ajustements.get().lignes.all()
        assert {ligne.partie.organisme.code: ligne.montant for ligne in lignes} == sortie.proposition

    def test_a_party_that_stays_has_none(self, client, convention):
        assert client.get(adresse("solde_sortie", convention, convention.parties.get(ordre=2).pk)).status_code == 404


@pytest.mark.parametrize("fins", [(31,), (1, 5, 9, 13, 17, 21, 25, 31)])
def test_the_page_reads_as_much_whatever_the_number_of_statements(client, convention, fins, django_assert_num_queries):
    premier = 1
    for fin in fins:
        close(convention, date(2021, 7, premier), date(2021, 7, fin), now=JANVIER)
        premier = fin + 1
    with django_assert_num_queries(34):
        client.get(adresse("exercice", convention, 2021))
