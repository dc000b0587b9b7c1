"""The group that residents know, the words of its place, its places."""

from __future__ import annotations

import pytest
from django.urls import reverse

from ateliers.forms.lieux import TelephoneChamp
from ateliers.models import Lieu
from communes.models import Convention
from conseiller.journal.models import Ligne
from tests.envois import fill, read
from tests.fabrique import make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def convention() -> Convention:
    return make_convention()


@pytest.fixture
def page(convention) -> str:
    return reverse("groupe", args=[convention.pk])


@pytest.fixture
def ajout(convention) -> str:
    return reverse("lieu_ajouter", args=[convention.pk])


class TestPhone:
    @pytest.mark.parametrize(
        "tape",
        ["0353011234", "03.53.01.12.34", " 03 53 01 12 34 ", "+33 3 53 01 12 34", "0033353011234", "+33 (0)3-53011234"],
    )
    def test_it_is_written_by_pairs_whatever_was_typed(self, tape):
        assert TelephoneChamp().clean(tape) == "03 53 01 12 34"

    def test_a_prefix_is_read_at_the_start_only(self):
        assert TelephoneChamp().clean("0300331234") == "03 00 33 12 34"

    @pytest.mark.parametrize("tape", ["035301123", "00 53 01 12 34", "mairie", "+32 3 53 01 12 34"])
    def test_what_is_no_french_number_is_refused(self, client, helene, ajout, tape):
        reponse = client.post(ajout, fill(client, ajout, nom="Médiathèque", telephone=tape))
        assert reponse.status_code == 422
        assert "Un numéro a dix chiffres, par exemple 03 53 01 12 34" in read(reponse)
        assert f'value="{tape}"' in read(reponse)


class TestGroup:
    def test_its_words_are_used_at_once(self, client, convention, helene, page):
        donnees = fill(client, page, nom="Autour du lac", slug="Autour du Lac", lieu="le centre social")
        texte = read(client.post(page, donnees, follow=True))
        assert "Passez au centre social." in texte
        assert "Le téléphone du centre social." in texte
        convention.groupe.refresh_from_db()
        assert (convention.groupe.nom, convention.groupe.slug) == ("Autour du lac", "autour-du-lac")
        ligne = Ligne.objects.latest("pk")
        assert (ligne.action, ligne.agent, ligne.convention) == ("modifier le groupe", helene, convention.pk)
        client.logout()
        assert "Réservez ici, par téléphone ou au centre social" in read(client.get(reverse("accueil")))

    def test_an_address_already_taken_is_refused_beside_its_field(self, client, helene, page):
        autre = make_convention(base=100).groupe
        reponse = client.post(page, fill(client, page, slug=autre.slug))
        assert reponse.status_code == 422
        assert reponse.context["form"].errors == {
            "slug": ["Un autre groupe porte déjà cette adresse\u00a0: changez-la."]
        }

    def test_an_address_without_letters_is_refused(self, client, helene, page):
        reponse = client.post(page, fill(client, page, slug="!?"))
        assert reponse.context["form"].errors == {"slug": ["Écrivez au moins une lettre ou un chiffre."]}

    def test_two_tabs_do_not_overwrite_each_other(self, client, convention, helene, page):
        premier, second = fill(client, page, nom="un"), fill(client, page, nom="deux")
        assert client.post(page, premier).status_code == 302
        reponse = client.post(page, second)
        assert "Cette fiche a changé depuis que vous l’avez ouverte : Nom du groupe." in read(reponse)
        assert client.post(page, second | {"lu": reponse.context["form"]["lu"].value()}).status_code == 302
        convention.groupe.refresh_from_db()
        assert convention.groupe.nom == "deux"

    @pytest.mark.parametrize("nombre", [1, 50])
    def test_it_costs_the_same_whatever_the_number_of_places(
        self, client, convention, helene, page, django_assert_num_queries, nombre
    ):
        for ordre in range(1, nombre + 1):
            Lieu.objects.create(
                groupe=convention.groupe, organisme=convention.employeuse, nom=f"Salle {ordre}", ordre=ordre
            )
        with django_assert_num_queries(8):
            client.get(page)


class TestPlace:
    def test_without_any_the_page_says_what_to_do(self, client, helene, page):
        assert "Ajoutez celui où les habitants s’inscrivent" in read(client.get(page))

    def test_the_first_one_holds_the_desk(self, client, convention, helene, page, ajout):
        for nom, rang in (("Médiathèque fictive", 1), ("Salle fictive", 2)):
            organisme = convention.parties.get(ordre=rang).organisme_id
            donnees = fill(client, ajout, nom=nom, organisme=organisme, telephone=f"03530112{rang:02d}")
            assert client.post(ajout, donnees).url == page
        assert list(Lieu.objects.values_list("nom", "ordre", "telephone")) == [
            ("Médiathèque fictive", 1, "03 53 01 12 01"),
            ("Salle fictive", 2, "03 53 01 12 02"),
        ]
        texte = read(client.get(page))
        assert texte.count(" accueil</span>") == 1
        assert texte.index(" accueil</span>") < texte.index("Salle fictive")
        assert Ligne.objects.latest("pk").action == "ajouter le lieu"

    def test_a_double_click_adds_one(self, client, convention, helene, ajout):
        donnees = fill(client, ajout, nom="Médiathèque fictive", organisme=convention.employeuse_id)
        for _ in range(2):
            assert client.post(ajout, donnees).status_code == 302
        assert Lieu.objects.count() == 1

    def test_what_changes_is_saved(self, client, convention, helene, ajout):
        lieu = Lieu.objects.create(groupe=convention.groupe, organisme=convention.employeuse, nom="Salle fictive")
        adresse = reverse("lieu_modifier", args=[convention.pk, lieu.pk])
        assert client.post(adresse, fill(client, adresse, horaires="Mardi : 14 h – 18 h")).status_code == 302
        lieu.refresh_from_db()
        assert (lieu.nom, lieu.horaires) == ("Salle fictive", "Mardi : 14 h – 18 h")
        assert Ligne.objects.latest("pk").action == "modifier le lieu"

    def test_places_of_other_groups_do_not_exist(self, client, convention, helene):
        autre = make_convention(base=100)
        lieu = Lieu.objects.create(groupe=autre.groupe, organisme=autre.employeuse, nom="Ailleurs")
        assert client.get(reverse("lieu_modifier", args=[convention.pk, lieu.pk])).status_code == 404

    def test_bodies_of_other_agreements_cannot_hold_one(self, client, helene, ajout):
        autre = make_convention(base=100).employeuse_id
        reponse = client.post(ajout, fill(client, ajout, nom="Ailleurs", organisme=autre))
        assert set(reponse.context["form"].errors) == {"organisme"}
