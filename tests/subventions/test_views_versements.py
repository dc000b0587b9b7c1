"""One instalment on screen: received, suspended, corrected, added, paid back; and money from elsewhere."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
import time_machine

from communes.models import Convention
from conseiller.bureau.argent import read_argent
from conseiller.bureau.taches import list_taches
from conseiller.journal.models import Ligne
from subventions.models import Cofinancement, Versement
from subventions.services.rappels import send_rappels
from tests.envois import adresse
from tests.fabrique import MAINTENANT, make_agent, make_convention
from tests.subventions.test_views_subventions import read, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def convention() -> Convention:
    """The second instalment, 15 000 €, was due on 28 December 2021 and has not come."""
    convention = make_convention()
    Versement.objects.exclude(rang=1).update(recu_le=None, montant_recu=None)
    return convention


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(MAINTENANT, tick=False):
        yield


def find(convention: Convention, rang: int = 2) -> Versement:
    return Versement.objects.get(subvention__convention=convention, rang=rang)


def open_page(client, page: str, **champs: object) -> dict[str, object]:
    """What the browser would send back, with some answers changed."""
    form = client.get(page).context["form"]
    envoi = {nom: form[nom].value() for nom in form.fields if form[nom].value() is not None}
    return envoi | {"jeton": uuid.uuid4()} | champs


def modify(client, convention: Convention, rang: int = 2, **champs: object):
    page = adresse("versement_modifier", convention, find(convention, rang).pk)
    return client.post(page, open_page(client, page, **champs), follow=True)


class TestReceipt:
    def test_it_is_written_with_its_day_amount_and_reference_and_a_line_in_the_journal(self, client, convention):
        sign_in(client, convention)
        reponse = modify(client, convention, recu_le="10/01/2022", montant_recu="15 000", reference="Titre 12")
        assert "2e versement, 30 % Titre 12 le 28 décembre 2021 reçu le 10 janvier 2022" in read(reponse)
        assert [str(message) for message in reponse.context["messages"]] == ["Le versement est enregistré."]
        ligne = Ligne.objects.get(action="modifier le versement", convention=convention.pk)
        assert ligne.details == {"rang": 2, "montant_recu": 1500000, "suspension": ""}

    def test_another_amount_than_expected_is_kept_and_noticed(self, client, convention):
        sign_in(client, convention)
        page = read(modify(client, convention, recu_le="05/01/2022", montant_recu="14000"))
        assert "14 000,00 € reçus, 15 000,00 € attendus : l’écart est gardé." in page
        assert find(convention).montant_recu == 1400000

    @pytest.mark.parametrize(
        ("champs", "erreurs"),
        [
            (
                {"recu_le": "11/01/2022", "montant_recu": "15000"},
                {"recu_le": ["Ce jour n’est pas encore venu. Inscrivez la recette quand l’argent est arrivé."]},
            ),
            ({"recu_le": "05/01/2022"}, {"montant_recu": ["Indiquez aussi le montant reçu."]}),
            ({"montant_recu": "15000"}, {"recu_le": ["Indiquez aussi le jour où l’argent est arrivé."]}),
            (
                {"suspension": "suspendu"},
                {"motif": ["Écrivez pourquoi, pour ceux qui liront cette page plus tard."]},
            ),
            (
                {"recu_le": "05/01/2022", "montant_recu": "15000", "suspension": "annule", "motif": "Fin"},
                {"suspension": ["Ce versement est reçu\u00a0: il n’est plus suspendu ni annulé."]},
            ),
            (
                {"pourcentage": "80,5"},
                {
                    "pourcentage": [
                        "Les pourcentages font 150,50\u00a0% en tout\u00a0: ramenez-les à 100\u00a0% au plus."
                    ]
                },
            ),
            (
                {"pourcentage": ""},
                {"pourcentage": ["Donnez un pourcentage ou un montant, l’un des deux."]},
            ),
        ],
    )
    def test_a_fault_is_said_beside_its_field_and_what_was_typed_is_kept(self, client, convention, champs, erreurs):
        sign_in(client, convention)
        reponse = modify(client, convention, reference="Titre 12", **champs)
        assert reponse.status_code == 422
        assert reponse.context["form"].errors == erreurs
        assert reponse.context["form"]["reference"].value() == "Titre 12"
        assert find(convention).recu_le is None

    def test_two_tabs_the_second_is_told_what_changed(self, client, convention):
        sign_in(client, convention)
        page = adresse("versement_modifier", convention, find(convention).pk)
        envoi = open_page(client, page, recu_le="05/01/2022", montant_recu="15000")
        Versement.objects.filter(rang=2).update(reference="Titre 9")
        reponse = client.post(page, envoi)
        assert "a changé depuis que vous l’avez ouverte : Référence de la recette." in read(reponse)
        envoi["lu"] = reponse.context["form"]["lu"].value()
        assert client.post(page, envoi).status_code == 302

    def test_a_late_instalment_may_be_given_another_day(self, client, convention):
        sign_in(client, convention)
        page = read(modify(client, convention, mois="", prevu_le="2022-03-01"))
        assert "2e versement, 30 % le 1er mars 2022 attendu" in page


@pytest.mark.parametrize(("suspension", "total"), [("suspendu", "50 000,00 €"), ("annule", "35 000,00 €")])
def test_suspended_or_cancelled_it_is_neither_late_nor_reminded_nor_forecast(client, convention, suspension, total):
    sign_in(client, convention)
    reponse = modify(client, convention, suspension=suspension, motif="Absence à la formation")
    page = read(reponse)
    libelle = "suspendu" if suspension == "suspendu" else "annulé"
    assert f"2e versement, 30 % le 28 décembre 2021 {libelle} Absence à la formation" in page
    assert f"Total {total} 10 000,00 €" in page
    # Cancelled, it leaves a grant that its instalments no longer make.
    assert ("Les versements attendus font 35 000,00 €" in page) is (suspension == "annule")
    tresorerie = reponse.context["finances"].tresorerie
    assert tresorerie.mois[-1].recettes == 3500000
    assert send_rappels(now=MAINTENANT) == 0
    agent = convention.roles.get().agent
    argent = read_argent(Convention.objects.visible_to(agent), agent, now=date(2022, 1, 10))
    assert not [tache for tache in list_taches(argent, now=date(2022, 1, 10)) if "Versement" in tache.titre]
    ensemble = read(client.get(adresse("convention", convention)))
    assert f"Versement de 30 % : 15 000,00 € {libelle.capitalize()}." in ensemble


class TestAddAndDelete:
    def test_one_more_instalment_comes_after_the_others(self, client, convention):
        sign_in(client, convention)
        page = adresse("versement_ajouter", convention, convention.subventions.get().pk)
        envoi = {"jeton": uuid.uuid4(), "montant_prevu": "2500", "prevu_le": "01/03/2023"}
        for _ in range(2):
            assert client.post(page, envoi).url == adresse("subvention", convention)
        assert list(Versement.objects.filter(rang__gt=3).values_list("rang", "montant_prevu")) == [(4, 250000)]
        reponse = client.post(page, {"jeton": uuid.uuid4(), "montant_prevu": "2500"})
        assert reponse.context["form"].errors == {"mois": ["Donnez un nombre de mois ou une date, l’un des deux."]}

    def test_money_given_back_is_typed_positive_and_taken_from_what_came(self, client, convention):
        sign_in(client, convention)
        page = f"{adresse('versement_ajouter', convention, convention.subventions.get().pk)}?genre=reversement"
        reponse = client.post(page, {"jeton": uuid.uuid4(), "montant_recu": "-500"})
        assert reponse.context["form"].errors == {
            "recu_le": ["Indiquez une date, par exemple 31/12/2021."],
            "montant_recu": ["Écrivez un montant positif\u00a0: il sera retiré de ce qui est reçu."],
        }
        envoi = {"jeton": uuid.uuid4(), "recu_le": "05/01/2022", "montant_recu": "500", "motif": "Trop versé"}
        page = read(client.post(page, envoi, follow=True))
        assert "Reversement reversé le 5 janvier 2022 Trop versé 0,00 € −500,00 €" in page
        assert "Total 50 000,00 € 9 500,00 €" in page
        reversement = find(convention, 4)
        assert (reversement.montant_prevu, reversement.prevu_le, reversement.montant_recu) == (
            0,
            date(2022, 1, 5),
            -50000,
        )

    def test_money_given_back_is_corrected_and_deleted(self, client, convention):
        Versement.objects.create(
            subvention=convention.subventions.get(),
            rang=4,
            montant_prevu=0,
            prevu_le=date(2022, 1, 5),
            recu_le=date(2022, 1, 5),
            montant_recu=-50000,
        )
        sign_in(client, convention)
        page = adresse("versement_modifier", convention, find(convention, 4).pk)
        assert open_page(client, page)["montant_recu"] == "500"
        modify(client, convention, 4, montant_recu="600")
        assert find(convention, 4).montant_recu == -60000
        page = adresse("versement_supprimer", convention, find(convention, 4).pk)
        assert client.post(page, {"jeton": uuid.uuid4()}).status_code == 302
        assert Versement.objects.count() == 3

    def test_what_came_is_not_deleted(self, client, convention):
        sign_in(client, convention)
        page = adresse("versement_supprimer", convention, find(convention, 1).pk)
        assert "Ce versement est reçu : il ne se supprime plus." in read(client.post(page, {"jeton": uuid.uuid4()}))
        page = adresse("versement_supprimer", convention, find(convention, 3).pk)
        client.post(page, {"jeton": uuid.uuid4()})
        assert list(Versement.objects.values_list("rang", flat=True)) == [1, 2]

    def test_that_of_another_agreement_is_not_found(self, client, convention):
        ailleurs = make_convention(base=50)
        client.force_login(make_agent(convention, 1))
        for nom, cle in (
            ("versement_modifier", find(ailleurs).pk),
            ("versement_supprimer", find(ailleurs).pk),
            ("versement_ajouter", ailleurs.subventions.get().pk),
            ("subvention_modifier", ailleurs.subventions.get().pk),
            ("subvention_supprimer", ailleurs.subventions.get().pk),
        ):
            assert client.get(adresse(nom, convention, cle)).status_code == 404


class TestElsewhere:
    def test_money_from_elsewhere_is_added_corrected_and_deleted(self, client, convention):
        sign_in(client, convention)
        page = adresse("cofinancement_ajouter", convention)
        envoi = open_page(client, page, libelle="Département, équipement", montant="1 200,50")
        assert "Département, équipement Du 1er juillet 2021 au 30 juin 2023 1 200,50 €" in read(
            client.post(page, envoi, follow=True)
        )
        aide = Cofinancement.objects.get()
        page = adresse("cofinancement_modifier", convention, aide.pk)
        faute = open_page(client, page, fin="2020-01-01")
        reponse = client.post(page, faute)
        assert reponse.status_code == 422
        assert "Le dernier jour est avant le premier : corrigez l’une des deux dates." in read(reponse)
        assert client.post(page, open_page(client, page, montant="1000")).status_code == 302
        aide.refresh_from_db()
        assert aide.montant == 100000
        page = adresse("cofinancement_supprimer", convention, aide.pk)
        assert client.post(page, {"jeton": uuid.uuid4()}).status_code == 302
        assert not Cofinancement.objects.exists()
        assert list(Ligne.objects.order_by("pk").values_list("action", flat=True))[-3:] == [
            "ajouter le cofinancement",
            "modifier le cofinancement",
            "supprimer le cofinancement",
        ]
