"""The hours on screen: slices, sum against the post, drafts apart, first hours typed and corrected."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from communes.models import Allocation, Avenant, Convention, Tranche
from conseiller.journal.models import Ligne
from subventions.models import Decompte
from tests.envois import adresse
from tests.fabrique import MOT_DE_PASSE, make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

NOW = datetime(2022, 10, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def convention() -> Convention:
    return make_convention(("707", "300", "400", "200"))


def add_tranche(convention: Convention, debut: date, quarts: int = 400, *, brouillon: bool = False) -> Tranche:
    numero = convention.avenants.count() + 1
    avenant = Avenant.objects.create(convention=convention, numero=numero, effet_le=debut, brouillon=brouillon)
    tranche = Tranche.objects.create(convention=convention, debut=debut, avenant=avenant)
    Allocation.objects.bulk_create(
        Allocation(tranche=tranche, partie=partie, quarts=quarts) for partie in convention.parties.all()
    )
    return tranche


def read(reponse) -> str:
    texte = re.sub(r"<[^>]+>", " ", reponse.content.decode())
    return re.sub(r"\s+", " ", texte.replace("\u202f", " ").replace("\xa0", " ").replace("&nbsp;", " "))


def fill(reponse, *heures: object, **champs: object) -> dict[str, object]:
    """The answers of the form shown, with those hours."""
    form = reponse.context["form"]
    donnees = {nom: form[nom].value() for nom in form.fields if form[nom].value() is not None}
    donnees |= {champ.name: heure for champ, heure in zip(form.champs_heures, heures, strict=True)}
    return donnees | champs


def quarts(tranche: Tranche) -> list[int]:
    return list(tranche.allocations.order_by("partie__ordre").values_list("quarts", flat=True))


class TestPage:
    @pytest.mark.parametrize(
        ("poste", "phrase"),
        [
            (1607, "1 607 h sur 1 607 h : tout le poste est réparti."),
            (1700, "1 607 h sur 1 700 h : il manque 93 h."),
            (1500, "1 607 h sur 1 500 h : 107 h de trop."),
            (None, "1 607 h au total."),
        ],
    )
    def test_it_says_the_sum_against_the_post(self, client, convention, helene, poste, phrase):
        Convention.objects.filter(pk=convention.pk).update(heures_poste=poste and 4 * poste)
        page = read(client.get(adresse("heures", convention)))
        assert phrase in page
        assert ("donnez-les dans la convention" in page) == (poste is None)

    def test_it_compares_before_and_after_and_sets_drafts_apart(self, client, convention, helene):
        add_tranche(convention, date(2022, 9, 1))
        add_tranche(convention, date(2023, 1, 1), 800, brouillon=True)
        reponse = client.get(adresse("heures", convention))
        vues = reponse.context["heures"]
        assert [(c.apres.debut, [ligne.ecart for ligne in c.lignes]) for c in vues.comparaisons] == [
            (date(2022, 9, 1), ["−\xa0607\xa0h", "−\xa0200\xa0h", "−\xa0300\xa0h", "−\xa0100\xa0h"])
        ]
        assert [c.avant.debut for c in vues.comparaisons_en_projet] == [date(2022, 9, 1)]
        assert vues.total == 1600
        page = read(reponse)
        assert page.index("Ce qui a changé") < page.index("En projet") < page.index("Avenant n° 2, au 1er janvier 2023")

    def test_the_bars_stand_on_one_scale(self, client, convention, helene):
        add_tranche(convention, date(2022, 9, 1))
        page = client.get(adresse("heures", convention)).content.decode()
        assert re.findall(r'<svg[^>]* width="([\d.]+%)" height="40"', page) == ["100.00%", "24.89%"]

    def test_older_slices_are_reached(self, client, convention, helene):
        for mois in range(1, 7):
            add_tranche(convention, date(2022, mois, 1), 400 + mois)
        reponse = client.get(adresse("heures", convention))
        anciens = [[t.debut for t in vue.tranches] for vue in reponse.context["heures"].tableaux_anciens]
        assert anciens == [[date(2021, 7, 1), date(2022, 1, 1), date(2022, 2, 1)]]
        assert "Tranches plus anciennes, depuis le 1er juillet 2021" in read(reponse)

    def test_without_hours_it_says_what_to_do(self, client, convention, helene):
        convention.tranches.all().delete()
        page = read(client.get(adresse("heures", convention)))
        assert "Aucune heure n’est attribuée." in page
        assert "Saisir les premières heures" in page
        client.force_login(make_agent(convention, 2))
        assert "Saisir les premières heures" not in read(client.get(adresse("heures", convention)))

    def test_a_partner_reads_the_same_page_without_buttons(self, client, convention):
        client.force_login(make_agent(convention, 2))
        page = client.get(adresse("heures", convention)).content.decode()
        assert "1\u202f607\xa0h" in page
        assert adresse("avenant_ajouter", convention) not in page
        assert adresse("heures_modifier", convention, convention.tranches.get().pk) not in page

    @pytest.mark.parametrize("nombre", [1, 50])
    def test_it_costs_the_same_whatever_the_number_of_slices(
        self, client, convention, helene, django_assert_num_queries, nombre
    ):
        for rang in range(nombre):
            add_tranche(convention, date(2021, 8, 1 + rang) if rang < 31 else date(2021, 10, rang - 30))
            add_tranche(convention, date(2022, 8, 1 + rang % 31).replace(year=2022 + rang // 31), brouillon=True)
        with django_assert_num_queries(13):
            client.get(adresse("heures", convention))


class TestFirstHours:
    def test_they_are_typed_as_people_write_them(self, client, convention, helene):
        convention.tranches.all().delete()
        reponse = client.get(adresse("heures_ajouter", convention))
        donnees = fill(reponse, "400", "130,25", "7 h 30", "0")
        suite = client.post(adresse("heures_ajouter", convention), donnees, follow=True)
        assert suite.redirect_chain == [(adresse("heures", convention), 302)]
        tranche = convention.tranches.get()
        assert (tranche.debut, tranche.avenant, quarts(tranche)) == (convention.debut, None, [1600, 521, 30, 0])
        assert "Heures enregistrées. 537,75 h au total." in read(suite)
        assert Ligne.objects.order_by("pk").last().action == "saisir les heures"
        assert client.get(adresse("heures_ajouter", convention)).status_code == 404

    def test_sent_twice_they_are_saved_once(self, client, convention, helene):
        convention.tranches.all().delete()
        donnees = fill(client.get(adresse("heures_ajouter", convention)), "400", "300", "200", "100")
        statuts = [client.post(adresse("heures_ajouter", convention), donnees).status_code for _ in range(2)]
        assert (statuts, Tranche.objects.count()) == ([302, 302], 1)

    def test_an_error_stands_beside_its_party_and_keeps_what_was_typed(self, client, convention, helene):
        tranche = convention.tranches.get()
        donnees = fill(client.get(adresse("heures_modifier", convention, tranche.pk)), "700", "beaucoup", "", "7,10")
        reponse = client.post(adresse("heures_modifier", convention, tranche.pk), donnees)
        page = read(reponse)
        assert reponse.status_code == 422
        noms = [champ.name for champ in reponse.context["form"].champs_heures]
        assert list(reponse.context["form"].errors) == noms[1:]
        assert "Commune fictive 2 : Écrivez des heures et des quarts d’heure" in page
        assert "Commune fictive 3 : Indiquez un nombre d’heures, ou 0" in page
        assert 'value="beaucoup"' in reponse.content.decode()
        assert "700 h au total." in page
        assert quarts(tranche) == [2828, 1200, 1600, 800]

    def test_no_hours_at_all_are_refused(self, client, convention, helene):
        tranche = convention.tranches.get()
        donnees = fill(client.get(adresse("heures_modifier", convention, tranche.pk)), "0", "0", "0", "0")
        reponse = client.post(adresse("heures_modifier", convention, tranche.pk), donnees)
        assert (reponse.status_code, "Donnez des heures à une commune au moins" in read(reponse)) == (422, True)

    def test_a_second_tab_is_told_what_changed_then_may_save(self, client, convention, helene):
        tranche = convention.tranches.get()
        lien = adresse("heures_modifier", convention, tranche.pk)
        ancien = fill(client.get(lien), "600", "300", "400", "200")
        client.post(lien, fill(client.get(lien), "707", "300", "500", "200"))
        reponse = client.post(lien, ancien)
        assert reponse.status_code == 422
        assert "Les heures ont changé depuis que vous avez ouvert cette page : Commune fictive 3." in read(reponse)
        encore = ancien | {"jeton": uuid4(), "heures_lues": reponse.context["form"]["heures_lues"].value()}
        assert client.post(lien, encore).status_code == 302
        assert quarts(tranche) == [2400, 1200, 1600, 800]

    def test_what_was_typed_survives_the_end_of_the_session(self, client, convention, helene):
        tranche = convention.tranches.get()
        lien = adresse("heures_modifier", convention, tranche.pk)
        donnees = fill(client.get(lien), "600", "300", "400", "oups")
        client.logout()
        reponse = client.post(lien, donnees)
        assert reponse.status_code == 403
        reprise = reponse.context["form"]["reprise"].value()
        connexion = {"login": helene.courriel, "password": MOT_DE_PASSE, "reprise": reprise}
        page = client.post(reverse("account_login"), connexion, follow=True)
        assert [champ.value() for champ in page.context["form"].champs_heures] == ["600", "300", "400", "oups"]
        assert "1 300 h au total." in read(page)

    def test_they_are_no_longer_corrected_once_a_statement_has_left(self, client, convention, helene):
        tranche = convention.tranches.get()
        lien = adresse("heures_modifier", convention, tranche.pk)
        assert lien in client.get(adresse("heures", convention)).content.decode()
        donnees = fill(client.get(lien), "600", "300", "400", "200")
        Decompte.objects.create(
            convention=convention,
            du=date(2021, 7, 1),
            au=date(2021, 12, 31),
            exercice=2021,
            methode="prorata",
            etat="transmis",
        )
        assert lien not in client.get(adresse("heures", convention)).content.decode()
        reponse = client.post(lien, donnees)
        assert (reponse.status_code, "préparez un avenant pour les changer" in read(reponse)) == (422, True)

    def test_the_hours_of_an_amendment_or_of_another_agreement_are_not_corrected_here(self, client, convention, helene):
        amendee = add_tranche(convention, date(2022, 9, 1))
        ailleurs = make_convention(base=100)
        assert client.get(adresse("heures_modifier", convention, amendee.pk)).status_code == 404
        assert client.get(adresse("heures_modifier", convention, ailleurs.tranches.get().pk)).status_code == 404
        assert client.get(adresse("heures_modifier", ailleurs, ailleurs.tranches.get().pk)).status_code == 404
        assert client.get(adresse("heures", ailleurs)).status_code == 404
