"""The grants on screen: read by all who read the money, written by the employing body."""

from __future__ import annotations

import csv
import re
import uuid
from datetime import date
from io import StringIO

import pytest
import time_machine

from communes.enums import Fonction
from communes.models import Convention
from conseiller.courriels.models import Courriel, EtatCourriel
from conseiller.journal.models import Ligne
from conseiller.travaux.models import Travail
from subventions.enums import EtatDecompte
from subventions.models import Cofinancement, Depense, Subvention, Versement
from tests.envois import adresse
from tests.fabrique import MAINTENANT, make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def convention() -> Convention:
    return make_convention()


@pytest.fixture
def sans() -> Convention:
    return make_convention(subventions=[], depenses=[])


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(MAINTENANT, tick=False):
        yield


def sign_in(client, convention: Convention, rang: int = 1, fonction: Fonction = Fonction.FINANCES) -> None:
    client.force_login(make_agent(convention, rang, fonction))


def read(reponse) -> str:
    page = re.sub(r"<[^>]*>", " ", reponse.content.decode())
    return re.sub(r"\s+", " ", page.replace("\u202f", " ").replace("\xa0", " ").replace("&nbsp;", " "))


def fill(**champs: object) -> dict[str, object]:
    """A grant of 50 000 € in two instalments."""
    return {
        "jeton": uuid.uuid4(),
        "libelle": "Conseiller numérique",
        "montant": "50 000,00 €",
        "signee_le": "28/06/2021",
        "debut": "01/07/2021",
        "duree": "24",
        "versement_1_pourcentage": "20",
        "versement_1_mois": "1",
        "versement_2_montant_prevu": "40000",
        "versement_2_prevu_le": "2022-06-30",
        **champs,
    }


def expect(subvention: Subvention) -> list[tuple]:
    champs = ("rang", "pourcentage", "montant_prevu", "mois", "prevu_le")
    return list(subvention.versements.values_list(*champs))


class TestPage:
    def test_it_tells_each_instalment_with_its_state(self, client, convention):
        versements = list(convention.subventions.get().versements.all())
        Versement.objects.filter(pk=versements[1].pk).update(recu_le=None, montant_recu=None)
        Versement.objects.filter(pk=versements[2].pk).update(
            recu_le=None, montant_recu=None, suspension="suspendu", motif="Absence à la formation"
        )
        Versement.objects.create(
            subvention=versements[0].subvention,
            rang=4,
            montant_prevu=0,
            prevu_le=date(2022, 1, 5),
            recu_le=date(2022, 1, 5),
            montant_recu=-500_00,
        )
        sign_in(client, convention)
        page = read(client.get(adresse("subvention", convention)))
        assert "1er versement, 20 % d’ici le 28 juillet 2021 reçu le 20 juillet 2021 10 000,00 € 10 000,00 €" in page
        assert "2e versement, 30 % le 28 décembre 2021 en retard 15 000,00 € Inscrire la recette" in page
        assert "3e versement, 50 % le 28 juin 2022 suspendu Absence à la formation 25 000,00 € Modifier" in page
        assert "Reversement reversé le 5 janvier 2022 0,00 € −500,00 €" in page
        assert "Total 50 000,00 € 9 500,00 €" in page
        assert (
            "Subvention de 50 000,00 € : 9 500,00 € reçus ; 15 000,00 € en retard ; 25 000,00 € suspendus ;"
            " 500,00 € sans échéance." in page
        )
        assert "3 767,12 € de subvention attribuée" not in page

    def test_what_the_grant_has_acquired_and_that_has_not_come_is_said_by_prorata_only(self, client, convention):
        Versement.objects.exclude(rang=1).update(recu_le=None, montant_recu=None)
        sign_in(client, convention)
        # 194 days out of 730 of 50 000 €, less the 10 000 € that came.
        phrase = "de subvention attribuée et non encore encaissée, au prorata des jours 3 287,67 €"
        assert phrase in read(client.get(adresse("subvention", convention)))
        Convention.objects.update(methode="encaissement")
        assert "non encore encaissée" not in read(client.get(adresse("subvention", convention)))

    def test_a_grant_not_signed_says_that_its_days_wait(self, client, convention):
        Subvention.objects.update(signee_le=None)
        Versement.objects.update(recu_le=None, montant_recu=None)
        sign_in(client, convention)
        page = read(client.get(adresse("subvention", convention)))
        assert "les dates qui en dépendent attendent la signature" in page
        assert "1er versement, 20 % après la signature attendu" in page

    def test_pay_below_the_grant_is_said_with_both_amounts_and_what_to_do(self, client, convention):
        Depense.objects.exclude(nature="equipement").delete()
        sign_in(client, convention)
        page = read(client.get(adresse("subvention", convention)))
        assert "Au 10 janvier 2022 : 0,00 € de paie pour 13 287,67 € de subvention. Il manque 13 287,67 € de" in page
        assert "Il manquera 50 000,00 € de paie. Ajoutez les dépenses de paie à venir" in page

    def test_a_partner_reads_the_same_without_a_button_nor_a_reminder(self, client, convention):
        sign_in(client, convention, 2)
        page = read(client.get(adresse("subvention", convention)))
        assert "1er versement, 20 %" in page
        for absent in ("Modifier", "Ajouter", "Rappels", "Supprimer", "Inscrire"):
            assert absent not in page

    def test_without_a_grant_it_says_what_to_do(self, client, sans):
        sign_in(client, sans)
        page = read(client.get(adresse("subvention", sans)))
        assert "Aucune subvention. Partez d’un modèle daté" in page
        assert "La convention fonctionne aussi sans subvention" in page
        assert "Rien n’est encore dépensé ni reçu." in page

    def test_the_cash_is_drawn_with_its_main_figures_and_told_month_by_month(self, client, convention):
        sign_in(client, convention)
        reponse = client.get(adresse("subvention", convention))
        titres = set(re.findall(r'role="img" aria-label="(Fin [^"]*)"', reponse.content.decode()))
        assert len(titres) == 1
        page = read(reponse)
        assert titres.pop().replace("\xa0", " ").replace("\u202f", " ") in page
        assert "janvier 2022" in page

    @pytest.mark.parametrize("nombre", [1, 50])
    def test_its_price_does_not_depend_on_how_much_there_is(
        self, client, convention, django_assert_num_queries, nombre
    ):
        subvention = convention.subventions.get()
        for rang in range(4, 4 + nombre):
            Versement.objects.create(subvention=subvention, rang=rang, montant_prevu=0, prevu_le=date(2023, 1, 1))
            autre = Subvention.objects.create(
                convention=convention, libelle=f"Aide {rang}", montant=100, debut=convention.debut, fin=convention.fin
            )
            Versement.objects.create(subvention=autre, rang=1, montant_prevu=100, prevu_le=date(2023, 1, 1))
            Cofinancement.objects.create(
                convention=convention, libelle="Don", montant=100, debut=convention.debut, fin=convention.fin
            )
            make_rappel(convention, rang)
        sign_in(client, convention)
        with django_assert_num_queries(22):
            client.get(adresse("subvention", convention))

    def test_statements_that_a_change_concerns_are_named(self, client, convention):
        for annee, etat in ((2021, EtatDecompte.ARRETE), (2022, EtatDecompte.BROUILLON)):
            du, au = date(annee, 7, 1), date(annee, 12, 31)
            convention.decomptes.create(du=du, au=au, exercice=annee, etat=etat.value, methode="prorata")
        sign_in(client, convention)
        page = read(client.get(adresse("subvention", convention)))
        assert (
            "1 décompte non arrêté garde les chiffres du jour de son calcul : demandez de nouveau ce décompte" in page
        )
        assert "1 décompte arrêté ne change plus : l’écart sera appelé en régularisation" in page


def make_rappel(convention: Convention, rang: int = 1, etat: EtatCourriel = EtatCourriel.INCERTAIN) -> Courriel:
    return Courriel.objects.create(
        cle=f"versement:{rang}:avant:2021-12-28:1",
        destinataire="finances@exemple.example",
        sujet="Versement attendu",
        corps="…",
        convention=convention.pk,
        message_id=f"<{rang}.{convention.pk}@exemple.example>",
        cree_le=MAINTENANT,
        etat=etat.value,
    )


class TestReminders:
    def test_one_that_may_not_have_arrived_is_sent_again_by_whoever_edits(self, client, convention):
        rappel = make_rappel(convention)
        sign_in(client, convention)
        page = read(client.get(adresse("subvention", convention)))
        assert "Versement attendu finances@exemple.example 10 janvier 2022 envoi incertain Renvoyer" in page
        page = read(client.post(adresse("rappel_renvoyer", convention, rappel.pk), follow=True))
        assert "Le courriel part dans un instant." in page
        assert "à envoyer" in page
        assert Travail.objects.filter(objet=rappel.pk).count() == 1
        page = read(client.post(adresse("rappel_renvoyer", convention, rappel.pk), follow=True))
        assert "L’envoi de ce courriel est en cours : attendez qu’il se termine." in page

    def test_that_of_another_agreement_is_not_found(self, client, convention):
        rappel = make_rappel(make_convention(base=50))
        sign_in(client, convention)
        assert client.post(adresse("rappel_renvoyer", convention, rappel.pk)).status_code == 404


class TestAdd:
    def test_models_are_proposed_with_their_source(self, client, sans):
        sign_in(client, sans)
        page = read(client.get(adresse("subvention_ajouter", sans)))
        assert "Vague 2021, employeur public 50 000,00 € sur 24 mois, en 3 versements : 20 %, 30 %, 50 %." in page
        assert "Source : Association des petites villes de France, 12 janvier 2023" in page

    def test_a_model_fills_the_form_from_the_first_day_of_the_agreement(self, client, sans):
        sign_in(client, sans)
        form = client.get(adresse("subvention_ajouter", sans), {"bareme": "2021-public"}).context["form"]
        assert (form["montant"].value(), form["debut"].value(), form["duree"].value()) == (
            "50\u202f000",
            sans.debut,
            24,
        )
        assert [[champ.value() for champ in rangee.champs] for rangee in form.rangees if rangee.remplie] == [
            ["20", None, 1, None],
            ["30", None, 6, None],
            ["50", None, 12, None],
        ]

    def test_a_second_grant_is_proposed_after_the_first(self, client, convention):
        sign_in(client, convention)
        form = client.get(adresse("subvention_ajouter", convention), {"bareme": "libre"}).context["form"]
        assert form["debut"].value() == date(2023, 7, 1)

    def test_it_is_saved_once_whatever_the_clicks_with_its_last_day_and_its_line_in_the_journal(self, client, sans):
        sign_in(client, sans)
        envoi = fill()
        for _ in range(2):
            reponse = client.post(adresse("subvention_ajouter", sans), envoi)
            assert reponse.url == adresse("subvention", sans)
        subvention = Subvention.objects.get()
        assert (subvention.montant, subvention.fin) == (5000000, date(2023, 6, 30))
        assert expect(subvention) == [(1, 2000, None, 1, None), (2, None, 4000000, None, date(2022, 6, 30))]
        assert Ligne.objects.filter(action="ajouter la subvention", convention=sans.pk).count() == 1

    def test_instalments_that_do_not_make_the_grant_are_warned_and_saved(self, client, sans):
        sign_in(client, sans)
        page = client.post(adresse("subvention_ajouter", sans), fill(versement_2_montant_prevu="35000"), follow=True)
        assert "Les versements attendus font 45 000,00 €, la subvention 50 000,00 € : vérifiez-les. Au prorata" in read(
            page
        )
        assert Subvention.objects.count() == 1

    @pytest.mark.parametrize(
        ("champs", "fautif", "phrase"),
        [
            ({"montant": "beaucoup"}, "montant", "Écrivez un montant en euros et centimes, par exemple 1234,56."),
            ({"montant": "-1"}, "montant", "Ce montant ne peut pas être négatif."),
            ({"debut": "31/02/2021"}, "debut", "Écrivez une date qui existe, par exemple 31/12/2021."),
            (
                {"versement_2_pourcentage": "80"},
                "versement_2_pourcentage",
                "Donnez un pourcentage ou un montant, l’un des deux.",
            ),
            ({"versement_2_prevu_le": ""}, "versement_2_mois", "Donnez un nombre de mois ou une date, l’un des deux."),
            (
                {"versement_2_pourcentage": "80,01", "versement_2_montant_prevu": ""},
                "versement_2_pourcentage",
                "Les pourcentages font 100,01\u00a0% en tout\u00a0: ramenez-les à 100\u00a0% au plus.",
            ),
            ({"versement_3_mois": "-1"}, "versement_3_mois", None),
        ],
    )
    def test_a_fault_is_said_beside_its_field_and_what_was_typed_is_kept(self, client, sans, champs, fautif, phrase):
        sign_in(client, sans)
        reponse = client.post(adresse("subvention_ajouter", sans), fill(**champs))
        form = reponse.context["form"]
        assert reponse.status_code == 422
        assert fautif in form.errors
        if phrase:
            assert form.errors[fautif] == [phrase]
            assert list(form.errors) == [fautif]
        assert form["libelle"].value() == "Conseiller numérique"
        assert not Subvention.objects.exists()


class TestChange:
    def send(self, client, convention: Convention, **champs: object):
        subvention = convention.subventions.get()
        page = adresse("subvention_modifier", convention, subvention.pk)
        form = client.get(page).context["form"]
        envoi = {nom: form[nom].value() for nom in form.fields if form[nom].value() is not None}
        envoi |= {"jeton": uuid.uuid4(), "lu": form["lu"].value()}
        return page, envoi | champs

    def test_what_is_expected_changes_and_what_came_stays(self, client, convention):
        sign_in(client, convention)
        page, envoi = self.send(client, convention, montant="48000", versement_3_pourcentage="49")
        assert client.post(page, envoi).status_code == 302
        subvention = convention.subventions.get()
        assert subvention.montant == 4800000
        assert list(subvention.versements.values_list("pourcentage", "montant_recu")) == [
            (2000, 1000000),
            (3000, 1500000),
            (4900, 2500000),
        ]

    def test_an_instalment_is_not_emptied_in_passing(self, client, convention):
        sign_in(client, convention)
        page, envoi = self.send(client, convention, versement_3_pourcentage="", versement_3_mois="")
        reponse = client.post(page, envoi)
        assert reponse.context["form"].errors == {
            "versement_3_pourcentage": [
                "Ce versement existe déjà\u00a0: remplissez-le, ou supprimez-le depuis la page de la subvention."
            ]
        }
        assert convention.subventions.get().versements.count() == 3

    def test_two_tabs_the_second_is_told_what_changed_then_wins(self, client, convention):
        sign_in(client, convention)
        page, envoi = self.send(client, convention, libelle="Du second onglet")
        Versement.objects.filter(rang=2).update(mois=7)
        Subvention.objects.update(montant=100)
        reponse = client.post(page, envoi)
        assert reponse.status_code == 422
        assert "Cette fiche a changé depuis que vous l’avez ouverte : Montant, versements." in read(reponse)
        form = reponse.context["form"]
        assert client.post(page, envoi | {"lu": form["lu"].value()}).status_code == 302
        assert convention.subventions.get().libelle == "Du second onglet"

    def test_it_is_deleted_only_while_nothing_came(self, client, convention):
        sign_in(client, convention)
        page = adresse("subvention_supprimer", convention, convention.subventions.get().pk)
        reponse = client.post(page, {"jeton": uuid.uuid4()})
        assert reponse.status_code == 422
        assert "De l’argent est déjà reçu au titre de cette subvention : elle ne se supprime plus." in read(reponse)
        Versement.objects.update(recu_le=None, montant_recu=None)
        assert client.post(page, {"jeton": uuid.uuid4()}).status_code == 302
        assert not Subvention.objects.exists()
        assert Ligne.objects.filter(action="supprimer la subvention").count() == 1


class TestExports:
    def test_instalments_leave_as_a_table(self, client, convention):
        sign_in(client, convention, 2)
        reponse = client.get(adresse("versements_tableur", convention, "csv"))
        lignes = list(csv.reader(StringIO(reponse.content.decode("utf-8-sig")), delimiter=";"))
        assert lignes[1] == [
            "Conseiller numérique, France Relance", "1", "20", "28/06/2021", "28/07/2021", "10000,00", "Reçu",
            "20/07/2021", "10000,00", "", "",
        ]  # fmt: skip
        assert len(lignes) == 4

    def test_months_leave_as_a_table_empty_when_there_is_nothing(self, client, convention, sans_argent):
        sign_in(client, convention)
        reponse = client.get(adresse("tresorerie_tableur", convention, "virgule.csv"))
        assert len(reponse.content.decode().splitlines()) == 25
        sign_in(client, sans_argent)
        reponse = client.get(adresse("tresorerie_tableur", sans_argent, "virgule.csv"))
        assert len(reponse.content.decode().splitlines()) == 1

    @pytest.fixture
    def sans_argent(self) -> Convention:
        return make_convention(subventions=[], depenses=[], base=50)
