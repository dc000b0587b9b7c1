"""Amendments on screen: prepared, changed, deleted, signed; a longer term; a party's exit with its notice."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
import time_machine

from communes.enums import Fonction, TypeActe
from communes.models import Acte, Avenant, Convention, Tranche
from communes.selectors import list_parties
from conseiller.journal.models import Ligne
from subventions.models import Decompte
from tests.conseiller.test_views_heures import add_tranche, fill, quarts, read
from tests.envois import adresse
from tests.fabrique import make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

NOW = datetime(2022, 7, 4, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def convention() -> Convention:
    return make_convention(("400", "300", "200", "100"))


def make_decompte(convention: Convention, annee: int, **champs: object) -> Decompte:
    valeurs = {"du": date(annee, 1, 1), "au": date(annee, 12, 31), "exercice": annee, "methode": "prorata"}
    return Decompte.objects.create(convention=convention, **(valeurs | champs))


def prepare(client, convention: Convention, *heures: object, nom: str = "avenant_ajouter", **champs: object):
    return client.post(adresse(nom, convention), fill(client.get(adresse(nom, convention)), *heures, **champs))


def draft(client, convention: Convention, effet: str = "2022-09-01", **champs: object) -> Avenant:
    reponse = prepare(client, convention, "300", "400", "200", "100", effet_le=effet, **champs)
    assert reponse.status_code == 302
    return Avenant.objects.latest("pk")


def answers(reponse, **champs: object) -> dict[str, object]:
    form = reponse.context["form"]
    return {nom: form[nom].value() for nom in form.fields if form[nom].value() not in (None, False)} | champs


def sign(client, avenant: Avenant, **champs: object):
    lien = adresse("avenant_signer", avenant.convention, avenant.pk)
    return client.post(lien, answers(client.get(lien), signe_le="2022-07-04", **champs), follow=True)


def find_errors(reponse) -> dict[str, list[str]]:
    assert reponse.status_code == 422
    return {
        nom: [re.sub(r"[\u202f\xa0]", " ", erreur) for erreur in erreurs]
        for nom, erreurs in reponse.context["form"].errors.items()
    }


class TestList:
    def test_without_any_it_says_so_and_what_may_be_prepared(self, client, convention, helene):
        page = read(client.get(adresse("avenants", convention)))
        for mots in ("Aucun avenant.", "Changer les heures", "Prolonger la convention", "Préparer la sortie"):
            assert mots in page

    def test_it_tells_state_effect_and_change(self, client, convention, helene):
        draft(client, convention, objet="Plus d’heures (fictif)")
        sign(client, draft(client, convention, "2022-10-01"))
        client.force_login(make_agent(convention, 2))
        page = read(client.get(adresse("avenants", convention)))
        attendus = ("Avenant n° 2", "Signé le 4 juillet 2022", "1er octobre 2022", "Avenant n° 1", "En projet")
        assert sorted(attendus, key=page.rindex) == list(attendus)
        assert "Plus d’heures (fictif)" in page
        assert "Commune fictive 2 + 100 h, Commune fictive 1 − 100 h" in page
        assert "Préparer" not in page

    @pytest.mark.parametrize("nombre", [1, 50])
    def test_it_costs_the_same_whatever_their_number(
        self, client, convention, helene, django_assert_num_queries, nombre
    ):
        for rang in range(nombre):
            add_tranche(convention, date(2021 + rang // 28, 8, 1 + rang % 28), brouillon=rang % 2 == 1)
        with django_assert_num_queries(11):
            client.get(adresse("avenants", convention))


class TestDraft:
    def test_the_form_proposes_number_date_and_the_hours_of_that_day(self, client, convention, helene):
        add_tranche(convention, date(2022, 8, 1))
        reponse = client.get(adresse("avenant_ajouter", convention))
        form = reponse.context["form"]
        assert (form["numero"].value(), form["effet_le"].value()) == (2, date(2022, 8, 1))
        assert [champ.value() for champ in form.champs_heures] == ["100"] * 4
        assert "1er août 2022, avenant n° 1" in read(reponse)
        reprise = client.get(adresse("avenant_ajouter", convention), {"effet_le": "2022-07-15"})
        assert [champ.value() for champ in reprise.context["form"].champs_heures] == ["400", "300", "200", "100"]

    @pytest.mark.parametrize("demande", ["", "hier", "2022-13-45", "1789-07-14"])
    def test_any_day_in_the_address_is_forgiven(self, client, convention, helene, demande):
        assert client.get(adresse("avenant_ajouter", convention), {"effet_le": demande}).status_code == 200

    def test_it_is_prepared_and_counts_for_nothing(self, client, convention, helene):
        avenant = draft(client, convention, objet="Plus d’heures")
        assert (avenant.numero, avenant.objet, avenant.brouillon) == (1, "Plus d’heures", True)
        assert quarts(avenant.tranches.get()) == [1200, 1600, 800, 400]
        assert [valeur for _, valeur in list_parties(convention, now=avenant.effet_le)] == [1600, 1200, 800, 400]
        page = read(client.get(adresse("avenant", convention, avenant.pk)))
        for mots in ("Avenant n° 1", "En projet", "jeudi 1er septembre 2022", "− 100 h", "+ 100 h", "inchangé"):
            assert mots in page
        assert Ligne.objects.order_by("pk").last().action == "préparer l’avenant"

    def test_sent_twice_it_is_prepared_once(self, client, convention, helene):
        donnees = fill(client.get(adresse("avenant_ajouter", convention)), "300", "400", "200", "100")
        statuts = [client.post(adresse("avenant_ajouter", convention), donnees).status_code for _ in range(2)]
        assert (statuts, Avenant.objects.count()) == ([302, 302], 1)

    @pytest.mark.parametrize(
        ("champs", "attendues"),
        [
            ({"numero": "1"}, {"numero": ["Un avenant porte déjà ce numéro : choisissez le suivant."]}),
            (
                {"effet_le": "2022-09-01"},
                {
                    "effet_le": [
                        "Des heures commencent déjà le 1er septembre 2022, celles de l’avenant n° 1 : choisissez un "
                        "autre jour d’effet."
                    ]
                },
            ),
            (
                {"effet_le": "2021-06-30"},
                {
                    "effet_le": [
                        "L’effet va du 1er juillet 2021 au 30 juin 2023, premier et dernier jours de la convention."
                    ]
                },
            ),
            (
                {"nouveau_terme": "2023-06-30"},
                {"nouveau_terme": ["Le terme actuel est le 30 juin 2023 : le nouveau doit être après."]},
            ),
        ],
    )
    def test_what_cannot_be_is_said_beside_its_field(self, client, convention, helene, champs, attendues):
        draft(client, convention)
        reponse = prepare(client, convention, "250", "450", "200", "100", **({"effet_le": "2022-11-01"} | champs))
        assert find_errors(reponse) == attendues
        assert [champ.value() for champ in reponse.context["form"].champs_heures] == ["250", "450", "200", "100"]

    def test_until_when_its_hours_last_is_said(self, client, convention, helene):
        add_tranche(convention, date(2023, 1, 1))
        avenant = draft(client, convention)
        page = read(client.get(adresse("avenant", convention, avenant.pk)))
        assert "Ces heures s’arrêtent le 31 décembre 2022 : d’autres commencent le lendemain." in page

    def test_a_second_tab_is_told_of_new_hours_then_may_save(self, client, convention, helene):
        avenant = draft(client, convention)
        lien = adresse("avenant_modifier", convention, avenant.pk)
        ancien = fill(client.get(lien), "200", "500", "200", "100")
        client.post(lien, fill(client.get(lien), "300", "300", "300", "100"))
        reponse = client.post(lien, ancien)
        assert "Les heures ont changé" in find_errors(reponse)["__all__"][0]
        encore = ancien | {"jeton": uuid4(), "heures_lues": reponse.context["form"]["heures_lues"].value()}
        assert client.post(lien, encore).status_code == 302
        assert quarts(avenant.tranches.get()) == [800, 2000, 800, 400]

    def test_a_draft_is_deleted_after_a_page_that_asks(self, client, convention, helene):
        avenant = draft(client, convention)
        lien = adresse("avenant_supprimer", convention, avenant.pk)
        assert "Aucun décompte ne change" in read(client.get(lien))
        assert client.post(lien, answers(client.get(lien))).url == adresse("avenants", convention)
        assert (Avenant.objects.count(), Tranche.objects.count()) == (0, 1)

    def test_once_signed_its_forms_lead_back_to_it_and_change_nothing(self, client, convention, helene):
        avenant = draft(client, convention)
        liens = [
            adresse(nom, convention, avenant.pk) for nom in ("avenant_modifier", "avenant_signer", "avenant_supprimer")
        ]
        ouverts = [answers(client.get(lien), signe_le="2022-07-01") for lien in liens]
        sign(client, avenant)
        for lien, donnees in zip(liens, ouverts, strict=True):
            assert client.get(lien).url == adresse("avenant", convention, avenant.pk)
            assert "ne se modifie plus" in find_errors(client.post(lien, donnees))["__all__"][0]
            assert lien not in client.get(adresse("avenant", convention, avenant.pk)).content.decode()


class TestSignature:
    def test_it_makes_the_amendment_count_with_what_the_councils_decided(self, client, convention, helene):
        avenant = draft(client, convention)
        premiere, seconde = convention.parties.all()[:2]
        champs = {
            f"numero_{premiere.pk}": "12",
            f"date_{premiere.pk}": "20/06/2022",
            f"executoire_{premiere.pk}": "27/06/2022",
            f"numero_{seconde.pk}": "7",
            f"date_{seconde.pk}": "21/06/2022",
        }
        page = read(sign(client, avenant, **champs))
        for mots in (
            "L’avenant n° 1 est signé.",
            "Signé le 4 juillet 2022",
            "2 conseils sur 4 ont une délibération enregistrée ici.",
            "n° 12 du 20 juin 2022",
            "le 27 juin 2022",
            "Délibération pas encore enregistrée : Commune fictive 3 et Commune fictive 4.",
            "Date exécutoire à compléter : Commune fictive 2.",
        ):
            assert mots in page
        assert [valeur for _, valeur in list_parties(convention, now=avenant.effet_le)] == [1200, 1600, 800, 400]
        assert Ligne.objects.order_by("pk").last().action == "signer l’avenant"

    def test_a_known_deliberation_is_shown_to_be_completed(self, client, convention, helene):
        avenant = draft(client, convention)
        Acte.objects.create(
            convention=convention,
            organisme=convention.employeuse,
            avenant=avenant,
            type=TypeActe.DELIBERATION,
            numero="12",
        )
        form = client.get(adresse("avenant_signer", convention, avenant.pk)).context["form"]
        assert form[f"numero_{convention.parties.first().pk}"].value() == "12"

    def test_nothing_is_asked_when_the_effect_is_to_come(self, client, convention, helene):
        avenant = draft(client, convention)
        make_decompte(convention, 2021, du=date(2021, 7, 1))
        reponse = client.get(adresse("avenant_signer", convention, avenant.pk))
        assert "retroactif" not in reponse.context["form"].fields
        assert "rétroactif" not in read(reponse)

    def test_a_retroactive_effect_is_acknowledged_and_the_statements_are_named(self, client, convention, helene):
        make_decompte(convention, 2021, du=date(2021, 7, 1), etat="arrete")
        make_decompte(convention, 2022)
        make_decompte(convention, 2023, du=date(2023, 1, 1), au=date(2023, 3, 31), etat="remplace")
        avenant = draft(client, convention, "2021-10-01")
        page = read(client.get(adresse("avenant", convention, avenant.pk)))
        for mots in (
            "Effet rétroactif : il s’appliquera depuis le 1er octobre 2021, un jour passé.",
            "Décompte du 2e semestre 2021 : arrêté.",
            "régularisation du prochain décompte",
            "Décompte de l’année 2022 , en brouillon : à demander de nouveau après la signature.",
        ):
            assert mots in page
        assert "1er trimestre 2023" not in page
        erreurs = find_errors(sign(client, avenant))
        assert erreurs == {"retroactif": ["Cochez cette case pour confirmer, ou changez la date d’effet de l’avenant."]}
        page = read(sign(client, avenant, retroactif="on"))
        assert "À demander de nouveau, pour qu’il y compte : Décompte de l’année 2022." in page
        assert "Il s’applique depuis le 1er octobre 2021, avant sa signature." in page

    def test_a_statement_that_will_not_end_before_the_effect_makes_it_retroactive_too(self, client, convention, helene):
        make_decompte(convention, 2022)
        avenant = draft(client, convention)
        assert "retroactif" in client.get(adresse("avenant_signer", convention, avenant.pk)).context["form"].fields

    def test_dates_that_cannot_be_are_refused_beside_their_field(self, client, convention, helene):
        avenant = draft(client, convention)
        partie = convention.parties.first()
        lien = adresse("avenant_signer", convention, avenant.pk)
        champs = {f"date_{partie.pk}": "2022-06-20", f"executoire_{partie.pk}": "2022-06-19"}
        reponse = client.post(lien, answers(client.get(lien), signe_le="2022-07-05", **champs))
        assert list(find_errors(reponse)) == ["signe_le", f"executoire_{partie.pk}"]
        avenant.refresh_from_db()
        assert avenant.brouillon

    def test_whoever_signs_has_read_what_it_does_now(self, client, convention, helene):
        avenant = draft(client, convention)
        lien = adresse("avenant_signer", convention, avenant.pk)
        donnees = answers(client.get(lien), signe_le="2022-07-04")
        modifier = adresse("avenant_modifier", convention, avenant.pk)
        client.post(modifier, fill(client.get(modifier), "300", "300", "300", "100"))
        reponse = client.post(lien, donnees)
        assert "Cet avenant a changé" in find_errors(reponse)["__all__"][0]
        encore = donnees | {"jeton": uuid4(), "lu": reponse.context["form"]["lu"].value()}
        assert client.post(lien, encore).status_code == 302

    def test_sent_twice_it_is_signed_once(self, client, convention, helene):
        avenant = draft(client, convention)
        lien = adresse("avenant_signer", convention, avenant.pk)
        donnees = answers(client.get(lien), signe_le="2022-07-04")
        assert [client.post(lien, donnees).status_code for _ in range(2)] == [302, 302]
        assert Ligne.objects.filter(action="signer l’avenant").count() == 1


class TestProlongation:
    def test_one_operation_moves_the_term_and_keeps_the_hours(self, client, convention, helene):
        reponse = prepare(
            client, convention, "400", "300", "200", "100", nom="prolongation", nouveau_terme="2024-06-30"
        )
        avenant = Avenant.objects.get()
        assert reponse.url == adresse("avenant", convention, avenant.pk)
        assert (avenant.effet_le, avenant.tranches.count()) == (date(2023, 7, 1), 0)
        assert "30 juin 2024, au lieu du 30 juin 2023" in read(client.get(reponse.url))
        assert "Nouveau terme le 30 juin 2024" in read(sign(client, avenant))
        convention.refresh_from_db()
        assert convention.fin == date(2024, 6, 30)

    def test_new_hours_begin_the_day_after_the_present_term(self, client, convention, helene):
        prepare(client, convention, "500", "300", "200", "0", nom="prolongation", nouveau_terme="2024-06-30")
        tranche = Avenant.objects.get().tranches.get()
        assert (tranche.debut, quarts(tranche)) == (date(2023, 7, 1), [2000, 1200, 800, 0])

    @pytest.mark.parametrize(
        ("terme", "phrases"),
        [
            ("", ["Indiquez une date, par exemple 31/12/2021."]),
            ("2023-06-30", ["Le terme actuel est le 30 juin 2023 : le nouveau doit être après."]),
        ],
    )
    def test_the_term_is_asked_and_goes_forward(self, client, convention, helene, terme, phrases):
        reponse = prepare(client, convention, "400", "300", "200", "100", nom="prolongation", nouveau_terme=terme)
        assert find_errors(reponse)["nouveau_terme"] == phrases


class TestSortie:
    def leave(self, client, convention: Convention, **champs: object):
        lien = adresse("sortie", convention)
        valeurs = {
            "partie_sortante": convention.parties.get(ordre=4).pk,
            "demande_le": "2022-03-15",
            "dernier_jour": "2022-08-31",
        }
        return client.post(lien, answers(client.get(lien), **(valeurs | champs)))

    def test_its_hours_go_to_the_others_in_proportion(self, client, convention, helene):
        reponse = self.leave(client, convention)
        avenant = Avenant.objects.get()
        assert (avenant.effet_le, quarts(avenant.tranches.get())) == (date(2022, 9, 1), [1778, 1333, 889, 0])
        page = read(client.get(reponse.url))
        assert "Commune fictive 4, dont le dernier jour est le 31 août 2022 ; demande reçue le 15 mars 2022." in page
        assert "Le décompte sera coupé à ce jour" in page
        assert "Sortie de Commune fictive 4 après le 31 août 2022" in page
        sign(client, avenant)
        assert convention.parties.get(ordre=4).sortie_le == date(2022, 8, 31)

    def test_its_hours_may_be_left_to_nobody_or_typed_by_hand(self, client, convention, helene):
        self.leave(client, convention, sort="aucun")
        assert quarts(Avenant.objects.get().tranches.get()) == [1600, 1200, 800, 0]
        Avenant.objects.all().delete()
        noms = [f"heures_{partie.pk}" for partie in convention.parties.all()]
        erreurs = find_errors(self.leave(client, convention, sort="main", **dict.fromkeys(noms, "")))
        assert list(erreurs) == noms[:3]
        self.leave(client, convention, sort="main", **dict(zip(noms, ["500", "300", "200", "100"], strict=True)))
        assert quarts(Avenant.objects.get().tranches.get()) == [2000, 1200, 800, 0]

    def test_too_short_a_notice_is_warned_of_then_accepted(self, client, convention, helene):
        Convention.objects.filter(pk=convention.pk).update(preavis_mois=6)
        (phrase,) = find_errors(self.leave(client, convention))["preavis_accepte"]
        assert phrase.startswith("Le préavis est de 6 mois et la demande date du 15 mars 2022")
        assert self.leave(client, convention, dernier_jour="2022-09-15").status_code == 302
        Avenant.objects.all().delete()
        assert self.leave(client, convention, preavis_accepte="on").status_code == 302

    @pytest.mark.parametrize("jour", ["2021-06-30", "2023-06-30"])
    def test_the_last_day_is_inside_the_agreement(self, client, convention, helene, jour):
        (phrase,) = find_errors(self.leave(client, convention, dernier_jour=jour))["dernier_jour"]
        assert phrase == "Ce jour est hors de la convention, qui va du 1er juillet 2021 au 30 juin 2023."

    def test_the_employing_body_never_leaves(self, client, convention, helene):
        employeuse = convention.parties.get(ordre=1).pk
        assert list(find_errors(self.leave(client, convention, partie_sortante=employeuse))) == ["partie_sortante"]

    def test_hours_are_not_given_back_to_whoever_leaves(self, client, convention, helene):
        self.leave(client, convention)
        avenant = Avenant.objects.get()
        lien = adresse("avenant_modifier", convention, avenant.pk)
        sortante = convention.parties.get(ordre=4)
        erreurs = find_errors(client.post(lien, fill(client.get(lien), "400", "300", "200", "100")))
        assert erreurs == {
            f"heures_{sortante.pk}": ["Commune fictive 4 n’est plus partie à la convention ce jour-là : écrivez 0."]
        }


class TestWho:
    NOMS = ("avenant_ajouter", "prolongation", "sortie")
    D_UN_AVENANT = ("avenant_modifier", "avenant_signer", "avenant_supprimer")

    @pytest.mark.parametrize(
        ("rang", "fonction", "statut"),
        [
            (1, Fonction.ADMINISTRATION, 200),
            (1, Fonction.FINANCES, 404),
            (1, Fonction.ELU, 404),
            (2, Fonction.COORDINATION, 404),
        ],
    )
    def test_only_those_who_edit_the_agreement_prepare_and_sign(
        self, client, convention, helene, rang, fonction, statut
    ):
        avenant = draft(client, convention)
        client.force_login(make_agent(convention, rang, fonction))
        for nom in self.NOMS:
            assert client.get(adresse(nom, convention)).status_code == statut, nom
        for nom in self.D_UN_AVENANT:
            assert client.get(adresse(nom, convention, avenant.pk)).status_code == statut, nom
        assert client.get(adresse("avenant", convention, avenant.pk)).status_code == 200

    def test_another_agreement_and_its_amendments_do_not_exist(self, client, convention, helene):
        ailleurs = make_convention(base=100)
        etranger = add_tranche(ailleurs, date(2022, 9, 1), brouillon=True).avenant
        for nom in (*self.D_UN_AVENANT, "avenant"):
            assert client.get(adresse(nom, ailleurs, etranger.pk)).status_code == 404
            assert client.get(adresse(nom, convention, etranger.pk)).status_code == 404

    def test_statements_are_named_only_to_those_who_read_them(self, client, convention, helene):
        make_decompte(convention, 2022)
        avenant = draft(client, convention)
        client.force_login(make_agent(convention, 1, Fonction.ACCUEIL))
        page = read(client.get(adresse("avenant", convention, avenant.pk)))
        assert "Décompte de l’année 2022" not in page
