"""The agent's home: one for each thing that people do, and nothing of others'."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ateliers.services.retards import announce_retard
from communes.enums import Fonction
from communes.models import Agent, Avenant, Convention
from communes.permissions import MATRICE
from conseiller.bureau.accueils import Accueil, choose_accueil
from conseiller.montants import format_euros
from subventions.calculs.prevision import compute_prevision
from subventions.models import Decompte, Depense
from subventions.selectors import read_convention
from tests.ateliers.fabrique import make_reservation, make_seance
from tests.conseiller.test_pages import ACCENTUEES, make_decompte, make_guichet, read
from tests.fabrique import make_agent, make_convention

pytestmark = pytest.mark.django_db

LE_JOUR = "2022-03-01 09:00+01:00"


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(LE_JOUR)


def open_home(client, agent: Agent) -> str:
    client.force_login(agent)
    response = client.get(reverse("bureau"))
    assert response.status_code == 200
    return read(response)


def write_euros(centimes: int) -> str:
    return format_euros(centimes).replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize(
    ("fonction", "chez_employeur", "chez_partenaire"),
    [
        (Fonction.COORDINATION, Accueil.GESTION, Accueil.PARTENAIRE),
        (Fonction.FINANCES, Accueil.GESTION, Accueil.PARTENAIRE),
        (Fonction.ADMINISTRATION, Accueil.ADMINISTRATION, Accueil.PARTENAIRE),
        (Fonction.ELU, Accueil.ELU, Accueil.ELU),
        (Fonction.CONSEILLER, Accueil.SERVICE, Accueil.SERVICE),
        (Fonction.ACCUEIL, Accueil.SERVICE, Accueil.SERVICE),
    ],
)
def test_each_right_leads_to_its_home(fonction, chez_employeur, chez_partenaire):
    assert tuple(choose_accueil(actions) for actions in MATRICE[fonction]) == (chez_employeur, chez_partenaire)


class TestGestion:
    def test_the_officer_reads_the_year_to_the_cent_of_the_calculation(self, client):
        convention = make_convention(noms=ACCENTUEES)
        Depense.objects.create(
            convention=convention,
            libelle="Licence à venir",
            nature="licence",
            montant=12345,
            debut=date(2022, 6, 1),
            fin=date(2022, 6, 1),
            etat="prevu",
        )
        prevue = compute_prevision(read_convention(convention), 2022, 0, 0, jour=date(2022, 3, 1))
        page = open_home(client, make_agent(convention, 1))
        assert (
            f"{write_euros(prevue.constate)}</data></strong> constatés sur"
            f' <data value="{prevue.resultat.couts / 100:.2f}">{write_euros(prevue.resultat.couts)}</data> prévus'
        ) in page
        assert prevue.prevu == 12345
        assert page.count(f'data-nom="Encore prévu"><data value="123.45">{write_euros(12345)}</data>') == 2

    def test_a_year_that_cannot_be_foreseen_says_why(self, client):
        convention = make_convention()
        Convention.objects.filter(pk=convention.pk).update(fin_heures=date(2021, 12, 31))
        assert "Cette prévision ne peut pas être calculée" in open_home(client, make_agent(convention, 1))

    def test_without_hours_it_says_what_to_write_first(self, client):
        convention = make_convention()
        convention.tranches.all().delete()
        assert "écrivez d’abord celles de chaque commune" in open_home(client, make_agent(convention, 1))


class TestPartenaire:
    def test_the_officer_reads_their_own_side_first(self, client):
        convention = make_convention(("800", "400", "200", "200"), noms=ACCENTUEES)
        Convention.objects.filter(pk=convention.pk).update(acompte_taux=5000)
        decompte = make_decompte(convention, 2021, du=convention.debut)
        Decompte.objects.filter(pk=decompte.pk).update(calcule_le=datetime(2022, 2, 20, 9, 0, tzinfo=UTC))
        agent = make_agent(convention, 3)
        partie = convention.parties.get(ordre=3)
        annee = compute_prevision(read_convention(convention), 2023, 0, 5000, jour=date(2022, 3, 1))
        part = next(part for part in annee.parts if part.insee == partie.organisme.code)
        page = open_home(client, agent)
        assert '<dt>Part de votre commune</dt><dd><data value="100.00">100,00 €</data></dd>' in page
        document = reverse("decompte_document", args=[convention.pk, decompte.pk, partie.organisme.code])
        assert f'href="{document}">Votre état, en PDF</a>' in page
        assert page.count("documents/") == 1
        assert f'<dd><data value="{part.montant / 100:.2f}">{write_euros(part.montant)}</data></dd>' in page
        assert write_euros(part.acompte) in page
        assert "<strong>200 h</strong> par an pour Heillecourt, sur 1 600 h. Aucun changement n’est prévu." in page
        assert f'href="{reverse("partie_modifier", args=[convention.pk, partie.pk])}"' in page

    def test_the_next_change_of_hours_is_announced(self, client):
        convention = make_convention(("400", "400"))
        avenant = Avenant.objects.create(convention=convention, numero=1, effet_le=date(2022, 9, 1), brouillon=False)
        tranche = convention.tranches.create(debut=date(2022, 9, 1), avenant=avenant)
        for partie, quarts in zip(convention.parties.all(), (1600, 1200), strict=True):
            tranche.allocations.create(partie=partie, quarts=quarts)
        page = open_home(client, make_agent(convention, 2))
        assert "À partir du 1er septembre 2022 : <strong>300 h</strong>." in page

    def test_a_partner_reads_no_document_of_another(self, client):
        convention = make_convention(noms=ACCENTUEES)
        decompte = make_decompte(convention)
        page = open_home(client, make_agent(convention, 2))
        for partie in convention.parties.exclude(ordre=2):
            autre = reverse("decompte_document", args=[convention.pk, decompte.pk, partie.organisme.code])
            assert autre not in page


class TestOthers:
    def test_the_administrator_sees_who_may_enter(self, client):
        convention = make_convention(noms=ACCENTUEES)
        make_agent(convention, 2, prenom="Anne", nom="Fictive")
        page = open_home(client, make_agent(convention, 1, Fonction.ADMINISTRATION))
        assert "Anne Fictive (finances)" in page
        assert page.count("personne n’a encore de rôle") == 2
        assert "Inviter un agent" in page
        assert "Nouvelle convention" not in page

    @pytest.mark.parametrize("fonction", [Fonction.ACCUEIL, Fonction.CONSEILLER])
    def test_the_desk_and_the_adviser_have_a_calm_page(self, client, fonction):
        convention = make_convention(noms=ACCENTUEES)
        make_guichet(convention)
        page = open_home(client, make_agent(convention, 2, fonction))
        assert "Ce qui vous attend" not in page
        assert "Les heures de chaque commune" in page
        assert '<a class="guichet-numero" href="tel:0353011234">' in page

    def test_without_a_role_one_learns_whom_to_ask(self, client):
        page = open_home(client, Agent.objects.create_user("seul@exemple.example", prenom="Camille", nom="Fictif"))
        assert "Aucune convention ne vous est ouverte." in page
        assert "Créez votre première convention" not in page

    def test_an_empty_installation_invites_to_create_the_first_agreement(self, client):
        organisme = make_convention().employeuse
        Convention.objects.all().delete()
        agent = Agent.objects.create_user("premiere@exemple.example", prenom="Camille", nom="Fictif")
        agent.roles.create(organisme=organisme, fonction=Fonction.ADMINISTRATION.value)
        page = open_home(client, agent)
        assert "Créez votre première convention" in page
        assert f'<a class="btn btn-primary" href="{reverse("convention_ajouter")}">' in page


class TestTerrain:
    """The day of the desk and of the adviser, on top of their home."""

    DEBUT = datetime(2022, 3, 1, 13, 0, tzinfo=UTC)

    @pytest.mark.parametrize("fonction", [Fonction.ACCUEIL, Fonction.CONSEILLER])
    def test_the_next_sessions_are_there_in_short(self, client, fonction):
        convention = make_convention()
        seance = make_seance(convention, debut=self.DEBUT)
        make_reservation(seance, 1, now=self.DEBUT - timedelta(days=9))
        page = open_home(client, make_agent(convention, 1, fonction))
        assert 'Mardi 1er mars 2022, <span class="insecable">14 h – 16 h</span>' in page
        assert "1 inscrit sur 12</span>" in page
        assert "Fictif-1" not in page

    def test_the_adviser_reads_what_waits(self, client):
        convention = make_convention()
        make_seance(convention, debut=self.DEBUT - timedelta(days=7))
        make_seance(convention, debut=self.DEBUT + timedelta(days=3), minimum=4, decision_le=date(2022, 3, 1))
        page = open_home(client, make_agent(convention, 1, Fonction.CONSEILLER))
        assert "1 compte rendu à faire" in page
        assert "Décider : maintenir ou annuler « Créer de bons mots de passe »" in page
        assert "vendredi 4 mars 2022 : 0 inscrit, 4 au moins." in page
        page = open_home(client, make_agent(convention, 1, Fonction.ACCUEIL))
        assert "Ce qui vous attend" not in page

    def test_the_coordination_decides_too_and_the_finances_do_not(self, client):
        convention = make_convention()
        seance = make_seance(convention, debut=self.DEBUT + timedelta(days=3), minimum=4, decision_le=date(2022, 3, 1))
        page = open_home(client, make_agent(convention, 1, Fonction.COORDINATION))
        assert "<h3>Décider : maintenir ou annuler « Créer de bons mots de passe »</h3>" in page
        assert "Vendredi 4 mars 2022 : 0 inscrit, 4 au moins." in page
        assert f'href="{reverse("seance_bureau", args=[convention.pk, seance.pk])}"' in page
        assert "maintenir ou annuler" not in open_home(client, make_agent(convention, 1))

    def test_the_desk_reads_how_many_calls_are_to_be_made(self, client):
        convention = make_convention()
        seance = make_seance(convention, debut=self.DEBUT)
        make_reservation(seance, 1, now=self.DEBUT - timedelta(days=9))
        announce_retard(seance, 20, prevenir=True, agent=None, now=timezone.now())
        assert "1 appel à passer" in open_home(client, make_agent(convention, 1, Fonction.ACCUEIL))

    def test_who_manages_money_reads_nothing_of_it(self, client):
        convention = make_convention()
        make_seance(convention, debut=self.DEBUT)
        assert "Séances et rendez-vous" not in open_home(client, make_agent(convention, 1))

    @pytest.mark.parametrize("fonction", [Fonction.ACCUEIL, Fonction.CONSEILLER])
    @pytest.mark.parametrize("nombre", [1, 20])
    def test_it_costs_the_same_whatever_is_planned(self, client, django_assert_num_queries, fonction, nombre):
        convention = make_convention()
        for rang in range(nombre):
            make_seance(convention, debut=self.DEBUT + timedelta(days=rang), minimum=4, decision_le=date(2022, 3, 1))
        client.force_login(make_agent(convention, 1, fonction))
        with django_assert_num_queries(11 if fonction is Fonction.ACCUEIL else 13):
            client.get(reverse("bureau"))


class TestMenu:
    @pytest.mark.parametrize(
        ("fonction", "rang", "attendu"),
        [
            (Fonction.ACCUEIL, 1, ["Accueil", "Accueil du public", "Convention"]),
            (Fonction.CONSEILLER, 2, ["Accueil", "Aujourd’hui", "Planning", "Ateliers", "Convention"]),
            (Fonction.COORDINATION, 1, ["Accueil", "Accueil du public", "Planning", "Convention", "Décomptes"]),
            (Fonction.FINANCES, 1, ["Accueil", "Convention", "Décomptes"]),
        ],
    )
    def test_five_entries_at_most_by_what_the_agent_does(self, client, fonction, rang, attendu):
        page = open_home(client, make_agent(make_convention(), rang, fonction))
        assert re.findall(r'<a class="menu-lien"[^>]*>([^<]*)</a>', page) == attendu


class TestSeveralAgreements:
    def test_each_opens_its_own_page(self, client):
        agent = Agent.objects.create_user("multi@exemple.example", prenom="Camille", nom="Fictif")
        geree, lue = make_convention(), make_convention(base=50)
        agent.roles.create(organisme=geree.employeuse, fonction=Fonction.COORDINATION.value)
        agent.roles.create(organisme=lue.parties.get(ordre=2).organisme, fonction=Fonction.ELU.value)
        page = open_home(client, agent)
        assert f'href="{reverse("convention", args=[geree.pk])}">Ouvrir' in page
        assert f'href="{reverse("synthese", args=[lue.pk])}">Ouvrir' in page
        assert f'href="{reverse("convention_ajouter")}">Nouvelle convention</a>' in page

    @pytest.mark.parametrize("conventions", [2, 5])
    def test_it_costs_the_same_whatever_their_number(self, client, django_assert_num_queries, conventions):
        agent = Agent.objects.create_user("multi@exemple.example", prenom="Camille", nom="Fictif")
        for rang in range(conventions):
            convention = make_convention(base=10 * rang)
            make_decompte(convention)
            convention.avenants.create(numero=1, effet_le=date(2022, 9, 1))
            convention.postes.create(rang=1).contrats.create(type="cdd", debut=date(2021, 7, 1))
            agent.roles.create(organisme=convention.employeuse, convention=convention, fonction="coordination")
        client.force_login(agent)
        with django_assert_num_queries(32):
            client.get(reverse("bureau"))


@pytest.mark.parametrize(
    ("fonction", "rang", "requetes"),
    [
        (Fonction.COORDINATION, 1, 51),
        (Fonction.FINANCES, 2, 54),
        (Fonction.ELU, 1, 46),
        (Fonction.ADMINISTRATION, 1, 28),
        (Fonction.ACCUEIL, 1, 11),
        (Fonction.CONSEILLER, 2, 13),
    ],
)
@pytest.mark.parametrize("communes", [2, 12])
def test_a_home_costs_the_same_whatever_the_size_of_the_agreement(
    client, django_assert_num_queries, fonction, rang, requetes, communes
):
    convention = make_convention(("100",) * communes)
    for annee in range(2021, 2021 + communes // 2):
        make_decompte(convention, annee)
    client.force_login(make_agent(convention, rang, fonction))
    with django_assert_num_queries(requetes):
        client.get(reverse("bureau"))


def test_reading_a_home_writes_nothing(client):
    convention = make_convention()
    client.force_login(make_agent(convention, 1))
    avant = timezone.now(), Decompte.objects.count(), Depense.objects.count()
    client.get(reverse("bureau"))
    assert (timezone.now(), Decompte.objects.count(), Depense.objects.count())[1:] == avant[1:]
