"""The pages of an agreement: created, changed, its parties added, described, moved and taken out, by whoever may."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from communes.enums import Fonction
from communes.forms.conventions import ConventionForm, OrganismeForm, PartieForm
from communes.models import Agent, Commune, Convention, Organisme, Role
from communes.services.conventions import MethodeFigee, save_convention
from conseiller.journal.models import Ligne
from tests.envois import adresse, read
from tests.fabrique import make_agent, make_convention, make_siret

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

MECHANT = "<script>alert(1)</script> 😀 « L’Île-d’Ys »"
LONG = "Saint-Exemple-les-Très-Longues-Rives " * 13 + "de la Fin du Monde"


@pytest.fixture
def convention() -> Convention:
    return make_convention(("400", "200", "100"))


@pytest.fixture
def helene(convention, client) -> Agent:
    """The coordinator of the employing body, signed in."""
    agent = make_agent(convention, 1, Fonction.COORDINATION)
    Role.objects.create(agent=agent, organisme=convention.employeuse, fonction=Fonction.COORDINATION)
    client.force_login(agent)
    return agent


def fill(form: Any, **champs: Any) -> dict[str, Any]:
    """What a browser sends of a form as it is shown, with `champs` typed over it."""
    return {champ.name: champ.value() for champ in form if champ.value() is not None} | champs


def describe(**champs: Any) -> dict[str, Any]:
    """A new agreement, as it is typed."""
    return {
        "jeton": uuid4(),
        "identifiant": make_siret(900),
        "nom": "Association fictive",
        "type": "association",
        "objet": "Conseiller partagé",
        "debut": "01/01/2026",
        "mois": "24",
        "heures_poste": "1 607",
    } | champs


class TestCreate:
    def test_an_agreement_begins_with_its_employing_body_and_goes_on_with_its_parties(self, client, helene):
        reponse = client.post(reverse("convention_ajouter"), describe())
        convention = Convention.objects.get(objet="Conseiller partagé")
        assert reponse.url == adresse("mise_en_route", convention)
        assert (str(convention.employeuse), str(convention.fin), convention.heures_poste) == (
            "Association fictive",
            "2027-12-31",
            1607 * 4,
        )
        assert client.get(reponse.url).status_code == 200
        assert helene.roles.get(convention=convention).fonction == "coordination"

    def test_a_double_click_creates_one(self, client, helene):
        donnees = describe()
        suites = {client.post(reverse("convention_ajouter"), donnees).url for _ in range(2)}
        assert (len(suites), Convention.objects.filter(objet="Conseiller partagé").count()) == (1, 1)

    @pytest.mark.parametrize("nom", [LONG[:500], MECHANT])
    def test_any_name_goes_through(self, client, helene, nom):
        reponse = client.post(reverse("convention_ajouter"), describe(nom=nom, objet=nom), follow=True)
        assert reponse.status_code == 200
        assert "<script>alert" not in reponse.content.decode()
        assert nom.strip() in read(reponse)

    @pytest.mark.parametrize(
        ("champs", "phrase"),
        [
            ({"nom": "x" * 501}, "Assurez-vous que cette valeur comporte au plus 500 caractères (actuellement 501)."),
            ({"nom": ""}, "Cet organisme n’est pas encore connu ici : écrivez son nom."),
            ({"nom": "   "}, "Cet organisme n’est pas encore connu ici : écrivez son nom."),
            ({"nom": "a\x00b"}, "Le caractère nul n’est pas autorisé."),
            ({"objet": "a\x00b"}, "Le caractère nul n’est pas autorisé."),
            ({"identifiant": ""}, "Écrivez un SIRET (14 chiffres) ou un code INSEE (5 caractères, 54328)."),
            ({"identifiant": "1234"}, "Un SIRET a 14 chiffres, un code INSEE 5 caractères : vérifiez ce numéro."),
            ({"identifiant": "\x00"}, "Un SIRET a 14 chiffres, un code INSEE 5 caractères : vérifiez ce numéro."),
            ({"objet": ""}, "Remplissez ce champ."),
            ({"debut": ""}, "Indiquez une date, par exemple 31/12/2021."),
            ({"debut": "31/12/9999"}, "Vérifiez l’année : elle va de 1900 à 2199."),
            ({"mois": "0"}, "Assurez-vous que cette valeur est supérieure ou égale à 1."),
            ({"mois": "241"}, "Assurez-vous que cette valeur est inférieure ou égale à 240."),
            ({"heures_poste": "beaucoup"}, "Écrivez des heures et des quarts d’heure, par exemple 400, 130,25"),
        ],
    )
    def test_what_is_wrong_is_told_beside_what_was_typed(self, client, helene, champs, phrase):
        reponse = client.post(reverse("convention_ajouter"), describe(**champs))
        page = read(reponse)
        assert reponse.status_code == 422
        assert phrase in page.replace("'", "’")
        assert 'value="Conseiller partagé"' in page or "objet" in champs
        assert not Convention.objects.filter(objet="Conseiller partagé").exists()
        assert not Organisme.objects.filter(siret=make_siret(900)).exists()

    def test_a_body_with_its_own_coordination_creates_its_agreements_itself(self, client, helene):
        ailleurs = make_convention(base=100)
        make_agent(ailleurs, 1, Fonction.ADMINISTRATION)
        reponse = client.post(reverse("convention_ajouter"), describe(identifiant=ailleurs.employeuse.siret))
        assert reponse.status_code == 422
        assert "a déjà ses agents ici" in read(reponse)

    def test_who_holds_a_role_in_one_agreement_alone_creates_none(self, client, convention):
        client.force_login(make_agent(convention, 1, Fonction.COORDINATION))
        assert client.get(reverse("convention_ajouter")).status_code == 404


class TestModify:
    def test_what_it_says_is_saved_in_the_units_that_people_read(self, client, helene, convention):
        form = ConventionForm(instance=convention)
        champs = {"objet": "Nouvel objet", "acompte_taux": "33,33 %", "heures_poste": "1 607 h", "fin": "31/12/2023"}
        champs["seuil_appel"] = "5"
        assert client.post(adresse("convention_modifier", convention), fill(form, **champs)).url == adresse(
            "convention", convention
        )
        convention.refresh_from_db()
        assert (convention.objet, convention.acompte_taux, convention.heures_poste, str(convention.fin)) == (
            "Nouvel objet",
            3333,
            1607 * 4,
            "2023-12-31",
        )
        page = read(client.get(adresse("convention_modifier", convention)))
        assert (convention.seuil_appel, 'value="33,33"' in page) == (5_00, True)
        assert 'value="1 607"' in page
        assert Ligne.objects.filter(action="modifier la convention", agent=helene).count() == 1

    def test_two_tabs_the_second_is_told_then_wins(self, client, helene, convention):
        url = adresse("convention_modifier", convention)
        premier, second = (fill(ConventionForm(instance=convention)) for _ in range(2))
        client.post(url, premier | {"preavis_mois": "3"})
        reponse = client.post(url, second | {"preavis_mois": "6"})
        assert reponse.status_code == 422
        assert "Cette fiche a changé depuis que vous l’avez ouverte : Préavis pour sortir, en mois." in read(reponse)
        assert client.post(url, fill(reponse.context["form"])).status_code == 302
        convention.refresh_from_db()
        assert convention.preavis_mois == 6

    def test_the_method_is_kept_once_a_statement_is_closed(self, client, helene, convention):
        """Typed over all the same, or sent by a page opened before the closing."""
        avant = fill(ConventionForm(instance=convention), methode="encaissement")
        convention.decomptes.create(du="2021-07-01", au="2021-12-31", exercice=2021, methode="prorata", etat="arrete")
        page = client.get(adresse("convention_modifier", convention))
        assert "Un décompte est arrêté : elle ne change plus." in read(page)
        client.post(adresse("convention_modifier", convention), avant)
        convention.refresh_from_db()
        assert convention.methode == "prorata"
        convention.methode = "encaissement"
        with pytest.raises(MethodeFigee, match="jusqu’à la fin"):
            save_convention(convention, agent=None, now=timezone.now())

    def test_an_end_before_the_beginning_is_told_once(self, client, helene, convention):
        donnees = fill(ConventionForm(instance=convention), fin="30/06/2021")
        page = read(client.post(adresse("convention_modifier", convention), donnees))
        assert page.count("Le terme est avant la date d’effet : corrigez l’une des deux dates.") == 1
        assert "Une réponse est à revoir" in page


class TestParties:
    def test_a_commune_of_the_official_list_is_added_by_its_code(self, client, helene, convention):
        Commune.objects.create(
            insee="54328", nom="Ludres", nom_recherche="ludres", siren="215403288", departement="54", source="Essai"
        )
        donnees = {"jeton": uuid4(), "identifiant": "54 328"}
        reponses = [client.post(adresse("partie_ajouter", convention), donnees) for _ in range(2)]
        assert {reponse.url for reponse in reponses} == {adresse("parties", convention)}
        page = read(client.get(adresse("parties", convention)))
        assert page.count("Ludres est maintenant partie à la convention.") == 1
        assert "inhabituelle" not in page
        assert str(convention.parties.get(ordre=4)) == "Ludres"

    def test_a_wrong_key_is_told_and_kept(self, client, helene, convention):
        faux = f"{make_siret(900)[:-1]}{(int(make_siret(900)[-1]) + 1) % 10}"
        donnees = {"jeton": uuid4(), "identifiant": faux, "nom": "Association fictive", "type": "association"}
        page = read(client.post(adresse("partie_ajouter", convention), donnees, follow=True))
        assert f"La clé du SIRET {faux} est inhabituelle" in page

    def test_a_body_that_is_there_already_is_refused_without_any_success(self, client, helene, convention):
        donnees = {"jeton": uuid4(), "identifiant": "99001"}
        page = read(client.post(adresse("partie_ajouter", convention), donnees))
        assert "Commune fictive 2 est déjà partie à la convention." in page
        assert "est maintenant partie" not in page

    def test_what_a_new_body_misses_is_asked_for_with_its_fields_open(self, client, helene, convention):
        reponse = client.post(adresse("partie_ajouter", convention), {"jeton": uuid4(), "identifiant": "99900"})
        assert reponse.status_code == 422
        assert '<details class="details" open>' in reponse.content.decode()

    def test_a_double_click_moves_a_party_once(self, client, helene, convention):
        derniere = convention.parties.get(ordre=3)
        for _ in range(2):
            client.post(adresse("partie_monter", convention, derniere.pk), {"rang": "3"})
        assert convention.parties.get(pk=derniere.pk).ordre == 2
        assert client.post(adresse("partie_monter", convention, derniere.pk), {"rang": "x"}).status_code == 302

    def test_one_with_hours_is_refused_with_what_to_do(self, client, helene, convention):
        partie = convention.parties.get(ordre=2)
        reponse = client.post(adresse("partie_retirer", convention, partie.pk), {"jeton": uuid4()})
        assert reponse.status_code == 422
        assert "Préparez sa sortie par un avenant" in read(reponse)

    def test_the_officer_of_a_partner_completes_their_own_and_sees_no_other_button(self, client, convention):
        client.force_login(make_agent(convention, 2))
        sienne, autre = convention.parties.get(ordre=2), convention.parties.get(ordre=3)
        page = read(client.get(adresse("parties", convention)))
        assert adresse("partie_modifier", convention, sienne.pk) in page
        assert adresse("organisme_modifier", convention, sienne.organisme_id) in page
        for nom in ("partie_modifier", "partie_monter", "partie_retirer"):
            assert adresse(nom, convention, autre.pk) not in page
        assert adresse("partie_ajouter", convention) not in page
        donnees = fill(PartieForm(instance=sienne), code_service="FIN-01", compte="62878")
        assert client.post(adresse("partie_modifier", convention, sienne.pk), donnees).status_code == 302
        sienne.refresh_from_db()
        assert (sienne.code_service, sienne.compte) == ("FIN-01", "62878")
        for nom, cle in (("partie_modifier", autre.pk), ("organisme_modifier", autre.organisme_id)):
            assert client.post(adresse(nom, convention, cle), {"jeton": uuid4()}).status_code == 404

    def test_a_body_that_others_share_has_no_link_that_leads_nowhere(self, client, helene, convention):
        ailleurs = make_convention(base=100)
        partagee = convention.parties.get(ordre=2).organisme
        ailleurs.parties.create(organisme=partagee, ordre=9)
        lien = adresse("organisme_modifier", convention, partagee.pk)
        assert lien not in read(client.get(adresse("parties", convention)))
        assert client.get(lien).status_code == 404

    def test_an_agreement_that_the_agent_does_not_know_is_no_way_to_a_body(self, client, convention):
        client.force_login(make_agent(convention, 2))
        sienne = convention.parties.get(ordre=2).organisme
        ailleurs = make_convention(base=100)
        ailleurs.parties.create(organisme=sienne, ordre=9)
        assert client.get(adresse("organisme_modifier", convention, sienne.pk)).status_code == 200
        assert client.get(adresse("organisme_modifier", ailleurs, sienne.pk)).status_code == 404

    @pytest.mark.parametrize(
        ("champs", "phrase"),
        [
            ({"siret": "54328"}, "Un SIRET a 14 chiffres : vérifiez ce numéro."),
            ({"siret": make_siret(0)}, "Un organisme porte déjà ce SIRET"),
            ({"nom": ""}, "Remplissez ce champ."),
            ({"courriel": "mairie"}, "Saisissez une adresse"),
            ({"code_postal": "543280"}, "au plus 5 caractères"),
        ],
    )
    def test_a_body_is_refused_beside_its_field(self, client, helene, convention, champs, phrase):
        organisme = convention.parties.get(ordre=2).organisme
        donnees = fill(OrganismeForm(instance=organisme), **champs)
        reponse = client.post(adresse("organisme_modifier", convention, organisme.pk), donnees)
        assert (reponse.status_code, phrase in read(reponse)) == (422, True)
        # The title keeps the name that the body has.
        assert "<h1>Commune de Commune fictive 2</h1>" in read(reponse)

    @pytest.mark.parametrize("nombre", [1, 50])
    def test_the_list_costs_the_same_whatever_its_length(
        self, client, helene, convention, django_assert_num_queries, nombre
    ):
        for rang in range(nombre):
            organisme = Organisme.objects.create(type="association", nom=f"A{rang}", siret=make_siret(500 + rang))
            convention.parties.create(organisme=organisme, ordre=10 + rang)
        with django_assert_num_queries(10):
            assert client.get(adresse("parties", convention)).status_code == 200
