"""The pages of the roof: who opens what, what it shows, at what price in queries."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.defaults import bad_request, server_error

from ateliers.models import Lieu
from communes.enums import Fonction, TypeActe
from communes.models import Acte, Agent, Avenant, Convention
from conseiller.conservation import PAR_CODE
from conseiller.journal.models import Ligne
from conseiller.pieces.models import Piece
from subventions.models import Decompte, Document, Part, Subvention, Versement
from tests.fabrique import MOT_DE_PASSE, make_agent, make_convention

PUBLIQUES = ["accueil", "accessibilite", "mentions_legales", "donnees_personnelles", "plan_du_site"]
NOTICE = [
    "vous prévenir, rien d’autre",
    "Les agents de l’accueil et le conseiller les voient",
    "effacées 12 mois après la séance",
    "les voir, les corriger, les faire effacer",
    "/donnees-personnelles/",
    "Moins de 15 ans",
]
ACCENTUEES = ("Ludres", "Fléville-devant-Nancy", "Heillecourt", "Houdemont")

pytestmark = pytest.mark.django_db


def make_decompte(convention: Convention, annee: int = 2022, **champs: object) -> Decompte:
    """A draft whose parties share 100.00 € each, with all its documents."""
    valeurs = {"du": date(annee, 1, 1), "au": date(annee, 12, 31), "version": 1, "reste": 40000, **champs}
    decompte = Decompte.objects.create(convention=convention, exercice=annee, methode=convention.methode, **valeurs)
    parties = list(convention.parties.all())
    Part.objects.bulk_create(Part(decompte=decompte, partie=partie, montant=10000) for partie in parties)
    piece, _ = Piece.objects.get_or_create(empreinte="0" * 64, taille=1, type_mime="application/pdf")
    Document.objects.bulk_create(
        Document(decompte=decompte, version=1, partie=partie, piece=piece) for partie in [*parties, None]
    )
    return decompte


def make_guichet(convention: Convention) -> Lieu:
    return Lieu.objects.create(
        groupe=convention.groupe,
        organisme=convention.employeuse,
        nom="Médiathèque fictive",
        telephone="0353011234",
        horaires="Mardi : 14 h – 18 h",
    )


def read(response: object) -> str:
    """The page as people read it, no-break spaces made plain."""
    return response.content.decode().replace("\u202f", " ").replace("\xa0", " ").replace("&nbsp;", " ")


class TestPublicPages:
    def test_every_delay_of_the_code_is_printed(self, client):
        page = unescape(read(client.get(reverse("donnees_personnelles"))))
        for regle in PAR_CODE.values():
            assert (regle.quoi.replace("\xa0", " ").replace("\u202f", " ") in page, regle.en_lettres in page) == (
                True,
                True,
            )

    def test_the_first_level_of_the_notice_says_who_why_who_sees_and_how_long(self, client):
        convention = make_convention()
        notice = render_to_string("composants/notice_donnees.html", {"cadre": {"convention": convention}})
        assert [mot for mot in NOTICE if mot not in notice.replace("\xa0", " ")] == []
        assert convention.employeuse.mairie in notice

    @pytest.mark.parametrize("nom", PUBLIQUES)
    def test_everybody_opens_them_even_before_anything_is_installed(self, client, nom):
        response = client.get(reverse(nom))
        assert response.status_code == 200
        assert "default-src 'none'" in response.headers["Content-Security-Policy"].split("; ")

    @pytest.mark.parametrize("nom", PUBLIQUES)
    def test_they_only_answer_to_get(self, client, nom):
        assert client.post(reverse(nom)).status_code == 405

    @pytest.mark.parametrize("nom", PUBLIQUES)
    def test_the_frame_costs_three_queries(self, client, django_assert_num_queries, nom):
        convention = make_convention(noms=ACCENTUEES)
        make_guichet(convention)
        with django_assert_num_queries(3):
            client.get(reverse(nom))

    def test_home_names_the_communes_and_the_desk(self, client):
        make_guichet(make_convention(noms=ACCENTUEES))
        page = read(client.get("/"))
        assert "proposés par Ludres, Fléville-devant-Nancy, Heillecourt et Houdemont." in page
        assert '<a class="guichet-numero" href="tel:0353011234">03 53 01 12 34</a>' in page
        assert "<dt>Mardi</dt><dd>14 h – 18 h</dd>" in page

    def test_home_says_what_to_do_when_nothing_is_installed(self, client):
        assert "Aucune commune n’est enregistrée sur ce site." in read(client.get("/"))

    def test_home_lists_the_groups_when_there_are_several(self, client):
        make_convention(noms=ACCENTUEES)
        make_convention(("300",), noms=("Azelot",), base=50)
        page = read(client.get("/"))
        assert ">Azelot</a></h3>" in page
        assert ">Ludres et communes voisines</a></h3>" in page

    @pytest.mark.parametrize("groupes", [2, 4])
    def test_the_list_of_groups_costs_the_same_whatever_their_number(self, client, django_assert_num_queries, groupes):
        for rang in range(groupes):
            make_guichet(make_convention(("300", "300"), base=10 * rang))
        with django_assert_num_queries(7):
            client.get("/")

    def test_the_example_is_announced_on_every_page(self, client):
        convention = make_convention()
        assert "Données d’exemple, fictives." not in read(client.get("/"))
        Convention.objects.filter(pk=convention.pk).update(exemple=True)
        for nom in PUBLIQUES:
            assert "Données d’exemple, fictives." in read(client.get(reverse(nom)))

    def test_the_home_page_shows_the_state_of_accessibility(self, client):
        assert "Accessibilité : non conforme" in read(client.get("/"))


class TestRefusals:
    def test_an_unknown_page_says_so_in_the_frame(self, client):
        response = client.get("/rien/")
        assert response.status_code == 404
        assert "Cette page n’existe pas" in read(response)

    def test_a_form_without_its_token_says_what_to_do(self, client):
        client.handler.enforce_csrf_checks = True
        response = client.post("/connexion/", {"login": "a@b.example", "password": "x"})
        assert response.status_code == 403
        assert "Ce formulaire a trop attendu" in read(response)

    def test_a_bad_request_and_a_fault_have_pages_that_need_nothing(self, rf):
        assert "n’a pas été comprise" in read(bad_request(rf.get("/"), None))
        assert "Le site a eu un problème" in read(server_error(rf.get("/")))

    def test_an_unknown_host_is_a_bad_request(self, client):
        assert client.get("/", headers={"host": "ailleurs.example"}).status_code == 400


class TestBureau:
    def test_a_passer_by_is_asked_to_sign_in(self, client):
        response = client.get("/bureau/")
        assert response.status_code == 302
        assert response.url == "/connexion/?next=/bureau/"

    def test_an_agent_without_role_learns_whom_to_ask(self, client):
        client.force_login(Agent.objects.create_user("seul@exemple.example", prenom="Camille", nom="Fictif"))
        page = read(client.get("/bureau/"))
        assert "Aucune convention ne vous est ouverte." in page
        assert "Décomptes</a>" not in page

    def test_the_page_is_never_kept_by_a_shared_computer(self, client):
        client.force_login(make_agent(make_convention(), 1))
        assert "no-store" in client.get("/bureau/").headers["Cache-Control"]

    def test_the_officer_sees_the_latest_statement_and_what_to_ask_for(self, client):
        convention = make_convention(noms=ACCENTUEES)
        make_decompte(convention)
        client.force_login(make_agent(convention, 1))
        page = read(client.get("/bureau/"))
        assert '<dd><data value="400.00">400,00 €</data></dd>' in page
        assert "Demandez le décompte du 2e semestre 2021" in page
        assert "Demandez le décompte du 1er semestre 2023" in page
        assert "Demandez le décompte de l’année 2022" not in page

    def test_a_partner_sees_the_share_of_their_commune_first(self, client):
        convention = make_convention(noms=ACCENTUEES)
        make_decompte(convention)
        client.force_login(make_agent(convention, 4))
        page = read(client.get("/bureau/"))
        assert '<dt>Part de votre commune</dt><dd><data value="100.00">100,00 €</data></dd>' in page
        assert "Demandez le décompte" not in page

    @pytest.mark.parametrize("fonction", [Fonction.ACCUEIL, Fonction.CONSEILLER])
    def test_roles_without_money_see_none(self, client, fonction):
        convention = make_convention(noms=ACCENTUEES)
        make_guichet(convention)
        make_decompte(convention)
        client.force_login(make_agent(convention, 1, fonction))
        for adresse in ("/bureau/", reverse("convention", args=[convention.pk])):
            page = read(client.get(adresse))
            assert "€" not in page
            assert "Décomptes</a>" not in page
        assert "Le guichet" in read(client.get("/bureau/"))


class TestConvention:
    def test_it_tells_the_agreement_from_its_years_to_its_acts(self, client):
        convention = make_convention(noms=ACCENTUEES)
        Acte.objects.create(
            convention=convention,
            organisme=convention.employeuse,
            type=TypeActe.DELIBERATION,
            numero="10",
        )
        client.force_login(make_agent(convention, 1))
        page = read(client.get(reverse("convention", args=[convention.pk])))
        assert "Du jeudi 1er juillet 2021 au vendredi 30 juin 2023." in page
        assert "Fléville-devant-Nancy, Heillecourt et Houdemont participent aux coûts." in page
        assert "<dd>1 600 h</dd>" in page
        assert "Délibération n° 10" in page
        assert "Les actes en détail" in page
        assert "Demander un décompte" in page

    def test_a_stranger_does_not_know_that_it_exists(self, client):
        mienne, autre = make_convention(), make_convention(base=50)
        client.force_login(make_agent(mienne, 1))
        assert client.get(reverse("convention", args=[autre.pk])).status_code == 404
        assert client.get(reverse("convention", args=[autre.pk + 1])).status_code == 404

    def test_a_partner_reads_it_but_asks_for_nothing(self, client):
        convention = make_convention()
        make_decompte(convention)
        client.force_login(make_agent(convention, 2))
        page = read(client.get(reverse("convention", args=[convention.pk])))
        assert "Votre part" in page
        assert "Demander un décompte" not in page

    def test_instalments_are_expected_received_or_late(self, client, time_machine):
        time_machine.move_to("2022-01-10 09:00+01:00")
        convention = make_convention()
        Versement.objects.filter(rang=2).update(recu_le=None, montant_recu=None)
        Versement.objects.filter(rang=3).update(recu_le=None, montant_recu=None)
        client.force_login(make_agent(convention, 1))
        page = read(client.get(reverse("convention", args=[convention.pk])))
        assert page.count('class="etiquette etiquette-alerte"') == 1
        assert page.count('class="etiquette etiquette-attente"') == 1
        assert "de subvention, dont" in page
        assert "en retard</h3>" in read(client.get("/bureau/"))

    def test_it_says_what_is_missing(self, client):
        convention = make_convention(subventions=[], depenses=[])
        client.force_login(make_agent(convention, 1))
        page = read(client.get(reverse("convention", args=[convention.pk])))
        assert "Aucun décompte." in page
        assert "Aucune subvention : les communes partagent tous les coûts." in page
        assert "Aucun acte n’est enregistré." in page

    def test_reading_writes_nothing(self, client):
        convention = make_convention()
        client.force_login(make_agent(convention, 1))
        lignes = Ligne.objects.count()
        client.get(reverse("convention", args=[convention.pk]))
        client.get("/bureau/")
        assert Ligne.objects.count() == lignes

    @pytest.mark.parametrize("lignes", [1, 3])
    def test_it_costs_the_same_whatever_it_holds(self, client, django_assert_num_queries, lignes):
        convention = make_convention(("100",) * lignes)
        Subvention.objects.all().delete()
        for rang in range(lignes):
            make_decompte(convention, 2021 + rang)
            subvention = convention.subventions.create(
                libelle=f"Subvention fictive {rang}", montant=100, debut=convention.debut, fin=convention.fin
            )
            subvention.versements.create(rang=1, pourcentage=10000, prevu_le=convention.debut)
            Acte.objects.create(convention=convention, organisme=convention.employeuse, type=TypeActe.AVIS)
            Avenant.objects.create(convention=convention, numero=rang + 1, effet_le=convention.debut)
        client.force_login(make_agent(convention, 1))
        with django_assert_num_queries(23):
            client.get(reverse("convention", args=[convention.pk]))


def test_an_agent_signs_in_from_the_public_page_and_lands_on_their_home(client):
    agent = make_agent(make_convention(), 1)
    response = client.post("/connexion/", {"login": agent.courriel.upper(), "password": MOT_DE_PASSE})
    assert response.url == "/bureau/"
