"""The acts of an agreement: read by all its parties, kept by the coordination."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from communes.enums import TypeActe, TypeOrganisme
from communes.models import Acte, Avenant, Convention
from conseiller.journal.models import Ligne
from tests.envois import adresse, fill, read
from tests.fabrique import make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def convention() -> Convention:
    return make_convention()


def make_acte(convention: Convention, rang: int = 1, **champs: object) -> Acte:
    organisme = convention.parties.get(ordre=rang).organisme
    return Acte.objects.create(
        convention=convention, organisme=organisme, **{"type": TypeActe.DELIBERATION, "numero": "10", **champs}
    )


def make_photo() -> SimpleUploadedFile:
    contenu = BytesIO()
    Image.new("RGB", (8, 8), "white").save(contenu, "PNG")
    return SimpleUploadedFile("délibération.png", contenu.getvalue(), "image/png")


class TestList:
    def test_acts_come_by_date_with_what_each_lacks(self, client, convention, helene):
        make_acte(convention, numero="15", date=date(2021, 4, 12), executoire_le=date(2021, 4, 20))
        make_acte(convention, numero="", objet="convention de mutualisation", intitule="AVEC HOUEMONT")
        make_acte(convention, numero="3", date=date(2021, 2, 8))
        page = read(client.get(adresse("actes", convention)))
        places = [page.index(texte) for texte in ("n° 3 du", "n° 15 du", "convention de mutualisation")]
        assert places == sorted(places)
        assert page.count("Le numéro manque.") == page.count("La date manque.") == 1
        assert page.count("Le jour où cet acte est devenu exécutoire manque.") == 2
        assert "AVEC HOUEMONT" in page

    @time_machine.travel("2021-04-13", tick=False)
    def test_a_decision_that_does_not_apply_yet_says_when_it_will(self, client, convention, helene):
        make_acte(convention, date=date(2021, 4, 12), executoire_le=date(2021, 4, 20))
        assert "pas encore exécutoire : il le sera le 20 avril 2021." in read(client.get(adresse("actes", convention)))

    def test_councils_without_a_decision_are_named(self, client, convention, helene):
        association = convention.parties.get(ordre=4).organisme
        association.type, association.insee = TypeOrganisme.ASSOCIATION, None
        association.save()
        avenant = Avenant.objects.create(convention=convention, numero=1, effet_le=date(2022, 1, 1))
        make_acte(convention, 1)
        make_acte(convention, 2, type=TypeActe.AVIS)
        make_acte(convention, 3, avenant=avenant)
        manquent = "Les délibérations de 2 conseils ne sont pas enregistrées : Commune fictive 2 et Commune fictive 3."
        assert manquent in read(client.get(adresse("actes", convention)))
        make_acte(convention, 2)
        assert "La délibération de Commune fictive 3 n’est pas enregistrée." in read(
            client.get(adresse("actes", convention))
        )
        make_acte(convention, 3)
        assert "enregistrée" not in read(client.get(adresse("actes", convention)))

    def test_without_acts_the_coordination_learns_where_to_start(self, client, convention, helene):
        page = read(client.get(adresse("actes", convention)))
        assert "Commencez par la délibération de la commune qui emploie le conseiller" in page

    def test_a_partner_reads_without_buttons(self, client, convention):
        client.force_login(make_agent(convention, 2))
        page = read(client.get(adresse("actes", convention)))
        assert "demandez à la coordination de les ajouter" in page
        acte = make_acte(convention)
        page = read(client.get(adresse("actes", convention)))
        assert "Délibération n° 10" in page
        assert adresse("acte_modifier", convention, acte.pk) not in page
        assert adresse("acte_ajouter", convention) not in page

    @pytest.mark.parametrize("nombre", [1, 50])
    def test_the_list_costs_the_same_whatever_its_length(
        self, client, convention, helene, django_assert_num_queries, nombre
    ):
        precedent = None
        for _ in range(nombre):
            precedent = make_acte(convention, acte_lie=precedent)
        with django_assert_num_queries(9):
            client.get(adresse("actes", convention))


class TestAdd:
    def test_the_address_says_which_act_is_missing_and_the_list_that_it_is_there(self, client, convention, helene):
        avenant = Avenant.objects.create(
            convention=convention, numero=1, effet_le=date(2022, 1, 1), signe_le=date(2021, 12, 1), brouillon=False
        )
        organisme = convention.parties.get(ordre=2).organisme
        suite = f"?type=deliberation&amp;organisme={organisme.pk}&amp;avenant={avenant.pk}"
        lien = adresse("acte_ajouter", convention)
        page = client.get(adresse("avenant", convention, avenant.pk)).content.decode()
        assert f'href="{lien}{suite}"' in page
        donnees = fill(client, lien + suite.replace("&amp;", "&"))
        propose = (donnees["type"], str(donnees["organisme"]), str(donnees["avenant"]))
        assert propose == ("deliberation", str(organisme.pk), str(avenant.pk))
        assert "L’acte est enregistré." in read(client.post(lien, donnees, follow=True))

    def test_an_act_is_kept_as_it_was_written_with_its_file(self, client, convention, helene):
        lie = make_acte(convention, numero="3")
        donnees = fill(
            client,
            adresse("acte_ajouter", convention),
            type="deliberation",
            organisme=convention.employeuse_id,
            numero="10",
            date="07/06/2021",
            executoire_le="14/06/2021",
            intitule="AVEC HEILLECOURT ET HOUEMONT",
            vote="unanimité",
            acte_lie=lie.pk,
        )
        reponse = client.post(adresse("acte_ajouter", convention), donnees | {"piece": make_photo()})
        assert (reponse.status_code, reponse.url) == (302, adresse("actes", convention))
        acte = Acte.objects.get(numero="10")
        assert (acte.intitule, acte.date, acte.acte_lie) == ("AVEC HEILLECOURT ET HOUEMONT", date(2021, 6, 7), lie)
        assert acte.piece.type_mime == "image/png"
        ligne = Ligne.objects.latest("pk")
        assert (ligne.action, ligne.agent, ligne.convention) == ("ajouter l’acte", helene, convention.pk)

    def test_a_double_click_adds_one_act(self, client, convention, helene):
        donnees = fill(
            client, adresse("acte_ajouter", convention), type="avis", organisme=convention.employeuse_id, objet="avis"
        )
        for _ in range(2):
            assert client.post(adresse("acte_ajouter", convention), donnees).status_code == 302
        assert convention.actes.count() == 1

    def test_errors_stand_beside_their_field_and_what_was_typed_stays(self, client, convention, helene):
        donnees = fill(
            client,
            adresse("acte_ajouter", convention),
            organisme="",
            numero="dix",
            date="2021-06-07",
            executoire_le="2021-06-06",
        )
        reponse = client.post(adresse("acte_ajouter", convention), donnees)
        assert reponse.status_code == 422
        assert reponse.context["form"].errors == {
            "type": ["Choisissez le type."],
            "organisme": ["Choisissez l’organisme qui a pris cet acte."],
            "executoire_le": ["Un acte ne s’applique pas avant sa date\u00a0: corrigez l’un des deux jours."],
        }
        assert 'value="dix"' in read(reponse)
        assert not convention.actes.exists()

    def test_bodies_and_acts_of_other_agreements_cannot_be_chosen(self, client, convention, helene):
        ailleurs = make_convention(base=100)
        donnees = fill(
            client,
            adresse("acte_ajouter", convention),
            type="avis",
            organisme=ailleurs.employeuse_id,
            acte_lie=make_acte(ailleurs).pk,
        )
        reponse = client.post(adresse("acte_ajouter", convention), donnees)
        assert set(reponse.context["form"].errors) == {"organisme", "acte_lie"}

    def test_answers_outlive_the_session(self, client, convention, helene):
        donnees = fill(client, adresse("acte_ajouter", convention), type="avis", objet="avis favorable")
        client.logout()
        assert client.post(adresse("acte_ajouter", convention), donnees).status_code == 403
        assert not convention.actes.exists()


class TestChange:
    def test_two_tabs_do_not_overwrite_each_other(self, client, convention, helene):
        acte = make_acte(convention)
        page = adresse("acte_modifier", convention, acte.pk)
        premier, second = fill(client, page, numero="11"), fill(client, page, numero="12")
        assert client.post(page, premier).status_code == 302
        reponse = client.post(page, second)
        assert reponse.status_code == 422
        assert "Cette fiche a changé depuis que vous l’avez ouverte : Numéro." in read(reponse)
        second |= {"lu": reponse.context["form"]["lu"].value()}
        assert client.post(page, second).status_code == 302
        acte.refresh_from_db()
        assert acte.numero == "12"

    def test_an_act_is_not_linked_to_itself(self, client, convention, helene):
        acte = make_acte(convention)
        page = adresse("acte_modifier", convention, acte.pk)
        reponse = client.post(page, fill(client, page, acte_lie=acte.pk))
        assert set(reponse.context["form"].errors) == {"acte_lie"}

    def test_an_act_of_another_agreement_does_not_exist(self, client, convention, helene):
        acte = make_acte(make_convention(base=100))
        for nom in ("acte_modifier", "acte_supprimer", "acte_piece"):
            assert client.get(adresse(nom, convention, acte.pk)).status_code == 404

    def test_deleting_asks_first_then_leaves_the_acts_that_cite_it(self, client, convention, helene):
        acte = make_acte(convention)
        suivant = make_acte(convention, numero="11", acte_lie=acte)
        page = adresse("acte_supprimer", convention, acte.pk)
        assert "Supprimer cet acte ?" in read(client.get(page))
        assert client.post(page, fill(client, page)).status_code == 302
        assert list(convention.actes.values_list("pk", "acte_lie")) == [(suivant.pk, None)]
        ligne = Ligne.objects.latest("pk")
        assert (ligne.action, ligne.details) == ("supprimer l’acte", {"nom": "Délibération n°\u00a010"})


class TestFile:
    def test_every_party_opens_it_and_nobody_else(self, client, convention, helene):
        page = adresse("acte_ajouter", convention)
        donnees = fill(client, page, type="deliberation", organisme=convention.employeuse_id, numero="10")
        client.post(page, donnees | {"piece": make_photo()})
        acte = convention.actes.get()
        fichier = adresse("acte_piece", convention, acte.pk)
        client.force_login(make_agent(convention, 2))
        assert fichier in read(client.get(adresse("actes", convention)))
        reponse = client.get(fichier)
        assert b"".join(reponse.streaming_content).startswith(b"\x89PNG")
        assert 'filename="deliberation-n-10-commune-fictive-1.png"' in reponse["Content-Disposition"]
        client.force_login(make_agent(make_convention(base=100), 1))
        assert client.get(fichier).status_code == 404

    def test_an_act_without_one_has_no_address(self, client, convention, helene):
        assert client.get(adresse("acte_piece", convention, make_acte(convention).pk)).status_code == 404
